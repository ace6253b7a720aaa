// Numbers as decimals of a fixed scale, exactly.

import { product, productHigh } from '../common/product';

const PLUS: u32 = 43;
const MINUS: u32 = 45;
const POINT: u32 = 46;
const ZERO: u32 = 48;
const LOWER_E: u32 = 101;

/** Digits that fit into 64 unsigned bits, whatever they are. */
const DIGITS_OF_HALF: u32 = 19;

/** The last number × 10^scale, in 128 bits. */
export let decimalLow: u64 = 0;
export let decimalHigh: u64 = 0;

/** Its digits so far: the first 19, and those after them. */
let upper: u64 = 0;
let lower: u64 = 0;
let upperDigits: u32 = 0;
let lowerDigits: u32 = 0;

/** Where the exponent begins, or the number ends, and its value. */
let exponentAt: usize = 0;
let exponent: i32 = 0;

/**
 * Takes the number, written as JSON writes it, × 10^scale.
 *
 * @returns false if the text is no number, or if the result is not a whole number of at most `precision` digits.
 */
export function readDecimal(text: usize, bytes: u32, precision: u32, scale: u32): bool {
  const end = text + bytes;
  const negative = bytes != 0 && load<u8>(text) == MINUS;
  const first = negative ? text + 1 : text;
  if (!findExponent(first, end)) return false;
  let p = first;
  while (p < exponentAt && <u32>load<u8>(p) - ZERO <= 9) p++;
  const whole = <i32>(p - first);
  if (!whole || (whole > 1 && load<u8>(first) == ZERO)) return false;
  if (p < exponentAt && (load<u8>(p) != POINT || p + 1 == exponentAt)) return false;

  upper = 0;
  lower = 0;
  upperDigits = 0;
  lowerDigits = 0;
  // The power of ten of the digit at `p`, in the result.
  let power = whole - 1 + exponent + <i32>scale;
  for (p = first; p < exponentAt; p++) {
    if (load<u8>(p) == POINT && p != first) {
      if (p - first != whole) return false;
      continue;
    }
    const digit = <u32>load<u8>(p) - ZERO;
    if (digit > 9) return false;
    if (power < 0 ? digit != 0 : !append(digit, precision)) return false;
    power--;
  }
  if (upper) for (; power >= 0; power--) if (!append(0, precision)) return false;
  scaleUp(negative);
  return true;
}

/** False if the exponent has no digits. */
function findExponent(first: usize, end: usize): bool {
  let p = first;
  while (p < end && (<u32>load<u8>(p) | 32) != LOWER_E) p++;
  exponentAt = p;
  exponent = 0;
  if (p == end) return true;
  const sign: u32 = ++p < end ? <u32>load<u8>(p) : 0;
  if (sign == PLUS || sign == MINUS) p++;
  if (p == end) return false;
  for (; p < end; p++) {
    const digit = <u32>load<u8>(p) - ZERO;
    if (digit > 9) return false;
    if (exponent < 100000) exponent = exponent * 10 + digit;
  }
  if (sign == MINUS) exponent = -exponent;
  return true;
}

/** False if there is no room for another digit. Zeros before the first other digit take none. */
function append(digit: u32, precision: u32): bool {
  if (!upper && !digit) return true;
  if (upperDigits + lowerDigits == precision) return false;
  if (upperDigits < DIGITS_OF_HALF) {
    upper = upper * 10 + digit;
    upperDigits++;
  } else {
    lower = lower * 10 + digit;
    lowerDigits++;
  }
  return true;
}

/** upper × 10^lowerDigits + lower, in 128 bits, with its sign. */
function scaleUp(negative: bool): void {
  let power: u64 = 1;
  for (let i: u32 = 0; i < lowerDigits; i++) power *= 10;
  let low = product(upper, power) + lower;
  let high = productHigh;
  if (low < lower) high++;
  if (negative) {
    low = ~low + 1;
    high = ~high + <u64>(low == 0);
  }
  decimalLow = low;
  decimalHigh = high;
}
