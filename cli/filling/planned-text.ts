/** The records of a file, as its reading plan says: their bytes in UTF-8, without anything around them. */

import { unpacked } from '../../lambda-src/core/formats/stored/stored-file';
import { asUtf8, wholeText } from '../../lambda-src/core/formats/stored/utf8-file';
import type { ReadingPlan } from '../../lambda-src/core/reading-plan/reading-plan';

const LINE_FEED = 0x0a;

/**
 * @param bytes the stored file.
 * @returns the text from the first record on, with line feeds in the place of bad records.
 */
export async function* plannedText(bytes: AsyncIterable<Uint8Array>, plan: ReadingPlan): AsyncGenerator<Uint8Array> {
  const { compression, encoding, mark, start, end = Infinity } = plan;
  const bad = new BadPlaces(plan.bad ?? []);
  let offset = 0;
  for await (const chunk of wholeText(asUtf8({ encoding, markBytes: mark, chunks: unpacked(bytes, compression, mark) }))) {
    const first = Math.max(offset, start);
    const records = bad.blanked(chunk.subarray(first - offset, Math.max(0, end - offset)), first);
    offset += chunk.length;
    if (records.length > 0) {
      yield records;
    }
    if (offset >= end) {
      return;
    }
  }
}

class BadPlaces {
  private next = 0;

  /** @param places start, length, start, length … in order. */
  constructor(private readonly places: readonly number[]) {}

  /** The bytes that begin at `offset`, with line feeds in the place of bad records. Call it with all bytes, in order. */
  blanked(bytes: Uint8Array, offset: number): Uint8Array {
    const { places } = this;
    const end = offset + bytes.length;
    if (this.next === places.length || places[this.next] >= end) {
      return bytes;
    }
    const own = Uint8Array.from(bytes);
    while (this.next < places.length && places[this.next] < end) {
      const badEnd = places[this.next] + places[this.next + 1];
      own.fill(LINE_FEED, Math.max(0, places[this.next] - offset), badEnd - offset);
      if (badEnd > end) {
        break;
      }
      this.next += 2;
    }
    return own;
  }
}
