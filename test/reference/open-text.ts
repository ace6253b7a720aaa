/** Decodes the bytes of a stored file from its own encoding. The scanners, in contrast, read everything as UTF-8. */

import type { Compression, Encoding } from '../../lambda-src/core/formats/dialect';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { type Decoded, decodeUtf16, decodeUtf8 } from '../../lambda-src/core/formats/stored/decode';
import { openFile } from '../../lambda-src/core/formats/stored/stored-file';
import { TextChunk } from '../../lambda-src/core/formats/stored/text-chunk';

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
 * @param declared the encoding of a file without a byte order mark, if it is not UTF-8
 * @throws FileFault from `chunks`, if the bytes do not follow the encoding or compression that the first bytes show
 */
export async function openText(bytes: AsyncIterable<Uint8Array>, declared?: Encoding): Promise<TextFile> {
  const file = await openFile(bytes, declared);
  return { ...file, chunks: decode(file.chunks, file.encoding, file.markBytes) };
}

/** Text from an encoding that has a fixed number of bytes per UTF-16 code unit. Its offsets are those of the encoding. */
class UnitChunk extends TextChunk {
  constructor(text: string, byteOffset: number, private readonly bytes: number) {
    super(text, byteOffset);
  }

  byteOffsetAt(index: number, text = ''): number {
    return this.byteOffset + this.bytes * (index + text.length);
  }
}

async function* decode(bytes: AsyncIterable<Uint8Array>, encoding: Encoding, markBytes: number): AsyncGenerator<TextChunk> {
  let offset = markBytes;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const fresh of bytes) {
    const pending = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    const { text, used } = decodePart(pending, offset, encoding);
    if (text !== '') {
      yield encoding === 'utf-8' ? new TextChunk(text, offset) : new UnitChunk(text, offset, encoding.startsWith('utf-16') ? 2 : 1);
    }
    offset += used;
    rest = pending.subarray(used);
  }
  if (rest.length > 0) {
    throw new FileFault('invalid_encoding', `the file ends within a character of ${encoding}`, { byteOffset: offset });
  }
}

function decodePart(bytes: Uint8Array, offset: number, encoding: Encoding): Decoded {
  switch (encoding) {
    case 'utf-8': return decodeUtf8(bytes, offset);
    case 'utf-16le': case 'utf-16be': return decodeUtf16(bytes, offset, encoding);
    case 'windows-1252': return decodeLatin1(bytes, offset);
    default: throw new Error(`the plain reader does not decode ${encoding}`);
  }
}

/** `TextDecoder` decodes a byte without a character as the control character with its number. */
function decodeLatin1(bytes: Uint8Array, offset: number): Decoded {
  const text = new TextDecoder('windows-1252').decode(bytes);
  const nothing = text.search(/[\x80-\x9f]/);
  if (nothing === -1) {
    return { text, used: bytes.length };
  }
  const byteOffset = offset + nothing;
  throw new FileFault('invalid_encoding', `byte ${byteOffset} is not a character`, { byteOffset });
}
