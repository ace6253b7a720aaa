/** Files on this machine, as input. */

import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { declarationOf } from './declaration';
import { formatOfContent, formatOfName } from './file-format';
import type { SourceOptions } from './source-options';
import { systemSays } from './system-error';
import type { ReadingConfig } from '../../src/source-config';
import { UsageError } from '../command-line/usage-error';

/** The standard input as an operand; a file of that name is `./-`. */
export const STDIN = '-';

export interface LocalFile {
  /** As given on the command line; `-` is the standard input. */
  readonly path: string;
  /** Size; 0 for a pipe. */
  readonly bytes: number;
  /** A pipe can be read only once. */
  readonly isPipe: boolean;
  /** What its source would declare. */
  readonly declared: ReadingConfig;
}

/** @throws UsageError if the file cannot be read, or if a source of such files cannot declare what was declared. */
export async function findLocalFile(path: string, source: SourceOptions): Promise<LocalFile> {
  const { bytes, isPipe } = path === STDIN ? { bytes: 0, isPipe: true } : await statReadable(path);
  const format = source.format ?? formatOfName(path) ?? (isPipe ? undefined : await formatOfContent(path));
  if (format === undefined) {
    throw new UsageError(`${path} is a pipe, whose format shows only once it is read; expected --format json or --format csv`);
  }
  const declared = declarationOf(path, format, source);
  if (isPipe && declared.maxBadRecordRatio) {
    throw new UsageError(`--max-bad-record-ratio may have to read a file twice, but ${path} is a pipe; expected a file`);
  }
  if (isPipe && declared.aroundColumns?.length) {
    throw new UsageError(`--around-column has to read a file twice, but ${path} is a pipe; expected a file`);
  }
  return { path, bytes, isPipe, declared };
}

/** undefined if the file has no name. */
export function filenameOf({ path }: LocalFile): string | undefined {
  return path === STDIN ? undefined : basename(path);
}

/** The bytes of a file, from its beginning. */
export function bytesOf(file: LocalFile): AsyncIterable<Uint8Array> {
  return file.path === STDIN ? process.stdin : createReadStream(file.path, { highWaterMark: 1024 * 1024 });
}

/** All files are checked before the first one is read, so that a typing error shows at once and not after an hour. */
async function statReadable(path: string): Promise<Pick<LocalFile, 'bytes' | 'isPipe'>> {
  try {
    await access(path, constants.R_OK);
    const found = await stat(path);
    if (!found.isDirectory()) {
      return { bytes: found.size, isPipe: !found.isFile() };
    }
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${systemSays(error)}`);
  }
  throw new UsageError(`${path} is a directory; expected files, such as ${path.replace(/\/*$/, '/*.json')}`);
}
