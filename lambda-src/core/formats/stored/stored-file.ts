/** A stored file as bytes: decompressed and bounded. Its first bytes tell its compression and its encoding. */

import { Bounds } from '../bounds';
import type { Compression, Encoding } from '../dialect';
import { FileFault } from '../fault';
import { KIND_BYTES, fileKind } from './file-kind';
import { GZIP_MAGIC, gunzip } from './gunzip';
import { encodingName } from '../../../../src/encoding';

const UTF_32_LE_MARK = [0xff, 0xfe, 0, 0] as const;

export interface StoredFile {
  readonly compression: Compression;
  readonly encoding: Encoding;
  /** Decompressed, without the byte order mark. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes of the byte order mark: the offset in the decompressed file at which `chunks` begin. */
  readonly markBytes: number;
  /** Stored (compressed) bytes read so far. */
  bytesRead(): number;
}

/**
 * Finds the compression and the encoding by the first bytes.
 *
 * @param declared a label of the encoding of a file without a byte order mark.
 * @param size of the file, if it is known before it is read. Without it, a compressed file has only the bound on decompressed bytes.
 * @throws FileFault, from `chunks`, if the bytes are not what the first bytes promised.
 */
export async function openFile(bytes: AsyncIterable<Uint8Array>, declared = 'utf-8', size = Infinity): Promise<StoredFile> {
  let read = 0;
  const stored = await peek(counted(bytes, (count) => {
    read += count;
  }), GZIP_MAGIC.length);
  const isGzip = GZIP_MAGIC.every((byte, i) => stored.head[i] === byte);
  const plain = await peek(bounded(isGzip ? gunzip(stored.bytes) : stored.bytes, size), KIND_BYTES);
  const { encoding, markBytes } = encodingOf(plain.head, encodingName(declared)!);
  const kind = fileKind(plain.head);
  return {
    compression: isGzip ? 'gzip' : 'none',
    encoding,
    chunks: kind !== undefined ? refuseKind(plain.bytes, kind, isGzip)
      : isWide(plain.head, markBytes, encoding) ? refuseWide(plain.bytes) : withoutMark(plain.bytes, markBytes),
    markBytes,
    bytesRead: () => read,
  };
}

/** Unpacks a file, and leaves out its byte order mark. */
export function unpacked(bytes: AsyncIterable<Uint8Array>, compression: Compression, markBytes: number): AsyncIterable<Uint8Array> {
  return withoutMark(compression === 'gzip' ? gunzip(bytes) : bytes, markBytes);
}

function encodingOf(head: Uint8Array, declared: Encoding): { encoding: Encoding; markBytes: number } {
  if (head[0] === 0xff && head[1] === 0xfe) {
    return { encoding: 'utf-16le', markBytes: 2 };
  }
  if (head[0] === 0xfe && head[1] === 0xff) {
    return { encoding: 'utf-16be', markBytes: 2 };
  }
  const hasMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return hasMark ? { encoding: 'utf-8', markBytes: 3 } : { encoding: declared, markBytes: 0 };
}

async function* withoutMark(bytes: AsyncIterable<Uint8Array>, markBytes: number): AsyncGenerator<Uint8Array> {
  let skip = markBytes;
  for await (const chunk of bytes) {
    const rest = chunk.subarray(skip);
    skip -= chunk.length - rest.length;
    if (rest.length > 0) {
      yield rest;
    }
  }
}

/**
 * Western text in UTF-16 without a byte order mark is valid UTF-8 in which every second byte is NUL, so it would pass for UTF-8.
 * UTF-32 would pass for UTF-16, because its byte order mark begins like that of UTF-16.
 */
function isWide(head: Uint8Array, markBytes: number, encoding: Encoding): boolean {
  return markBytes === 0 ? !encoding.startsWith('utf-16') && head.subarray(0, 3).includes(0) : UTF_32_LE_MARK.every((byte, i) => head[i] === byte);
}

async function* refuseKind(bytes: AsyncIterable<Uint8Array>, kind: string, isGzip: boolean): AsyncGenerator<Uint8Array> {
  for await (const _ of bytes) {
    throw new FileFault('unsupported_file', `${isGzip ? 'within gzip, ' : ''}the file is ${kind}; `
      + 'send CSV or JSON as it is, or compressed once with gzip', { byteOffset: 0 });
  }
}

async function* refuseWide(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const _ of bytes) {
    throw new FileFault('invalid_encoding', 'the file starts like UTF-32, or like UTF-16 without a byte order mark; '
      + 'send UTF-8, or UTF-16 with a byte order mark', { byteOffset: 0 });
  }
}

/** @param size of the whole compressed file. The size read so far would depend on the chunks in which it arrives. */
async function* bounded(bytes: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > Bounds.FILE_BYTES) {
      throw new FileFault('file_too_large', `the file has more than ${Bounds.FILE_BYTES} bytes when decompressed; split it into several files`);
    }
    if (total > Bounds.UNPACKED_RATIO_FROM && total > Bounds.UNPACKED_RATIO * size) {
      throw new FileFault('file_too_large', `the file decompresses to more than ${Bounds.UNPACKED_RATIO} times its size; send it uncompressed, or split it`);
    }
    yield chunk;
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    count(chunk.length);
    yield chunk;
  }
}

/** Returns the first bytes (fewer if there are no more), and all bytes again. */
async function peek(bytes: AsyncGenerator<Uint8Array>, size: number): Promise<{ head: Uint8Array; bytes: AsyncGenerator<Uint8Array> }> {
  let read: Uint8Array = new Uint8Array(0);
  while (read.length < size) {
    const next = await bytes.next();
    if (next.done) {
      break;
    }
    read = Buffer.concat([read, next.value]);
  }
  const all = async function* () {
    try {
      yield read;
      yield* bytes;
    } finally {
      await bytes.return(undefined);
    }
  };
  return { head: read.subarray(0, size), bytes: all() };
}
