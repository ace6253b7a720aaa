/**
 * The lines around the table in a CSV file: titles before it, totals after it. The source can only declare how many lines
 * there are. A line ends at every LF, CRLF or CR, even within quotes.
 */

import { Bounds } from '../bounds';
import { FileFault } from '../fault';
import { HeldBytes } from '../held-bytes';

const [LINE_FEED, RETURN] = [0x0a, 0x0d];

/** Large enough that looking for the footer costs little per byte. */
const LEAST_BLOCK_BYTES = 64 * 1024;

/**
 * Overwrites the first lines with line feeds. Readers skip lines without any character, and every byte that follows keeps
 * its offset.
 */
export async function* blankPreamble(chunks: AsyncIterable<Uint8Array>, lines: number): AsyncGenerator<Uint8Array> {
  let left = lines;
  let afterReturn = false;
  for await (const chunk of chunks) {
    let at = 0;
    for (; at < chunk.length && left > 0; at++) {
      // The LF of a CRLF does not end another line.
      if (chunk[at] === RETURN || (chunk[at] === LINE_FEED && !afterReturn)) {
        left--;
      }
      afterReturn = chunk[at] === RETURN;
    }
    yield at === 0 ? chunk : Buffer.concat([Buffer.alloc(at, LINE_FEED), chunk.subarray(at)]);
  }
}

/**
 * Leaves out the last lines. Lines without any character among them are left out too, but do not count.
 *
 * @param onEnd is told how many bytes are not left out.
 * @throws FileFault `record_too_long` if these lines are longer than a record may be.
 */
export async function* dropFooter(chunks: AsyncIterable<Uint8Array>, lines: number, onEnd: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const held = new HeldBytes();
  let kept = 0;
  // The footer is looked for again only when the held bytes have doubled, so the time is linear however long lines are. It is
  // looked for exactly then, so that the chunks in which the file arrives cannot matter.
  let worthwhile = LEAST_BLOCK_BYTES;
  const beforeFooter = (): Buffer => {
    const pending = held.take();
    const cut = footerStart(pending, lines);
    held.add(pending.subarray(cut));
    if (held.length > Bounds.RECORD_BYTES) {
      throw new FileFault('record_too_long', `the ${lines} lines that may be the footer have more than ${Bounds.RECORD_BYTES} bytes`);
    }
    worthwhile = Math.max(LEAST_BLOCK_BYTES, 2 * held.length);
    kept += cut;
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
  const last = beforeFooter();
  onEnd(kept);
  yield last;
}

/** Where the last lines with any character begin; 0 if there are not that many. */
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
