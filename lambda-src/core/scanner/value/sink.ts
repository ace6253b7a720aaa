// What becomes of a value that was read: it is counted, or, in the filling variants, stored in its column.

import { DATE } from '../common/dates';
import { FILLS } from '../common/variant';
import {
  countBigInteger, countBoolean, countDouble, countInteger, countScaled, countTime, countUnholdable,
} from '../count/count-value';
import { Values } from '../count/values';
import { Column } from '../fill/column';
import {
  noteMisfit, storeBoolean, storeDate, storeDouble, storeInteger, storeNegativeZero, storeNull, storeScaled, storeTimestamp,
} from '../fill/store-value';

/** The column that stores these values. */
// @ts-ignore: decorator
@inline
export function columnOf(values: Values): Column {
  return changetype<Column>(values.column);
}

// @ts-ignore: decorator
@inline
export function addNull(values: Values): void {
  values.nulls++;
  if (FILLS) storeNull(columnOf(values));
}

/** Adds `true` or `false`, whose text is at `word`. */
// @ts-ignore: decorator
@inline
export function addBoolean(values: Values, word: usize, bytes: u32): void {
  if (FILLS) storeBoolean(columnOf(values), bytes == 4);
  else countBoolean(values, word, bytes);
}

// @ts-ignore: decorator
@inline
export function addInteger(values: Values, value: i64): void {
  if (FILLS) storeInteger(columnOf(values), value);
  else countInteger(values, value);
}

/** Adds an integer that was written `-0`: it is a zero with a sign if it is read as a double. */
// @ts-ignore: decorator
@inline
export function addNegativeZero(values: Values): void {
  if (FILLS) storeNegativeZero(columnOf(values));
  else countInteger(values, 0);
}

// @ts-ignore: decorator
@inline
export function addDouble(values: Values, value: f64): void {
  if (FILLS) storeDouble(columnOf(values), value);
  else countDouble(values, value);
}

/** Adds an integer of more than 64 bits, written at `start`, of `whole` digits. The other parameters are those of `addScaled`. */
// @ts-ignore: decorator
@inline
export function addBigInteger(
  values: Values, start: usize, length: u32, whole: u32, negative: bool, mantissa: u64, exponent: i32, exact: bool,
): void {
  if (FILLS) noteMisfit(columnOf(values));
  else countBigInteger(values, start, length, whole, negative, mantissa, exponent, exact);
}

/**
 * Adds the double ±mantissa × 10^exponent, the number written at `start`.
 *
 * @param exact whether `mantissa` holds all digits. If not, the digits after its 19 were dropped, and `exponent` accounts for them.
 * @returns false if the number is beyond the range of a double. Then nothing was added.
 */
// @ts-ignore: decorator
@inline
export function addScaled(values: Values, start: usize, length: u32, negative: bool, mantissa: u64, exponent: i32, exact: bool): bool {
  if (FILLS) return storeScaled(columnOf(values), start, length, negative, mantissa, exponent, exact);
  return countScaled(values, start, length, negative, mantissa, exponent, exact);
}

/** Adds the date of so many days since 1970, or the timestamp of so many milliseconds, written at `start`. */
// @ts-ignore: decorator
@inline
export function addTime(values: Values, kind: u32, days: i32, millis: i64, start: usize, length: u32): void {
  if (!FILLS) countTime(values, kind, start, length);
  else if (kind == DATE) storeDate(columnOf(values), days);
  else storeTimestamp(columnOf(values), millis);
}

/** Adds a JSON number that no type holds. */
// @ts-ignore: decorator
@inline
export function addUnholdable(values: Values, start: usize, length: u32): void {
  if (FILLS) noteMisfit(columnOf(values));
  else countUnholdable(values, start, length);
}
