/** The places of bad records, when they are known: readers see line feeds there. */

const LINE_FEED = 0x0a;

/**
 * The same bytes, with line feeds in the bad places. All other bytes keep their offsets.
 *
 * @param start offset of the first byte, counted as the places are.
 * @param places start, length, start, length … in order.
 */
export async function* withoutPlaces(chunks: AsyncIterable<Uint8Array>, start: number, places: readonly number[]): AsyncGenerator<Uint8Array> {
  const bad = new BadPlaces(places);
  let offset = start;
  for await (const chunk of chunks) {
    yield bad.blanked(chunk, offset);
    offset += chunk.length;
  }
}

class BadPlaces {
  private next = 0;

  constructor(private readonly places: readonly number[]) {}

  /** The bytes that begin at `offset`, with line feeds in the bad places. Call it with all bytes, in order. */
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
