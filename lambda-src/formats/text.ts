/** Bytes of a stored file → text, decoded strictly and with positions. */

import { decodeUtf16, decodeUtf8 } from './decode';
import { Compression, Encoding } from './dialect';
import { FileFault } from './fault';
import { openFile } from './stored-file';

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
    return this.byteOffset + (this.encoding === 'utf-8' ? Buffer.byteLength(between) : between.length * 2);
  }
}

export interface TextFile {
  readonly compression: Compression;
  readonly encoding: Encoding;
  readonly chunks: AsyncIterable<TextChunk>;
  /** Bytes read so far, as stored. */
  bytesRead(): number;
}

/**
 * Opens a stored file as text.
 *
 * @throws FileFault, from `chunks`, if the bytes are not what the first ones promised.
 */
export async function openText(bytes: AsyncIterable<Uint8Array>): Promise<TextFile> {
  const file = await openFile(bytes);
  return { ...file, chunks: decode(file.chunks, file.encoding, file.markBytes) };
}

async function* decode(bytes: AsyncIterable<Uint8Array>, encoding: Encoding, markBytes: number): AsyncGenerator<TextChunk> {
  const decodePart = encoding === 'utf-8' ? decodeUtf8 : (part: Uint8Array, at: number) => decodeUtf16(part, at, encoding);
  let offset = markBytes;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const fresh of bytes) {
    const pending = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    const { text, used } = decodePart(pending, offset);
    if (text !== '') yield new TextChunk(text, offset, encoding);
    offset += used;
    rest = pending.subarray(used);
  }
  if (rest.length > 0) {
    throw new FileFault('invalid_encoding', `the file ends within a character of ${encoding}`, { byteOffset: offset });
  }
}
