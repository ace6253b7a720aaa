/**
 * The lines around the table in a CSV file: titles before it, totals after it. The source declares how many lines there are, or they are
 * found. A line ends at every LF, CRLF or CR, even within quotes.
 */

import { Bounds } from '../bounds';
import { Cut, type CutRow } from './cut';
import { footRows, mayBeFoot } from './foot-rows';
import type { CsvSyntax } from './syntax';
import { FileFault } from '../fault';
import { HeldBytes } from '../held-bytes';

const [LINE_FEED, RETURN, SPACE, TAB] = [0x0a, 0x0d, 0x20, 0x09];

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

/** Where the first lines end. */
export function endOfLines(bytes: Uint8Array, lines: number): number {
  let [at, left] = [0, lines];
  for (; at < bytes.length && left > 0; at++) {
    if (bytes[at] === LINE_FEED || (bytes[at] === RETURN && bytes[at + 1] !== LINE_FEED)) {
      left--;
    }
  }
  return at;
}

/** The lines below the table are looked for among this many bytes at the end of the file. The number is fixed, so that the chunks cannot matter. */
const FOOT_BYTES = 16 * 1024;

/**
 * Leaves out what is certainly not part of the table at the end of the file.
 *
 * @param chunks from the first record on.
 * @param onFound is told how many bytes are not left out, and how many lines are. Blank lines do not count.
 */
export async function* withoutFoot(
  chunks: AsyncIterable<Uint8Array>, syntax: CsvSyntax, width: number, onFound: (bytes: number, lines: number) => void,
): AsyncGenerator<Uint8Array> {
  const held: Uint8Array[] = [];
  let [heldBytes, given] = [0, 0];
  for await (const chunk of chunks) {
    held.push(chunk);
    heldBytes += chunk.length;
    while (heldBytes - held[0].length >= FOOT_BYTES) {
      const first = held.shift()!;
      heldBytes -= first.length;
      given += first.length;
      yield first;
    }
  }
  const last = Buffer.concat(held);
  const before = Math.max(0, last.length - FOOT_BYTES);
  const foot = before + footStart(last.subarray(before), given + before === 0, syntax, width);
  if (foot < last.length) {
    onFound(given + foot, linesIn(last.subarray(foot)));
  }
  yield last.subarray(0, foot);
}

/** @param isWhole whether the bytes begin with a row. If not, the first line is left out, because it may be the rest of one. */
function footStart(bytes: Buffer, isWhole: boolean, syntax: CsvSyntax, width: number): number {
  const from = isWhole ? 0 : endOfLines(bytes, 1);
  // One character for each byte, so that places in the text are places in the bytes.
  const text = bytes.toString('latin1', from);
  const cut = new Cut(text, syntax, true);
  const { length } = cut.widths;
  const first = Math.max(0, length - FOOT_ROWS);
  const rowsFrom = (index: number) => [...cut.rows(index, length)].map(decoded);
  if (!rowsFrom(Math.max(0, length - 1)).some(mayBeFoot)) {
    return bytes.length;
  }
  const rows = rowsFrom(first);
  const gaps = new Set([...rows.keys()].filter((i) => isAfterBlankLine(bytes, from + cut.startOf(first + i), syntax)));
  const found = cut.isMalformed ? 0 : footRows(rows, gaps, width);
  return found === 0 ? bytes.length : from + cut.startOf(length - found);
}

function decoded({ cells, quoted }: CutRow): CutRow {
  return { cells: cells.map((cell) => Buffer.from(cell, 'latin1').toString()), quoted };
}

/** Enough rows for the lines below the table and for those that they are compared with. */
const FOOT_ROWS = 80;

/** A line of nothing but delimiters is blank too, unless the source says that it is a record. */
function isAfterBlankLine(bytes: Uint8Array, start: number, { delimiter, keepsBlankRows }: CsvSyntax): boolean {
  const skipped = keepsBlankRows ? SPACE : delimiter.charCodeAt(0);
  let at = start - 1;
  at -= bytes[at] === LINE_FEED && bytes[at - 1] === RETURN ? 2 : 1;
  while (bytes[at] === SPACE || bytes[at] === TAB || bytes[at] === skipped) {
    at--;
  }
  return at > 0 && (bytes[at] === LINE_FEED || bytes[at] === RETURN);
}

/** The number of lines with any character. */
export function linesIn(bytes: Buffer): number {
  return bytes.toString('latin1').split(/[\r\n]+/).filter((line) => line !== '').length;
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
