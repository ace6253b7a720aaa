// The columns, and how one cell is counted in its column.

import { dateDays, dateKind, hasOffset, NO_DATE, TIMESTAMP, timestampMillis } from '../common/dates';
import { isMarker } from '../common/markers';
import { allocate } from '../common/memory';
import { giveBlock, takeBlock } from '../fill/blocks';
import { Column as Filled, beginOffsetRow, KIND_DECIMAL, reserveText, addTextBytes } from '../fill/column';
import { MANTISSA_DIGITS, MAX_DECIMAL_DIGITS, MAX_NUMBER_BYTES, powerOfTen } from '../common/numbers';
import { decimalOf16, digitBits, minusZero, rightAligned, rightAlignedOverDot } from '../common/simd';
import { FILLS, SKETCHES } from '../common/variant';
import { countExtent, countZone } from '../count/count-value';
import { sketchDouble, sketchValue } from '../count/sketch';
import { initValues, thisRecord, Values } from '../count/values';
import { keepsSource, noteMisfit, storeDecimal, storeDouble, storeText } from '../fill/store-value';
import { readDecimal } from '../field-format/decimal';
import { epochMillis, readEpoch } from '../field-format/epoch';
import { FieldFormat, hasNumbers } from '../field-format/field-format';
import { NUMBER_TEXT, readNumber } from '../field-format/number';
import { isZoned, timeDays, timeKind, timeMillis } from '../field-format/time';
import { addBigInteger, addBoolean, addDouble, addInteger, addNegativeZero, addNull, addScaled, addTime, columnOf } from '../value/sink';

@unmanaged
export class Column extends Values {
  /** Numbers such as 31e4, which may be codes. */
  codes: u64;
  firstCode: f64;
  /** Digits with a leading zero, at most 16 of them. They are texts too. */
  zeroLed: u64;
  /** Cells without quotes that have a blank at their beginning or end. */
  padded: u64;
  firstPadded: f64;
}

export const COLUMN_BYTES: usize = (offsetof<Column>() + 15) & ~15;

const MINUS: u32 = 45;
const POINT: u32 = 46;
const ZERO: u32 = 48;
const LOWER_E: u32 = 101;
const TAB: u32 = 9;
const SPACE: u32 = 32;
/** The two bytes of a no-break space. */
const NO_BREAK_LEAD: u32 = 0xc2;
const NO_BREAK: u32 = 0xa0;

const TRUE_WORD: u32 = 0x65757274;
const ALSE_WORD: u32 = 0x65736c61;
const AN_WORD: u16 = 0x4e61;
const INFINITY_WORD: u64 = 0x7974696e69666e49;

/** The first column. */
export let columns: usize = 0;

export function resetColumns(count: u32): void {
  columns = allocate(COLUMN_BYTES * count);
  for (let i: u32 = 0; i < count; i++) initValues(columnAt(i));
}

/** Filling: how many columns there is room for. */
let room: u32 = 0;

/** Filling: makes room for `count` columns; without any, the heap must be empty. */
export function placeColumns(count: u32): void {
  if (!count) {
    columns = 0;
    room = 0;
  }
  if (count <= room) return;
  giveBlock(columns, <u32>COLUMN_BYTES * room);
  columns = takeBlock(<u32>COLUMN_BYTES * count);
  room = count;
}

// @ts-ignore: decorator
@inline
export function columnAt(index: u32): Column {
  return changetype<Column>(columns + COLUMN_BYTES * <usize>index);
}

