/** Finds the format of a local file. A source declares its format, but a file on a disk has only a name and a beginning. */

import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import type { Family } from '../../lambda-src/core/schema/field-type';

const BY_EXTENSION: ReadonlyMap<string, Family> = new Map([
  ['json', 'json'], ['jsonl', 'json'], ['ndjson', 'json'], ['geojson', 'json'], ['topojson', 'json'], ['csv', 'csv'], ['tsv', 'csv'],
]);

const HEAD_BYTES = 64 * 1024;

/** The format that the file's extension names, `.gz` aside; undefined if it names none. */
export function formatOfName(path: string): Family | undefined {
  const [, extension = ''] = /\.([a-z]+)(?:\.gz)?$/i.exec(path) ?? [];
  return BY_EXTENSION.get(extension.toLowerCase());
}

/** JSON if the first character that is not blank opens an object or an array, or if there is none; else CSV. */
export async function formatOfContent(path: string): Promise<Family> {
  const head = (await readHead(path)).toString('latin1');
  // This holds in every encoding, once byte order marks and the zero bytes of UTF-16 are skipped.
  return /^[\xef\xbb\xbf\xfe\xff\0\s]*([[{]|$)/.test(head) ? 'json' : 'csv';
}

/** The beginning of the file, unpacked. */
async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES));
    return unpacked(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function unpacked(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    // The file is not gzip, or it is damaged. The profiler will say what is wrong with it.
    return head;
  }
}
