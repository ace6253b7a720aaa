// The CSV scanner: cells go in, and are counted in their columns or stored in them. `../README.md` explains padding and faults.
//
// It reads RFC 4180 leniently. Each row may end with LF, CRLF or CR. A row without any byte is skipped, and so is a row of nothing but
// delimiters, unless the source keeps these. If a cell does not begin with a quote, a quote inside it is an ordinary byte.
//
// Most files are written with quotation marks or without quotes. Cells of other files are read by `written.ts`, which is slower.

import { codePoints } from '../common/code-points';
import { fail, mismatch, resetFault } from '../common/fault';
import { BYTE_AFTER_QUOTE, RAGGED_ROW, UNCLOSED_QUOTE, VALUE_WITHOUT_NAME } from '../common/fault-codes';
import { clearMarkers } from '../common/markers';
import { FIXED, resetHeap, WINDOW } from '../common/memory';
import { beginRecord, bytesOfRecord, dropRecord, endRecord, records, resetRecords } from '../common/records';
import { HASHED_BYTES, resetSketches } from '../count/sketch';
import { TEXT_PREFIX } from '../count/values';
import { FILLS, SKETCHES } from '../common/variant';
import { beginRow as beginStoredRow, dropRecordRow, isFull, record } from '../fill/column';
import { misfit, resetMisfit } from '../fill/store-value';
import { columnOf } from '../value/sink';
import { clearFormats } from '../field-format/field-format';
import { beginsAsHeader, isHeaderRow, resetHeader } from './header';
import { addCell, Column, columnAt, countTextCell, resetColumns, storeUnquoted } from './column';
import { beginContent, hasContent, NO_BYTE, scanWritten, setWriting } from './written';

const LINE_FEED: u32 = 10;
const RETURN: u32 = 13;
const QUOTE: u32 = 34;

/** Where the beginning of a cell with doubled quotes is unescaped: at most HASHED_BYTES of it. */
const UNQUOTED: usize = FIXED;

let columnCount: u32 = 0;
/** How many empty cells may follow those of the columns. */
let namelessCount: u32 = 0;
let delimiter: u32 = 0;
/** QUOTE, or NO_BYTE if cells are never quoted. */
let quote: u32 = QUOTE;
/** Whether cells are read by `written.ts`. */
let isWritten: bool = false;
let keepsBlankRows: bool = false;
/** Whether rows that are too short are filled up with nulls, and empty cells beyond the header are dropped. */
let fillsRows: bool = false;
/** How many bytes begin a comment, and these bytes, with the first one at the lowest bits. */
let commentBytes: u32 = 0;
let comment: u64 = 0;
let commentMask: u64 = 0;
/** How many rows of nothing but delimiters were skipped, and the number of the record after the first of them. */
export let blankRows: u32 = 0;
export let firstBlankRow: f64 = 0;
/** Takes the cells beyond the header, which are read and dropped. */
let surplus: Column = changetype<Column>(0);
/** How many of them were empty, up to the previous row. */
let surplusNulls: u64 = 0;

/** The index of the current cell in its row; kept between chunks. After a fault, the index of the cell with the fault. */
export let column: u32 = 0;

/**
 * Starts a file after its header. Call `setSyntax` next. `nameless`: how many empty cells may follow those of the columns. `fills`:
 * whether ragged rows are filled up or cut if this loses no value. `sketches`: how many columns may have a sketch.
 */
export function begin(columnsOfHeader: u32, nameless: u32, fills: bool, sketches: u32): void {
  resetHeap();
  clearMarkers();
  clearFormats();
  resetSketches(sketches);
  resetHeader();
  resetColumns(columnsOfHeader + 1);
  setRows(columnsOfHeader, nameless, fills);
  beginFile();
}

/** Says what rows look like. `begin` explains the parameters. */
export function setRows(columnsOfHeader: u32, nameless: u32, fills: bool): void {
  columnCount = columnsOfHeader;
  namelessCount = nameless;
  fillsRows = fills;
  surplus = columnAt(columnsOfHeader);
  surplusNulls = surplus.nulls;
}

/**
 * Says which characters have a meaning: ASCII, or NO_BYTE if there is none.
 *
 * @param trims whether blanks at both ends of cells are taken off
 * @param keeps whether rows of nothing but delimiters are records
 */
export function setSyntax(delimiterByte: u32, quoteByte: u32, escapeByte: u32, trims: bool, keeps: bool): void {
  delimiter = delimiterByte;
  quote = quoteByte;
  isWritten = trims || escapeByte != NO_BYTE || (quoteByte != QUOTE && quoteByte != NO_BYTE);
  setWriting(delimiterByte, quoteByte, escapeByte, trims);
  keepsBlankRows = keeps;
  setComment(0);
}

