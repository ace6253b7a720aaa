/** The records of a file, when it is known where they are: their bytes in UTF-8, without anything around them. */

import { unpacked } from './stored-file';
import { asUtf8, wholeText } from './utf8-file';
import { withoutPlaces } from '../bad-places';
import type { Compression, Encoding } from '../dialect';

/** How to get at the records. A reading plan says it, with the same meaning. */
export interface RecordsPlan {
  readonly compression: Compression;
  readonly encoding: Encoding;
  readonly mark: number;
  readonly start: number;
  readonly end?: number;
  readonly bad?: readonly number[];
}

/**
 * @param bytes the stored file.
 * @returns the text from the first record on, with line feeds in the place of bad records.
 */
export function plannedText(bytes: AsyncIterable<Uint8Array>, plan: RecordsPlan): AsyncIterable<Uint8Array> {
  return withoutPlaces(recordsText(bytes, plan), plan.start, plan.bad ?? []);
}

async function* recordsText(
  bytes: AsyncIterable<Uint8Array>, { compression, encoding, mark, start, end = Infinity }: RecordsPlan,
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  for await (const chunk of wholeText(asUtf8({ encoding, markBytes: mark, chunks: unpacked(bytes, compression, mark) }))) {
    const first = Math.max(offset, start);
    const records = chunk.subarray(first - offset, Math.max(0, end - offset));
    offset += chunk.length;
    if (records.length > 0) {
      yield records;
    }
    if (offset >= end) {
      return;
    }
  }
}
