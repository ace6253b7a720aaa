// What is counted about the values of one JSON path or one CSV column.

import { allocate } from '../common/memory';
import { records } from '../common/records';

/** How many bytes of the beginning of a text minimum and maximum keep. */
export const TEXT_PREFIX: u32 = 32;

/** The value of `minTextBytes` before any text was seen. */
export const NO_TEXT: u32 = u32.MAX_VALUE;

@unmanaged
export class Values {
  // Counts, by how the value was written.
  nulls: u64;
  booleans: u64;
  /** Integers that fit into 64 bits. */
  integers: u64;
  /** Integers beyond 64 bits. */
  bigIntegers: u64;
  doubles: u64;
  /** In JSON: numbers that no type holds (too long, too many digits, beyond the largest double). In CSV they count as texts. */
  unholdable: u64;
  texts: u64;
  /** Texts, and numbers that count from 1970, which are dates or timestamps: of CSV cells, and of JSON values with a format. */
  dates: u64;
  timestamps: u64;
  /** Numbers that are decimals of the precision and scale for which the format asks. */
  fitting: u64;
  minInteger: i64;
  maxInteger: i64;
  /** The range of doubles and of integers beyond 64 bits. */
  minDouble: f64;
  maxDouble: f64;
  /** The most digits that an integer beyond 64 bits had. */
  bigDigits: u32;
  /** Shortest and longest text, in code points. */
  minLength: u32;
  maxLength: u32;
  /** How many bytes of the least and the greatest text are kept, at most TEXT_PREFIX; NO_TEXT before the first text. */
  minTextBytes: u32;
  maxTextBytes: u32;
  /** The first 8 bytes of the least and the greatest text as big-endian numbers. One comparison is enough for most values. */
  minTextHead: u64;
  maxTextHead: u64;
  minText0: u64;
  minText1: u64;
  minText2: u64;
  minText3: u64;
  maxText0: u64;
  maxText1: u64;
  maxText2: u64;
  maxText3: u64;
  /** The address of its sketch (`sketch.ts`), if it has one. */
  sketch: usize;
  /** The address of the format in which they are written (`field-format/`); 0 if they have none. */
  format: usize;
  /** Filling: the address of the column (`fill/column.ts`) that stores the values. */
  column: usize;
  // The record in which each of them was first seen, from 1; 0 as long as its count is 0.
  firstBoolean: f64;
  firstInteger: f64;
  firstBigInteger: f64;
  firstDouble: f64;
  firstUnholdable: f64;
  firstText: f64;
  firstDate: f64;
  firstTimestamp: f64;
  /** Numbers with more digits than a double gives back. */
  rounded: u64;
  firstRounded: f64;
  /**
   * Timestamps with an offset from UTC, and timestamps without one. In JSON they are complete only if all texts are times. If the format
   * has a zone, a timestamp without an offset counts as one with it.
   */
  zoned: u64;
  firstZoned: f64;
  unzoned: u64;
  firstUnzoned: f64;
}

/** The number of the record that is read now, from 1. */
// @ts-ignore: decorator
@inline
export function thisRecord(): f64 {
  return records + 1;
}

const VALUES_BYTES: usize = offsetof<Values>();

export function newValues(): Values {
  const values = changetype<Values>(allocate(VALUES_BYTES));
  initValues(values);
  return values;
}

export function initValues(values: Values): void {
  values.minInteger = i64.MAX_VALUE;
  values.maxInteger = i64.MIN_VALUE;
  values.minDouble = Infinity;
  values.maxDouble = -Infinity;
  values.minLength = u32.MAX_VALUE;
  values.minTextHead = u64.MAX_VALUE;
  values.minTextBytes = NO_TEXT;
}
