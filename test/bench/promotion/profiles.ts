/** What the profiler says about the files of a set. */

import { createReadStream } from 'node:fs';
import type { FileSet, RawFile } from './sets';
import { readingAttributes } from '../../../lambda-src/core/ledger/file-row';
import { profileFile } from '../../../lambda-src/core/profiling/profile-file';
import { readingOf } from '../../../lambda-src/core/profiling/raw-or-canonical';
import { firstVersion } from '../../../lambda-src/core/schema/judge';

export interface ProfiledFile extends RawFile {
  readonly records: number;
  readonly types: Record<string, string>;
  /** The attributes of the file's row that say how the job reads it. */
  readonly reading: ReturnType<typeof readingAttributes>;
}

export interface ProfiledSet extends FileSet {
  readonly files: readonly ProfiledFile[];
  /** `head.paths` of each source. All sources of a set have the same records, so one schema fits all of them. */
  readonly paths: Record<string, string>;
}

/** @throws Error if the job would need a canonical copy of a file. The bench compares readers of raw files. */
export async function profiled(set: FileSet): Promise<ProfiledSet> {
  const files: ProfiledFile[] = [];
  for (const file of set.files) {
    files.push(await profiledFile(file, set));
  }
  const whole = await profileFile(joined(set), { format: set.format });
  return { ...set, files, paths: Object.fromEntries(firstVersion(whole.schema).paths) };
}

async function profiledFile(file: RawFile, { format }: FileSet): Promise<ProfiledFile> {
  const profile = await profileFile(createReadStream(file.path), { format });
  const { types } = firstVersion(profile.schema);
  const reading = readingOf(profile, types, file.key);
  if (reading.reader === 'canonical') {
    throw new Error(`${file.path} would be read from a canonical copy, expected a file that is read raw`);
  }
  return { ...file, records: profile.records, types: Object.fromEntries(types), reading: readingAttributes(profile.dialect, reading) };
}

/** All files of the set as one. Of CSV files, only the first keeps its header. */
async function* joined({ files, format }: FileSet): AsyncGenerator<Buffer> {
  for (const [i, { path }] of files.entries()) {
    let skipping = format === 'csv' && i > 0;
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      // The header is much shorter than a chunk.
      yield skipping ? chunk.subarray(chunk.indexOf('\n') + 1) : chunk;
      skipping = false;
    }
  }
}
