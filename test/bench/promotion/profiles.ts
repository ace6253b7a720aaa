/** What the profiler says about the files of a set. */

import { createReadStream } from 'node:fs';
import type { FileSet, RawFile } from './sets';
import { profileFile } from '../../../lambda-src/core/profiling/profile-file';
import { type ReadingPlan, readingPlan } from '../../../lambda-src/core/reading-plan/reading-plan';
import { firstVersion } from '../../../lambda-src/core/schema/judge';

export interface ProfiledFile extends RawFile {
  readonly records: number;
  readonly reading: ReadingPlan;
}

export interface ProfiledSet extends FileSet {
  readonly files: readonly ProfiledFile[];
  /** `head.paths` of each source. All sources of a set have the same records, so one schema fits all of them. */
  readonly paths: Record<string, string>;
}

export async function profiled(set: FileSet): Promise<ProfiledSet> {
  const files: ProfiledFile[] = [];
  for (const file of set.files) {
    const profile = await profileFile(async () => createReadStream(file.path), { format: set.format });
    files.push({ ...file, records: profile.records, reading: readingPlan(profile) });
  }
  const whole = await profileFile(async () => joined(set), { format: set.format });
  return { ...set, files, paths: Object.fromEntries(firstVersion(whole.schema).paths) };
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
