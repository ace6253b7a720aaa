/**
 * What stands around the table in a CSV file: titles before it, totals after it. Only how many lines that are can be
 * said; lines end with LF, CRLF or CR wherever these stand.
 */

import { Bounds } from '../bounds';
import { FileFault } from '../fault';
import { HeldBytes } from '../held-bytes';

const [LINE_FEED, RETURN] = [0x0a, 0x0d];

/** Enough that a look for the footer costs little a byte. */
const LEAST_BLOCK_BYTES = 64 * 1024;

/**
 * Writes line feeds over the first lines. Readers skip lines without any character, and every byte that follows keeps
 * its offset.
 */
export async function* blankPreamble(chunks: AsyncIterable<Uint8Array>, lines: number): AsyncGenerator<Uint8Array> {
  let left = lines;
  let afterReturn = false;
  for await (const chunk of chunks) {
    let at = 0;
    for (; at < chunk.length && left > 0; at++) {
      // The LF of a CRLF ends no line of its own.
      if (chunk[at] === RETURN || (chunk[at] === LINE_FEED && !afterReturn)) {
        left--;
      }
      afterReturn = chunk[at] === RETURN;
    }
    yield at === 0 ? chunk : Buffer.concat([Buffer.alloc(at, LINE_FEED), chunk.subarray(at)]);
  }
}

/**
 * Leaves the last lines out; lines without any character do not count, and go with them.
 *
 * @throws FileFault `record_too_long` where these lines are longer than a record may be.
 */
export async function* dropFooter(chunks: AsyncIterable<Uint8Array>, lines: number): AsyncGenerator<Uint8Array> {
  const held = new HeldBytes();
  // What may be the footer is looked for again only after what is held has doubled: so in linear time, however long lines are.
  // Exactly then, so that how the file arrives decides nothing.
  let worthwhile = LEAST_BLOCK_BYTES;
  const beforeFooter = (): Buffer => {
    const pending = held.take();
    const cut = footerStart(pending, lines);
    held.add(pending.subarray(cut));
    if (held.length > Bounds.RECORD_BYTES) {
      throw new FileFault('record_too_long', `the ${lines} lines that may be the footer have more than ${Bounds.RECORD_BYTES} bytes`);
    }
    worthwhile = Math.max(LEAST_BLOCK_BYTES, 2 * held.length);
    return pending.subarray(0, cut);
  };
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const piece = chunk.subarray(at, at + worthwhile - held.length);
      held.add(piece);
      at += piece.length;
      if (held.length === worthwhile) {
        yield beforeFooter();
      }
    }
  }
  yield beforeFooter();
}

/** Where the last lines with any character begin; 0 where there are not as many. */
function footerStart(bytes: Uint8Array, lines: number): number {
  const isBreak = (at: number) => bytes[at] === LINE_FEED || bytes[at] === RETURN;
  let at = bytes.length;
  for (let found = 0; found < lines; found++) {
    while (at > 0 && isBreak(at - 1)) {
      at--;
    }
    while (at > 0 && !isBreak(at - 1)) {
      at--;
    }
  }
  return at;
}