/** Adds a cell of `bytes` bytes and `length` code points. Reads up to 32 bytes after it. */
// @ts-ignore: decorator
@inline
export function addCell(column: Column, cell: usize, bytes: u32, length: u32, isQuoted: bool): void {
  if (!bytes || isMarker(cell, bytes)) {
    addNull(column);
    return;
  }
  if (!FILLS) {
    countExtent(column, cell, bytes, length);
  } else if (keepsSource(columnOf(column))) {
    storeText(columnOf(column), cell, bytes);
    return;
  }
  if (column.format) {
    addFormatted(column, cell, bytes, isQuoted);
    return;
  }
  const first: u32 = load<u8>(cell);
  if (first - ZERO <= 9 || first == MINUS) addNumberOrDate(column, cell, bytes, isQuoted);
  else addWord(column, cell, bytes, first, isQuoted);
}

/** Counting: says in which format the cells of a column are written. */
export function setFormat(index: u32, format: usize): void {
  columnAt(index).format = format;
}

/** Adds a cell that is not null, of a column with a format. */
function addFormatted(column: Column, cell: usize, bytes: u32, isQuoted: bool): void {
  const format = changetype<FieldFormat>(column.format);
  if (format.epoch) {
    const length = readNumber(format, cell, bytes);
    if (length && readEpoch(format.epoch, NUMBER_TEXT, length)) addTime(column, TIMESTAMP, 0, epochMillis, cell, bytes);
    else addText(column, cell, bytes, isQuoted);
    return;
  }
  const kind = timeKind(format, cell, bytes);
  if (kind != NO_DATE) {
    addTime(column, kind, timeDays, timeMillis, cell, bytes);
    if (!FILLS && kind == TIMESTAMP) countZone(column, isZoned);
    return;
  }
  const isOwn = hasNumbers(format);
  const number = isOwn ? NUMBER_TEXT : cell;
  const length = isOwn ? readNumber(format, cell, bytes) : bytes;
  if (FILLS && columnOf(column).kind == KIND_DECIMAL) {
    storeDecimal(columnOf(column), number, length);
    return;
  }
  if (!FILLS && format.precision && readDecimal(number, length, format.precision, format.scale)) column.fitting++;
  if (length && addLongNumber(column, number, load<u8>(number) == MINUS ? number + 1 : number, number + length)) return;
  if (!FILLS && isZeroLed(cell, bytes)) column.zeroLed++;
  if (bytes == 9 && load<u8>(cell) == MINUS && load<u64>(cell + 1) == INFINITY_WORD) addLongNumber(column, cell, cell + 1, cell + bytes);
  else addWord(column, cell, bytes, load<u8>(cell), isQuoted);
}

/** Whether the cell is digits with a leading zero, perhaps after a minus. */
function isZeroLed(cell: usize, bytes: u32): bool {
  const isNegative = load<u8>(cell) == MINUS;
  const digits = isNegative ? cell + 1 : cell;
  const length = isNegative ? bytes - 1 : bytes;
  if (length < 2 || length > 16 || load<u8>(digits) != ZERO) return false;
  return (~digitBits(minusZero(digits)) & ((1 << length) - 1)) == 0;
}

/** Counts a cell that is text whatever it contains. `bytes` and `length` are those of the whole cell; only its beginning is at `cell`. */
export function countTextCell(column: Column, cell: usize, bytes: u32, length: u32): void {
  countExtent(column, cell, bytes, length);
  addText(column, cell, bytes, true);
}

/** Stores a quoted cell with doubled quotes, which is text whatever it contains. It has `bytes` bytes without them. */
export function storeUnquoted(column: Filled, content: usize, close: usize, bytes: u32): void {
  if (!keepsSource(column)) {
    noteMisfit(column);
    return;
  }
  beginOffsetRow(column);
  reserveText(column, bytes);
  let out = column.heap + column.heapBytes;
  for (let p = content; p < close;) {
    const chunk = v128.load(p);
    v128.store(out, chunk);
    const quotes: u32 = i8x16.bitmask(i8x16.eq(chunk, i8x16.splat(34)));
    if (quotes) {
      // The first of two quotes stays.
      out += ctz(quotes) + 1;
      p += ctz(quotes) + 2;
    } else {
      out += 16;
      p += 16;
    }
  }
  addTextBytes(column, bytes);
}

