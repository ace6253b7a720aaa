/** Where a local file would be stored, by which promotion's readers go. */

import { basename } from 'node:path';
import type { LocalFile } from './local-file';
import { parseFilename } from '../../lambda-src/functions/ingest/filename';
import { Problem } from '../../lambda-src/functions/ingest/problem';
import { nameRawFile } from '../../lambda-src/functions/ingest/raw-key';

/** A key as the ingest API gives it to a file that is sent under its own name; one that is sent without, if the API would refuse it. */
export function rawKeyOf({ path, declared: { format } }: LocalFile): string {
  return nameRawFile('source', Date.now(), safeName(basename(path)) ?? `file.${format}`).key;
}

function safeName(name: string): string | undefined {
  try {
    return parseFilename(encodeURIComponent(name)).safe;
  } catch (error) {
    if (error instanceof Problem) {
      return undefined;
    }
    throw error;
  }
}
