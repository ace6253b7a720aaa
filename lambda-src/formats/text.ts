/** Bytes of a stored file → text, decoded strictly and with positions. */

import { decodeUtf8, unitBytes } from './decode';
import { Encoding } from './dialect';
import { FileFault } from './fault';

/** A piece of the text; it never ends within a character. */
export class TextChunk {
  /** @param byteOffset of the first character in the unpacked file. */
  constructor(readonly text: string, private readonly byteOffset: number, private readonly encoding: Encoding) {}

  /**
   * Offset in the unpacked file of what comes `text` after the character at `index`. Encodes again to count, which only
   * faults pay for.
   */
  byteOffsetAt(index: number, text = ''): number {
    const between = this.text.slice(0, index) + text;
    return this.byteOffset + (this.encoding === 'utf-8' ? Buffer.byteLength(between) : between.length * unitBytes(this.encoding));
  }
}

/**
 * Decodes UTF-8.
 *
 * @param start offset of the first byte.
 * @throws FileFault `invalid_encoding`
 */
export async function* textChunks(bytes: AsyncIterable<Uint8Array>, start: number): AsyncGenerator<TextChunk> {
  let offset = start;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const fresh of bytes) {
    const pending = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    const { text, used } = decodeUtf8(pending, offset);
    if (text !== '') yield new TextChunk(text, offset, 'utf-8');
    offset += used;
    rest = pending.subarray(used);
  }
  if (rest.length > 0) throw new FileFault('invalid_encoding', 'the file ends within a character of utf-8', { byteOffset: offset });
}