/** Adds a cell that is no more than text. */
// @ts-ignore: decorator
@inline
function addText(column: Column, cell: usize, bytes: u32, isQuoted: bool): void {
  if (FILLS) {
    noteMisfit(columnOf(column));
    return;
  }
  if (!isQuoted && isPadded(cell, bytes)) countPadded(column);
  const before = column.texts;
  column.texts = before + 1;
  if (!before) column.firstText = thisRecord();
  if (SKETCHES) sketchValue(column, cell, bytes);
}

/** Whether the first or the last character is a blank. One comparison is enough if both are visible ASCII. */
// @ts-ignore: decorator
@inline
function isPadded(cell: usize, bytes: u32): bool {
  const first: u32 = load<u8>(cell);
  const last: u32 = load<u8>(cell + bytes - 1);
  return (((first - SPACE - 1) | (last - SPACE - 1)) > 127 || last == NO_BREAK) && hasBlankEnd(cell, bytes, first, last);
}

function hasBlankEnd(cell: usize, bytes: u32, first: u32, last: u32): bool {
  if (first == SPACE || first == TAB || last == SPACE || last == TAB) return true;
  if (bytes < 2) return false;
  return (first == NO_BREAK_LEAD && load<u8>(cell + 1) == NO_BREAK) || (last == NO_BREAK && load<u8>(cell + bytes - 2) == NO_BREAK_LEAD);
}

function countPadded(column: Column): void {
  if (!column.padded) column.firstPadded = thisRecord();
  column.padded++;
}

function countCode(column: Column): void {
  if (!column.codes) column.firstCode = thisRecord();
  column.codes++;
}

function addNotFinite(column: Column, value: f64): void {
  if (FILLS) {
    storeDouble(columnOf(column), value);
    return;
  }
  if (!column.doubles) column.firstDouble = thisRecord();
  column.doubles++;
  if (SKETCHES) sketchDouble(column, value);
}

// @ts-ignore: decorator
@inline
function addWord(column: Column, cell: usize, bytes: u32, first: u32, isQuoted: bool): void {
  if (first == 116 && bytes == 4 && load<u32>(cell) == TRUE_WORD) {
    addBoolean(column, cell, bytes);
  } else if (first == 102 && bytes == 5 && load<u32>(cell + 1) == ALSE_WORD) {
    addBoolean(column, cell, bytes);
  } else if (first == 78 && bytes == 3 && load<u16>(cell + 1) == AN_WORD) {
    addNotFinite(column, NaN);
  } else if (first == 73 && bytes == 8 && load<u64>(cell) == INFINITY_WORD) {
    addNotFinite(column, Infinity);
    if (!FILLS) column.maxDouble = Infinity;
  } else {
    addText(column, cell, bytes, isQuoted);
  }
}

// @ts-ignore: decorator
@inline
function addNumberOrDate(column: Column, cell: usize, bytes: u32, isQuoted: bool): void {
  const negative = load<u8>(cell) == MINUS;
  const first = negative ? cell + 1 : cell;
  const length: u32 = negative ? bytes - 1 : bytes;

  // Nearly every number is at most 16 bytes long and has no exponent: one load shows all of it.
  if (length - 1 < 16) {
    const digits = minusZero(first);
    const others: u32 = ~digitBits(digits) & ((1 << length) - 1);
    if (!others) {
      if (length > 1 && load<u8>(first) == ZERO) {
        // Digits with a leading zero are an identifier.
        column.zeroLed++;
        addText(column, cell, bytes, isQuoted);
        return;
      }
      const value = <i64>decimalOf16(rightAligned(digits, length));
      if (negative && value == 0) addNegativeZero(column);
      else addInteger(column, negative ? -value : value);
      return;
    }
    const dot: u32 = ctz(others);
    const oneDot = (others & (others - 1)) == 0 && load<u8>(first + dot) == POINT && dot != 0 && dot + 1 < length;
    if (oneDot && (dot == 1 || load<u8>(first) != ZERO)) {
      const value = <f64>decimalOf16(rightAlignedOverDot(digits, length, dot)) / powerOfTen(length - 1 - dot);
      addDouble(column, negative ? -value : value);
      return;
    }
  }
  if (!negative) {
    const kind = dateKind(cell, bytes);
    if (kind != NO_DATE) {
      addTime(column, kind, dateDays, timestampMillis, cell, bytes);
      if (!FILLS && kind == TIMESTAMP) countZone(column, hasOffset);
      return;
    }
  }
  if (!addLongNumber(column, cell, first, cell + bytes)) addText(column, cell, bytes, isQuoted);
}

