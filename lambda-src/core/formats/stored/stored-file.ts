/** A stored file as bytes: unpacked, bounded, and told by its first bytes how it is written. */

import { Bounds } from '../bounds';
import type { Compression, Encoding } from '../dialect';
import { FileFault } from '../fault';
import { GZIP_MAGIC, gunzip } from './gunzip';

const UTF_32_LE_MARK = [0xff, 0xfe, 0, 0] as const;

export interface StoredFile {
  readonly compression: Compression;
  readonly encoding: Encoding;
  /** Unpacked, without the byte order mark. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes of the byte order mark: where in the unpacked file `chunks` begin. */
  readonly markBytes: number;
  /** Bytes read so far, as stored. */
  bytesRead(): number;
}

/**
 * Finds compression and encoding by the first bytes.
 *
 * @param declared the encoding of a file without a byte order mark.
 * @param size of the file, where it is known before it is read; else only the bound of all files holds for what is packed.
 * @throws FileFault, from `chunks`, if the bytes are not what the first ones promised.
 */
export async function openFile(bytes: AsyncIterable<Uint8Array>, declared: Encoding = 'utf-8', size = Infinity): Promise<StoredFile> {
  let read = 0;
  const stored = await peek(counted(bytes, (count) => {
    read += count;
  }), GZIP_MAGIC.length);
  const isGzip = GZIP_MAGIC.every((byte, i) => stored.head[i] === byte);
  const unpacked = await peek(bounded(isGzip ? gunzip(stored.bytes) : stored.bytes, size), UTF_32_LE_MARK.length);
  const { encoding, markBytes } = encodingOf(unpacked.head, declared);
  return {
    compression: isGzip ? 'gzip' : 'none',
    encoding,
    chunks: isWide(unpacked.head, markBytes) ? refuseWide(unpacked.bytes) : withoutMark(unpacked.bytes, markBytes),
    markBytes,
    bytesRead: () => read,
  };
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
 * Unmarked UTF-16 of western text is valid UTF-8 with a NUL in every other place, and would pass for it. So would UTF-32 for
 * UTF-16, whose byte order mark it begins with.
 */
function isWide(head: Uint8Array, markBytes: number): boolean {
  return markBytes === 0 ? head.subarray(0, 3).includes(0) : UTF_32_LE_MARK.every((byte, i) => head[i] === byte);
}

async function* refuseWide(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const _ of bytes) {
    throw new FileFault('invalid_encoding', 'the file starts like UTF-32, or like UTF-16 without a byte order mark; '
      + 'send UTF-8, or UTF-16 with a byte order mark', { byteOffset: 0 });
  }
}

/** @param size of what the bytes are unpacked from: not as far as it was read, which depends on how it arrives. */
async function* bounded(bytes: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > Bounds.FILE_BYTES) {
      throw new FileFault('file_too_large', `the file has more than ${Bounds.FILE_BYTES} bytes unpacked; send it in several`);
    }
    if (total > Bounds.UNPACKED_RATIO_FROM && total > Bounds.UNPACKED_RATIO * size) {
      throw new FileFault('file_too_large', `the file unpacks to more than ${Bounds.UNPACKED_RATIO} times its size; send it unpacked, or in several`);
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

/** The first bytes (fewer if there are no more), and all bytes again. */
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
