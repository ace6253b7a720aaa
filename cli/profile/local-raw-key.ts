/** Where a local file would be stored, by which promotion's readers go. */

import { basename } from 'node:path';
import type { LocalFile } from './local-file';
import { UnusableFilename, parseFilename } from '../../lambda-src/core/raw/filename';
import { nameRawFile } from '../../lambda-src/core/raw/raw-key';

/** The key that the ingest API gives to the file sent under its own name, or sent without a name where the API would refuse its own. */
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
