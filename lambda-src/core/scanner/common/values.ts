// What is counted of the values of one JSON path or one CSV column.

/** Bytes of a text's beginning that minimum and maximum keep. */
export const TEXT_PREFIX: u32 = 32;

/** `minTextBytes` while no text was seen. */
export const NO_TEXT: u32 = u32.MAX_VALUE;

@unmanaged
export class Values {
  // Counts, by what the value was written as.
  nulls: u64;
  booleans: u64;
  /** Integers of 64 bits. */
  integers: u64;
  /** Integers beyond 64 bits. */
  bigIntegers: u64;
  doubles: u64;
  /** JSON: numbers that no type holds (too long, too many digits, beyond the largest double). In CSV they are texts. */
  unholdable: u64;
  texts: u64;
  minInteger: i64;
  maxInteger: i64;
  /** Of doubles and of integers beyond 64 bits. */
  minDouble: f64;
  maxDouble: f64;
  /** Most digits of an integer beyond 64 bits. */
  bigDigits: u32;
  /** 1 once an integer was written `-0`: Spark reads it as +0.0 under a double. */
  negativeZero: u32;
  /** Shortest and longest text, in code points. */
  minLength: u32;
  maxLength: u32;
  /** Bytes kept of the smallest and greatest text, at most TEXT_PREFIX; NO_TEXT before the first. */
  minTextBytes: u32;
  maxTextBytes: u32;
  /** The first 8 bytes of the smallest and greatest text as big-endian numbers: one comparison settles most values. */
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
  /** Where its sketch is (`sketch.ts`), if it has one. */
  sketch: usize;
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
