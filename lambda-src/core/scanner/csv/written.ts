// Cells that are written with other characters than most: other quotes, an escape character, or blanks that are taken off.
//
// What is no part of the cell's text is taken out of the window, where the cell is. Nothing reads these bytes again, because the cell
// is complete.

import { codePoints } from '../common/code-points';
import { fail, mismatch } from '../common/fault';
import { BYTE_AFTER_QUOTE, UNCLOSED_QUOTE } from '../common/fault-codes';
import { addCell, Column } from './column';

const LINE_FEED: u32 = 10;
const RETURN: u32 = 13;
const SPACE: u32 = 32;
const TAB: u32 = 9;
/** A no-break space in UTF-8. */
const NBSP_LEAD: u32 = 0xc2;
const NBSP_LAST: u32 = 0xa0;

/** Stands for a character if no character has its meaning. */
export const NO_BYTE: u32 = 256;

let delimiter: u32 = 0;
let quote: u32 = 0;
let escape: u32 = 0;
let trims: bool = false;

/** Whether some cell of the row has text or quotes. */
export let hasContent: bool = false;

/** `setSyntax` explains the parameters. */
export function setWriting(delimiterByte: u32, quoteByte: u32, escapeByte: u32, trimsBlanks: bool): void {
  delimiter = delimiterByte;
  quote = quoteByte;
  escape = escapeByte;
  trims = trimsBlanks;
}

/** Begins a row. */
export function beginContent(): void {
  hasContent = false;
}

/**
 * Adds the cell at `p`.
 *
 * @param isLater whether there is a cell before it in its row. The only cell of a row counts for nothing if it is empty.
 * @returns the byte after it; 0 on a fault, or if the cell may continue after `end`
 */
export function scanWritten(column: Column, p: usize, end: usize, final: bool, isLater: bool): usize {
  const start = skipBlanks(p, end);
  if (start < end && load<u8>(start) == quote) return scanQuoted(column, start + 1, end, final);
  let kept = start;
  let removed: u32 = 0;
  let close = start;
  while (close < end) {
    const byte: u32 = load<u8>(close);
    if (byte == delimiter || byte == LINE_FEED || byte == RETURN) break;
    const blank = blankBytes(close, end);
    if (blank) {
      close += blank;
      continue;
    }
    // At the end of the file, nothing follows whose meaning it could take away.
    if (byte == escape && close + 1 < end) {
      removed++;
      close++;
    }
    kept = ++close;
  }
  if (close >= end && !final) return 0;
  const length = codePoints(start, kept);
  if (length < 0) return 0;
  const bytes = <u32>(kept - start) - removed;
  if (bytes) hasContent = true;
  if (removed) takeOut(start, kept, NO_BYTE);
  if (bytes || isLater || (close < end && load<u8>(close) == delimiter)) addCell(column, start, bytes, length - removed, false);
  return close;
}

/** The same for a quoted cell whose text begins at `content`. */
function scanQuoted(column: Column, content: usize, end: usize, final: bool): usize {
  let removed: u32 = 0;
  let close = content;
  while (close < end) {
    const byte: u32 = load<u8>(close);
    if (byte == escape || (byte == quote && close + 1 < end && load<u8>(close + 1) == quote)) {
      removed++;
      close++;
    } else if (byte == quote) {
      break;
    }
    close++;
  }
  if (close + 1 >= end && !final) return 0;
  const isClosed = close < end;
  if (!isClosed) close = end;
  const length = codePoints(content, close);
  if (length < 0) return 0;
  if (!isClosed) {
    fail(UNCLOSED_QUOTE, end);
    return 0;
  }
  const after = skipBlanks(close + 1, end);
  if (after >= end && !final) return 0;
  if (after < end) {
    const next: u32 = load<u8>(after);
    if (next != delimiter && next != LINE_FEED && next != RETURN) {
      mismatch(BYTE_AFTER_QUOTE, after, end, final);
      return 0;
    }
  }
  hasContent = true;
  if (removed) takeOut(content, close, quote);
  addCell(column, content, <u32>(close - content) - removed, length - removed, true);
  return after;
}

/** Takes out each escape character that takes away a meaning, and the first of two bytes `doubled`. */
function takeOut(from: usize, to: usize, doubled: u32): void {
  let out = from;
  for (let p = from; p < to; p++) {
    const byte: u32 = load<u8>(p);
    if ((byte == escape || byte == doubled) && p + 1 < to) p++;
    store<u8>(out++, load<u8>(p));
  }
}

/** The address after the blanks that are taken off. */
function skipBlanks(p: usize, end: usize): usize {
  let next = p;
  for (let bytes = blankBytes(next, end); bytes; bytes = blankBytes(next, end)) next += bytes;
  return next;
}

/** How many bytes the blank at `p` has; 0 if there is none that may be taken off. */
// @ts-ignore: decorator
@inline
function blankBytes(p: usize, end: usize): u32 {
  if (!trims || p >= end) return 0;
  const byte: u32 = load<u8>(p);
  if (byte == SPACE || byte == TAB) return byte != delimiter ? 1 : 0;
  return byte == NBSP_LEAD && p + 1 < end && load<u8>(p + 1) == NBSP_LAST ? 2 : 0;
}
