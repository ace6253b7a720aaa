/** What SQL will show of a local file, as a Parquet file. */

import { access, constants, lstat, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LocalFile } from './local-file';
import type { Accepted } from './outcome';
import { systemSays } from './system-error';
import { needsReadingCopy, readingCopyText } from '../../lambda-src/core/profiling/reading-copy';
import { readingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import { closedPaths } from '../../lambda-src/core/schema/fields';
import { fieldTypes } from '../../lambda-src/core/schema/schema-profile';
import { UsageError } from '../command-line/usage-error';
import { writeParquet } from '../parquet/write-parquet';

/** @throws UsageError if nothing can be written to `out` for the file. */
export async function checkParquetFile(file: LocalFile, out: string): Promise<void> {
  if (file.isPipe) {
    throw new UsageError(`--parquet reads its file twice, but ${file.path} is a pipe; expected a file`);
  }
  await access(dirname(out), constants.W_OK).catch((error: unknown) => {
    throw new UsageError(`--parquet ${out} cannot be written to ${dirname(out)}: ${systemSays(error)}`);
  });
  // `lstat`, because the Parquet file replaces whatever has its name, which may be a link to a device.
  const [source, existing] = await Promise.all([stat(file.path), lstat(out).catch(() => undefined)]);
  if (existing === undefined) {
    return;
  }
  if (!existing.isFile()) {
    throw new UsageError(`--parquet ${out} is not a regular file; expected the name of a regular file, or a new name`);
  }
  if (existing.ino === source.ino && existing.dev === source.dev) {
    throw new UsageError(`--parquet ${out} is the file to be read; expected another name`);
  }
}

/** Whether the table of such files has a column. A Parquet file must have one. */
export function hasColumn({ schema }: Accepted): boolean {
  return closedPaths(fieldTypes(schema)).size > 0;
}

/**
 * Writes the file's records as the job would write them if the file were the first of its source. The Parquet file appears under its
 * name once it is complete.
 *
 * @param bytes gives the file that was profiled from its beginning; its table has a column.
 */
export async function writeParquetFile(bytes: () => AsyncIterable<Uint8Array>, { profile, schema, names }: Accepted, out: string): Promise<void> {
  const paths = fieldTypes(schema);
  const partial = `${out}.partial`;
  try {
    const plan = readingPlan(profile);
    await (needsReadingCopy(profile.dialect)
      // The profiler would store a copy of such a file. Nobody needs it here.
      ? writeParquet(await readingCopyText(async () => bytes(), profile.dialect), { ...plan, compression: 'none' }, paths, names, partial)
      : writeParquet(bytes(), plan, paths, names, partial));
    await rename(partial, out);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