/** The general case, digit by digit: a JSON number, or `-Infinity`. False if the cell is neither; then nothing was counted. */
function addLongNumber(column: Column, cell: usize, first: usize, end: usize): bool {
  const negative = first != cell;
  const length = <u32>(end - cell);
  if (negative && length == 9 && load<u64>(first) == INFINITY_WORD) {
    addNotFinite(column, -Infinity);
    if (!FILLS) column.minDouble = -Infinity;
    return true;
  }
  if (length > MAX_NUMBER_BYTES) return false;
  let mantissa: u64 = 0;
  let significant: u32 = 0;
  let exponent: i32 = 0;
  let exact = true;
  let p = first;
  let digit: u32;
  while (p < end && (digit = <u32>load<u8>(p) - ZERO) <= 9) {
    if (significant < MANTISSA_DIGITS) {
      mantissa = mantissa * 10 + digit;
      if (mantissa) significant++;
    } else {
      exponent++;
      exact = false;
    }
    p++;
  }
  const whole = <u32>(p - first);
  if (!whole || (whole > 1 && load<u8>(first) == ZERO)) return false;
  if (p == end) return addWhole(column, cell, length, negative, whole, mantissa, exponent, exact);

  if (load<u8>(p) == POINT) {
    const fraction = ++p;
    while (p < end && (digit = <u32>load<u8>(p) - ZERO) <= 9) {
      if (significant < MANTISSA_DIGITS) {
        mantissa = mantissa * 10 + digit;
        if (mantissa) significant++;
        exponent--;
      } else {
        exact = false;
      }
      p++;
    }
    if (p == fraction) return false;
  }
  // Such as 31e4: digits, the letter, and digits.
  let isCode = !negative && p == first + whole;
  if (p < end && (<u32>load<u8>(p) | 32) == LOWER_E) {
    p++;
    const sign: u32 = p < end ? <u32>load<u8>(p) : 0;
    if (sign == 43 || sign == MINUS) {
      isCode = false;
      p++;
    }
    const power = p;
    let value: i32 = 0;
    while (p < end && (digit = <u32>load<u8>(p) - ZERO) <= 9) {
      if (value < 100000) value = value * 10 + digit;
      p++;
    }
    if (p == power) return false;
    exponent += sign == MINUS ? -value : value;
  }
  if (p != end || !addScaled(column, cell, length, negative, mantissa, exponent, exact)) return false;
  if (!FILLS && isCode) countCode(column);
  return true;
}

function addWhole(column: Column, cell: usize, length: u32, negative: bool, whole: u32, mantissa: u64, exponent: i32, exact: bool): bool {
  const fits = whole < MANTISSA_DIGITS || (whole == MANTISSA_DIGITS && mantissa <= (negative ? <u64>1 << 63 : <u64>i64.MAX_VALUE));
  if (negative && mantissa == 0) {
    addNegativeZero(column);
    return true;
  }
  if (fits) {
    addInteger(column, negative ? -(<i64>mantissa) : <i64>mantissa);
    return true;
  }
  if (whole > MAX_DECIMAL_DIGITS) return false;
  addBigInteger(column, cell, length, whole, negative, mantissa, exponent, exact);
  return true;
}
