/** A stored file as UTF-8, which the scanners read. It also converts offsets in the UTF-8 back to offsets in the original file. */

import { transcoderOf } from './decode';
import { FileFault } from '../fault';
import type { StoredFile } from './stored-file';

export interface Utf8File {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Offset of the first byte of `chunks`, as `sourceOffset` wants it. */
  readonly start: number;
  /**
   * The offset in the decompressed file that belongs to `offset` in the UTF-8. For files that are not UTF-8, it knows only what was
   * not forgotten.
   */
  sourceOffset(offset: number): number;
  /** Nobody will ask for an offset before this one. */
  forget(before: number): void;
}

/** What must be known of a file to decode it. */
export type EncodedFile = Pick<StoredFile, 'encoding' | 'chunks' | 'markBytes'>;

export function asUtf8(file: EncodedFile): Utf8File {
  if (file.encoding !== 'utf-8') {
    return transcoded(file);
  }
  return { chunks: file.chunks, start: file.markBytes, sourceOffset: (offset) => offset, forget: () => undefined };
}

/** The whole text, for a reader that asks for no place in the original file. */
export async function* wholeText({ chunks, forget }: Utf8File): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    forget(Infinity);
    yield chunk;
  }
}

/** A run of text, with the offsets at which it begins in the UTF-8 and in the file. */
interface Run {
  readonly bytes: Uint8Array;
  readonly utf8: Uint8Array;
  readonly utf8Offset: number;
  readonly sourceOffset: number;
}

function transcoded(file: EncodedFile): Utf8File {
  const transcoder = transcoderOf(file.encoding);
  const runs: Run[] = [];
  let [utf8Offset, offset] = [0, file.markBytes];
  let rest: Uint8Array = new Uint8Array(0);

  function* decode(fresh: Uint8Array, final: boolean): Generator<Uint8Array> {
    const pending = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    const { utf8, used } = transcoder.toUtf8(pending, offset, final);
    rest = pending.subarray(used);
    if (used === 0) {
      return;
    }
    runs.push({ bytes: pending.subarray(0, used), utf8, utf8Offset, sourceOffset: offset });
    utf8Offset += utf8.length;
    offset += used;
    yield utf8;
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const fresh of file.chunks) {
      yield* decode(fresh, false);
    }
    yield* decode(new Uint8Array(0), true);
    if (rest.length > 0) {
      throw new FileFault('invalid_encoding', `the file ends within a character of ${file.encoding}`, { byteOffset: offset });
    }
  }

  return {
    chunks: chunks(),
    start: 0,
    sourceOffset: (at) => {
      const run = runs.filter((each) => each.utf8Offset <= at).pop();
      if (run === undefined) {
        return file.markBytes;
      }
      const before = Buffer.from(run.utf8.subarray(0, at - run.utf8Offset)).toString();
      return run.sourceOffset + transcoder.bytesOf(run.bytes, before.length);
    },
    forget: (before) => {
      while (runs.length > 1 && runs[1].utf8Offset <= before) {
        runs.shift();
      }
    },
  };
}