/** Lines that begin with the first `bytes` bytes of the window, at most 8, are no rows. 0: all lines are. */
export function setComment(bytes: u32): void {
  commentBytes = bytes;
  commentMask = bytes ? ~(<u64>0) >> (64 - (<u64>bytes << 3)) : 0;
  comment = load<u64>(WINDOW) & commentMask;
}

/** Starts a file; its columns and the form of its rows are known. */
export function beginFile(): void {
  resetFault();
  resetRecords();
  if (FILLS) {
    resetMisfit();
    rowIsStored = false;
  }
  column = 0;
  blankRows = 0;
}

/**
 * Reads from the start of the window to `end`. After `end` there must be 16 line feeds and then quotes, PADDING bytes in all:
 * one or the other ends every cell. `final`: nothing follows.
 *
 * @returns the first byte that must be at the start of the window in the next call: the beginning of a cell that was not
 *   complete; or, if columns are filled, the byte after the row that made them large enough for a row group.
 */
export function scan(end: usize, final: bool): usize {
  let p = WINDOW;
  while (true) {
    // After a delimiter there is a cell even if the file ends there. At the beginning of a row there is none.
    if (p >= end && !(final && column > 0)) return p;
    if (column == 0) {
      if (commentBytes) {
        if (p + commentBytes > end && !final) return p;
        // The filler has no byte of a comment, so it cannot complete one.
        if ((load<u64>(p) & commentMask) == comment) {
          const next = skipComment(p, end, final);
          if (!next) return p;
          p = next;
          continue;
        }
      }
      beginRow(p);
      if (!FILLS && beginsAsHeader(p, end) && !isHeaderRow(p, end, final)) return p;
    }
    const close = scanCell(p, end, final);
    if (!close) return p;
    if (close < end && load<u8>(close) == delimiter) {
      column++;
      p = close + 1;
      continue;
    }
    const isBlank = isWritten ? !hasContent : bytesOfRecord(close) == <f64>column;
    p = close < end ? skipRowEnd(close, end) : close;
    if (isBlank && !(column && keepsBlankRows)) {
      if (column) skipBlankRow();
      dropRecord();
      if (FILLS) dropStoredRow();
    } else if (column + 1 != columnCount && !fitRow(p)) {
      return p;
    } else {
      column = 0;
      if (FILLS) {
        if (misfit) {
          fail(misfit, p);
          return p;
        }
        rowIsStored = false;
      }
      endRecord();
      if (FILLS && isFull()) return p;
    }
  }
}

/** Filling: whether the columns have a row for the row that is read now. */
let rowIsStored: bool = false;

function dropStoredRow(): void {
  dropRecordRow();
  rowIsStored = false;
}

/** Makes the cells that the row lacks null, and drops surplus cells. False, with a fault at `p`, if this would lose a value. */
function fitRow(p: usize): bool {
  const cells = column + 1;
  const isWithinHeader = cells > columnCount && cells - columnCount <= namelessCount;
  const losesValue = cells > columnCount && surplus.nulls - surplusNulls != cells - columnCount;
  if (losesValue || !(fillsRows || isWithinHeader)) {
    fail(isWithinHeader ? VALUE_WITHOUT_NAME : RAGGED_ROW, p);
    return false;
  }
  surplusNulls = surplus.nulls;
  for (let i = cells; i < columnCount; i++) columnAt(i).nulls++;
  return true;
}

/** Takes back the nulls of a row of nothing but delimiters. */
function skipBlankRow(): void {
  const cells = min(column + 1, columnCount);
  for (let i: u32 = 0; i < cells; i++) columnAt(i).nulls--;
  surplus.nulls = surplusNulls;
  column = 0;
  if (!blankRows) firstBlankRow = records + 1;
  blankRows++;
}

/** The address after the comment that begins at `p`; 0 on a fault, or if it may continue after `end`. */
function skipComment(p: usize, end: usize, final: bool): usize {
  beginRecord(p);
  let close = p;
  while (close < end && load<u8>(close) != LINE_FEED && load<u8>(close) != RETURN) close++;
  if ((close == end && !final) || codePoints(p, close) < 0) return 0;
  dropRecord();
  return close < end ? skipRowEnd(close, end) : close;
}

// @ts-ignore: decorator
@inline
function beginRow(p: usize): void {
  beginRecord(p);
  if (isWritten) beginContent();
  if (FILLS && !rowIsStored) {
    beginStoredRow(record);
    rowIsStored = true;
  }
}

