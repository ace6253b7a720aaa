// Stores one value in its column. A value that the column cannot hold exactly is noted, and makes the record a fault.

import {
  addNullRow, addTextBytes, beginOffsetRow, beginRow, Column, KIND_BIGINT, KIND_BOOLEAN, KIND_DATE, KIND_DECIMAL, KIND_DOUBLE, KIND_JSON, KIND_NONE,
  KIND_TEXT, KIND_TIMESTAMP, KIND_WITHIN, reserveText,
} from './column';
import { nearestDouble } from './doubles';
import { decimalHigh, decimalLow, readDecimal } from '../field-format/decimal';

// Two more codes of faults, beside those in `common/fault-codes.ts`.
/** A value that its column cannot hold. */
export const MISFIT: i32 = 10;
/** A value at a path that has no column. */
export const NO_COLUMN: i32 = 11;

/** The fault of the record, or 0: the first value that its column cannot hold. */
export let misfit: i32 = 0;
/** That column, if there is one. */
export let misfitColumn: usize = 0;

export function resetMisfit(): void {
  misfit = 0;
  misfitColumn = 0;
}

export function noteMisfit(column: Column): void {
  if (column.kind == KIND_WITHIN || misfit) return;
  misfit = column.kind == KIND_NONE ? NO_COLUMN : MISFIT;
  misfitColumn = changetype<usize>(column);
}

// @ts-ignore: decorator
@inline
export function storeNull(column: Column): void {
  addNullRow(column);
}

/** Whether the column keeps the source text of a value that is no string. */
// @ts-ignore: decorator
@inline
export function keepsSource(column: Column): bool {
  return column.kind == KIND_TEXT || column.kind == KIND_JSON;
}

/** Stores a text as it is. Reads up to 15 bytes after it. */
// @ts-ignore: decorator
@inline
export function storeText(column: Column, text: usize, bytes: u32): void {
  beginOffsetRow(column);
  appendText(column, text, bytes);
}

/** Writes `bytes` bytes to the end of the column's texts. */
// @ts-ignore: decorator
@inline
export function appendText(column: Column, text: usize, bytes: u32): void {
  reserveText(column, bytes);
  const to = column.heap + column.heapBytes;
  if (bytes <= 64) {
    for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(text + i));
  } else {
    memory.copy(to, text, bytes);
  }
  addTextBytes(column, bytes);
}

/** Ends a text that was written to the end of the column's heap. */
export function storeWrittenText(column: Column, bytes: u32): void {
  beginOffsetRow(column);
  addTextBytes(column, bytes);
}

// @ts-ignore: decorator
@inline
export function storeBoolean(column: Column, value: bool): void {
  if (column.kind != KIND_BOOLEAN) {
    noteMisfit(column);
    return;
  }
  const row = beginRow(column);
  store<u8>(column.data + row, value);
}

/** The integers that a double holds exactly are at most this far from 0. */
const EXACT_IN_DOUBLE: i64 = 1 << 53;

// @ts-ignore: decorator
@inline
export function storeInteger(column: Column, value: i64): void {
  if (column.kind == KIND_BIGINT) {
    const row = beginRow(column);
    store<i64>(column.data + (<usize>row << 3), value);
  } else if (column.kind == KIND_DOUBLE && value >= -EXACT_IN_DOUBLE && value <= EXACT_IN_DOUBLE) {
    storeDouble(column, <f64>value);
  } else {
    noteMisfit(column);
  }
}

/** Stores an integer that was written `-0`. */
// @ts-ignore: decorator
@inline
export function storeNegativeZero(column: Column): void {
  if (column.kind == KIND_DOUBLE) storeDouble(column, -0.0);
  else storeInteger(column, 0);
}

// @ts-ignore: decorator
@inline
export function storeDouble(column: Column, value: f64): void {
  if (column.kind != KIND_DOUBLE) {
    noteMisfit(column);
    return;
  }
  const row = beginRow(column);
  store<f64>(column.data + (<usize>row << 3), value);
}

/** Stores the double ±mantissa × 10^exponent. `addScaled` explains the parameters and the answer. */
export function storeScaled(column: Column, start: usize, length: u32, negative: bool, mantissa: u64, exponent: i32, exact: bool): bool {
  const value = nearestDouble(start, length, negative, mantissa, exponent, exact);
  if (!isFinite(value)) return false;
  storeDouble(column, value);
  return true;
}

/** Stores the number, written as JSON writes it, in a column of decimals. */
export function storeDecimal(column: Column, text: usize, bytes: u32): void {
  if (!readDecimal(text, bytes, column.precision, column.scale)) {
    noteMisfit(column);
    return;
  }
  const row = beginRow(column);
  const at = column.data + (<usize>row << 4);
  store<u64>(at, decimalLow);
  store<u64>(at, decimalHigh, 8);
}

/** Stores a date, or the timestamp at its midnight. */
export function storeDate(column: Column, days: i32): void {
  if (column.kind == KIND_DATE) {
    const row = beginRow(column);
    store<i32>(column.data + (<usize>row << 2), days);
  } else {
    storeTimestamp(column, <i64>days * 86400000);
  }
}

/** Stores a moment, in milliseconds since 1970. */
export function storeTimestamp(column: Column, millis: i64): void {
  if (column.kind != KIND_TIMESTAMP) {
    noteMisfit(column);
    return;
  }
  const row = beginRow(column);
  store<i64>(column.data + (<usize>row << 3), millis);
}
