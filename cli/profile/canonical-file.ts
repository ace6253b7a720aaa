/** The canonical copy, as one file. */

import { type FileHandle, access, constants, lstat, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { LocalFile } from './local-file';
import { systemSays } from './system-error';
import { type PartSink, writeCanonical } from '../../lambda-src/core/canonical/copy';
import type { FileProfile } from '../../lambda-src/core/profiling/profile-file';
import type { Fields } from '../../lambda-src/core/schema/field-type';
import { UsageError } from '../command-line/usage-error';

/** @throws UsageError if no copy of the file can be written to `out`. */
export async function checkCanonicalFile(file: LocalFile, out: string): Promise<void> {
  if (file.isPipe) {
    throw new UsageError(`--canonical reads its file twice, but ${file.path} is a pipe; expected a file`);
  }
  await access(dirname(out), constants.W_OK).catch((error: unknown) => {
    throw new UsageError(`--canonical ${out} cannot be written to ${dirname(out)}: ${systemSays(error)}`);
  });
  // `lstat`, because the copy replaces whatever has its name, which may be a link to a device.
  const [source, existing] = await Promise.all([stat(file.path), lstat(out).catch(() => undefined)]);
  if (existing === undefined) {
    return;
  }
  if (!existing.isFile()) {
    throw new UsageError(`--canonical ${out} is not a regular file; expected the name of a regular file, or a new name`);
  }
  if (existing.ino === source.ino && existing.dev === source.dev) {
    throw new UsageError(`--canonical ${out} is the file to be read; expected another name`);
  }
}

/**
 * Writes the copy that the profiler would make of a source's first file if promotion could not read it raw. The parts follow
 * each other in one file, which is valid gzip. The file appears under its name once it is complete.
 *
 * @param bytes the file that was profiled.
 * @param readTypes the types of all its paths with a value.
 */
export async function writeCanonicalFile(
  bytes: AsyncIterable<Uint8Array>, profile: FileProfile, readTypes: Fields, out: string,
): Promise<void> {
  const partial = `${out}.partial`;
  const handle = await open(partial, 'w');
  try {
    const parts = await writeCanonical(bytes, profile, readTypes, () => appendTo(handle));
    // A file without records has no parts, but an empty file would not be gzip.
    if (parts.length === 0) {
      await handle.appendFile(gzipSync(''));
    }
    await handle.close();
    await rename(partial, out);
  } catch (error) {
    await handle.close();
    await rm(partial, { force: true });
    throw error;
  }
}

function appendTo(handle: FileHandle): PartSink {
  return { write: (bytes) => handle.appendFile(bytes), close: async () => undefined };
}
