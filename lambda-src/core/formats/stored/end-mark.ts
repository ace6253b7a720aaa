/**
 * The byte 0x1A at the end of a text. Some systems write it to mark the end of a file. It is no part of the text, whether it
 * stands before or after the last line end.
 */

import type { Utf8File } from './utf8-file';

const [END_MARK, LINE_FEED, RETURN] = [0x1a, 0x0a, 0x0d];

/** The mark is looked for in the last bytes of a file. Systems that fill a block write it up to 128 times. */
const MOST_BYTES = 1024;

export interface UnmarkedFile extends Utf8File {
  /** Offset of the mark in the UTF-8, as in `start`; undefined if there is none. It is known when `chunks` have been read. */
  markAt(): number | undefined;
}

/** The file without the mark at its end and what follows it. */
export function withoutEndMark(file: Utf8File): UnmarkedFile {
  let mark: number | undefined;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let held: Uint8Array = new Uint8Array(0);
    let offset = file.start;
    for await (const chunk of file.chunks) {
      const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const at = markIn(bytes);
      // The scanner takes these bytes before the next ones come, and the next ones may be in the same memory.
      held = Buffer.from(bytes.subarray(at));
      offset += at;
      if (at > 0) {
        yield bytes.subarray(0, at);
      }
    }
    mark = held.length === 0 ? undefined : offset;
  }
  return { ...file, chunks: chunks(), markAt: () => mark };
}

/** The index of the first mark among the last bytes if only marks and line ends follow it; the number of bytes if there is none. */
function markIn(bytes: Uint8Array): number {
  let first = bytes.length;
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - MOST_BYTES); at--) {
    if (bytes[at] === END_MARK) {
      first = at;
    } else if (bytes[at] !== LINE_FEED && bytes[at] !== RETURN) {
      break;
    }
  }
  return first;
}