/** The address after the line end at `p`. If the LF of a CRLF comes with the next bytes, it is a blank row there. */
// @ts-ignore: decorator
@inline
function skipRowEnd(p: usize, end: usize): usize {
  return load<u8>(p) == RETURN && p + 1 < end && load<u8>(p + 1) == LINE_FEED ? p + 2 : p + 1;
}

/** Adds the cell at `p`. The answer is that of `scanPlain`. */
// @ts-ignore: decorator
@inline
function scanCell(p: usize, end: usize, final: bool): usize {
  if (isWritten) return scanWritten(currentColumn(), p, end, final, column > 0);
  return load<u8>(p) == quote && p < end ? scanQuoted(p, end, final) : scanPlain(p, end, final);
}

// @ts-ignore: decorator
@inline
function currentColumn(): Column {
  return column < columnCount ? columnAt(column) : surplus;
}

/**
 * Adds the cell at `p`, which is not quoted.
 *
 * @returns the byte after it; 0 on a fault, or if the cell may continue after `end`.
 */
// @ts-ignore: decorator
@inline
function scanPlain(p: usize, end: usize, final: bool): usize {
  let close = p;
  let high: u32 = 0;
  while (true) {
    const bytes = v128.load(close);
    const above: u32 = i8x16.bitmask(bytes);
    const rowEnd = v128.or(i8x16.eq(bytes, i8x16.splat(<i8>LINE_FEED)), i8x16.eq(bytes, i8x16.splat(<i8>RETURN)));
    const stops: u32 = i8x16.bitmask(v128.or(rowEnd, i8x16.eq(bytes, i8x16.splat(<i8>delimiter))));
    if (stops) {
      high |= above & ((stops & -stops) - 1);
      close += ctz(stops);
      break;
    }
    high |= above;
    close += 16;
  }
  if (close >= end) {
    if (!final) return 0;
    close = end;
  }
  const bytes = <u32>(close - p);
  let length = bytes;
  if (high) {
    const counted = codePoints(p, close);
    if (counted < 0) return 0;
    length = counted;
  }
  // A row without any byte does not count as a row.
  if (bytes || column || (close < end && load<u8>(close) == delimiter)) addCell(currentColumn(), p, bytes, length, false);
  return close;
}

/** The same as `scanPlain` for a quoted cell. */
function scanQuoted(p: usize, end: usize, final: bool): usize {
  const content = p + 1;
  let close = content;
  let high: u32 = 0;
  let doubled: u32 = 0;
  while (true) {
    const bytes = v128.load(close);
    const above: u32 = i8x16.bitmask(bytes);
    const quotes: u32 = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(<i8>QUOTE)));
    const before: u32 = quotes ? (quotes & -quotes) - 1 : 0xffff;
    high |= above & before;
    if (!quotes) {
      close += 16;
      continue;
    }
    close += ctz(quotes);
    if (close + 1 >= end || load<u8>(close + 1) != QUOTE) break;
    doubled++;
    close += 2;
  }
  if (close + 1 >= end && !final) return 0;
  const isClosed = close < end;
  if (!isClosed) close = end;
  let length = <i32>(close - content);
  if (high) {
    length = codePoints(content, close);
    if (length < 0) return 0;
  }
  if (!isClosed) {
    fail(UNCLOSED_QUOTE, end);
    return 0;
  }
  const after = close + 1;
  if (after < end) {
    const next: u32 = load<u8>(after);
    if (next != delimiter && next != LINE_FEED && next != RETURN) {
      mismatch(BYTE_AFTER_QUOTE, after, end, final);
      return 0;
    }
  }
  const bytes = <u32>(close - content) - doubled;
  if (FILLS && doubled) storeUnquoted(columnOf(currentColumn()), content, close, bytes);
  else if (doubled) countTextCell(currentColumn(), unquoted(content, close), bytes, length - doubled);
  else addCell(currentColumn(), content, bytes, length, true);
  return after;
}

/** The beginning of a cell with doubled quotes, unescaped. The cell holds a quote, so it is text whatever follows. */
function unquoted(content: usize, close: usize): usize {
  let out: usize = UNQUOTED;
  const limit = UNQUOTED + (SKETCHES ? HASHED_BYTES : TEXT_PREFIX);
  for (let p = content; p < close && out < limit; p++) {
    const byte = load<u8>(p);
    store<u8>(out++, byte);
    if (byte == QUOTE) p++;
  }
  return UNQUOTED;
}
