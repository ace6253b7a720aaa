/** The key under which a local file would be stored. How promotion reads a file depends on its key. */

import { basename } from 'node:path';
import type { LocalFile } from './local-file';
import { UnusableFilename, parseFilename } from '../../lambda-src/core/raw/filename';
import { nameRawFile } from '../../lambda-src/core/raw/raw-key';

/** The key that the ingest API gives to the file if it is sent under its own name, or without a name if the API would refuse that one. */
export function rawKeyOf({ path, declared: { format } }: LocalFile): string {
  return nameRawFile('source', Date.now(), safeName(basename(path)) ?? `file.${format}`).key;
}

function safeName(name: string): string | undefined {
  try {
    return parseFilename(name).safe;
  } catch (error) {
    if (error instanceof UnusableFilename) {
      return undefined;
    }
    throw error;
  }
}
