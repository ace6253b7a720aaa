// JSON numbers. Their source text decides their type: 2^53+1 keeps its digits, and 1.0 is a double.

import { mismatch, mismatchFrom } from '../common/fault';
import { EXPECTED_DIGIT, EXPECTED_END_OF_NUMBER } from '../common/fault-codes';
import { decimalOf16, digitBits, minusZero, rightAligned, rightAlignedOverDot } from '../common/simd';
import { MANTISSA_DIGITS, MAX_DECIMAL_DIGITS, MAX_NUMBER_BYTES, powerOfTen } from '../common/numbers';
import { Values } from '../count/values';
import { addBigInteger, addDouble, addInteger, addNegativeZero, addScaled, addUnholdable } from '../value/sink';

const MINUS: u32 = 45;
const PLUS: u32 = 43;
const POINT: u32 = 46;
const ZERO: u32 = 48;
const LOWER_E: u32 = 101;

/**
 * Reads and adds the number that begins at `p`.
 *
 * @returns the byte after it; 0 on a fault, or if it may continue after `end`.
 */
export function scanNumber(values: Values, p: usize, end: usize, final: bool): usize {
  const negative = load<u8>(p) == MINUS;
  const first = negative ? p + 1 : p;

  // Nearly every number is at most 15 bytes long and has no exponent: one load shows all of it.
  const digits = minusZero(first);
  const others = ~digitBits(digits);
  const whole: u32 = ctz(others);
  if (whole - 1 < 15 && (whole == 1 || load<u8>(first) != ZERO)) {
    const stop: u32 = load<u8>(first + whole);
    if (stop == POINT) {
      const length: u32 = ctz(others & ~(1 << whole));
      if (length < 16 && length > whole + 1 && (<u32>load<u8>(first + length) | 32) != LOWER_E) {
        if (first + length >= end && !final) return 0;
        let value = <f64>decimalOf16(rightAlignedOverDot(digits, length, whole)) / powerOfTen(length - 1 - whole);
        if (negative) value = -value;
        addDouble(values, value);
        return first + length;
      }
    } else if ((stop | 32) != LOWER_E) {
      if (first + whole >= end && !final) return 0;
      const value = <i64>decimalOf16(rightAligned(digits, whole));
      if (negative && value == 0) addNegativeZero(values);
      else addInteger(values, negative ? -value : value);
      return first + whole;
    }
  }
  return scanLongNumber(values, p, first, end, final);
}

/** The general case, digit by digit. `first` is where the digits should begin. */
function scanLongNumber(values: Values, start: usize, first: usize, end: usize, final: bool): usize {
  const negative = first != start;
  let mantissa: u64 = 0;
  let significant: u32 = 0;
  // value = mantissa * 10^exponent. It is `exact` as long as the mantissa has room for every digit.
  let exponent: i32 = 0;
  let exact = true;
  let p = first;
  let digit: u32;
  while ((digit = <u32>load<u8>(p) - ZERO) <= 9) {
    if (significant < MANTISSA_DIGITS) {
      mantissa = mantissa * 10 + digit;
      if (mantissa) significant++;
    } else {
      exponent++;
      exact = false;
    }
    p++;
    if (p == first + 1 && digit == 0) break;
  }
  const whole = <u32>(p - first);
  if (!whole) {
    mismatch(EXPECTED_DIGIT, p, end, final);
    return 0;
  }
  let next: u32 = load<u8>(p);
  if (next - ZERO <= 9) {
    // A digit after a leading zero.
    mismatch(EXPECTED_END_OF_NUMBER, p, end, final);
    return 0;
  }
  if (next != POINT && (next | 32) != LOWER_E) {
    if (p >= end && !final) return 0;
    addWhole(values, start, p, negative, whole, mantissa, exponent, exact);
    return p;
  }

  if (next == POINT) {
    const point = p;
    const fraction = ++p;
    while ((digit = <u32>load<u8>(p) - ZERO) <= 9) {
      if (significant < MANTISSA_DIGITS) {
        mantissa = mantissa * 10 + digit;
        if (mantissa) significant++;
        exponent--;
      } else {
        exact = false;
      }
      p++;
    }
    if (p == fraction) {
      mismatchFrom(EXPECTED_END_OF_NUMBER, point, p, end, final);
      return 0;
    }
    next = load<u8>(p);
  }
  if ((next | 32) == LOWER_E) {
    const letter = p++;
    const sign: u32 = load<u8>(p);
    if (sign == PLUS || sign == MINUS) p++;
    const power = p;
    let value: i32 = 0;
    while ((digit = <u32>load<u8>(p) - ZERO) <= 9) {
      if (value < 100000) value = value * 10 + digit;
      p++;
    }
    if (p == power) {
      mismatchFrom(EXPECTED_END_OF_NUMBER, letter, p, end, final);
      return 0;
    }
    exponent += sign == MINUS ? -value : value;
  }
  if (p >= end && !final) return 0;
  const length = <u32>(p - start);
  if (length > MAX_NUMBER_BYTES || !addScaled(values, start, length, negative, mantissa, exponent, exact)) addUnholdable(values, start, length);
  return p;
}

/** Adds an integer of `whole` digits. */
function addWhole(values: Values, start: usize, end: usize, negative: bool, whole: u32, mantissa: u64, exponent: i32, exact: bool): void {
  const fits = whole < MANTISSA_DIGITS || (whole == MANTISSA_DIGITS && mantissa <= (negative ? <u64>1 << 63 : <u64>i64.MAX_VALUE));
  const length = <u32>(end - start);
  if (negative && mantissa == 0) addNegativeZero(values);
  else if (fits) addInteger(values, negative ? -(<i64>mantissa) : <i64>mantissa);
  else if (whole > MAX_DECIMAL_DIGITS) addUnholdable(values, start, length);
  else addBigInteger(values, start, length, whole, negative, mantissa, exponent, exact);
}
