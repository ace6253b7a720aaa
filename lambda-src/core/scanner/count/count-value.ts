// Counts one value of a path or a column.

import { sketchBigInteger, sketchDouble, sketchInteger, sketchLength, sketchValue } from './sketch';
import { NO_TEXT, TEXT_PREFIX, thisRecord, Values } from './values';
import { DATE } from '../common/dates';
import { hostLosesDigits, hostToDouble, powerOfTen } from '../common/numbers';
import { SKETCHES } from '../common/variant';

/** Counts `true` or `false`, whose text is at `word`. */
// @ts-ignore: decorator
@inline
export function countBoolean(values: Values, word: usize, bytes: u32): void {
  const before = values.booleans;
  values.booleans = before + 1;
  if (!before) values.firstBoolean = thisRecord();
  if (SKETCHES) sketchValue(values, word, bytes);
}

// @ts-ignore: decorator
@inline
export function countInteger(values: Values, value: i64): void {
  const before = values.integers;
  values.integers = before + 1;
  if (!before) values.firstInteger = thisRecord();
  if (SKETCHES) sketchInteger(values, value);
  if (value < values.minInteger) values.minInteger = value;
  if (value > values.maxInteger) values.maxInteger = value;
}

// @ts-ignore: decorator
@inline
export function countDouble(values: Values, value: f64): void {
  const before = values.doubles;
  values.doubles = before + 1;
  if (!before) values.firstDouble = thisRecord();
  if (SKETCHES) sketchDouble(values, value);
  addDoubleRange(values, value);
}

/** Counts an integer of more than 64 bits, written at `start`. The other parameters are those of `countScaled`. */
export function countBigInteger(values: Values, start: usize, length: u32, whole: u32, negative: bool, mantissa: u64, exponent: i32, exact: bool): void {
  if (!values.bigIntegers) values.firstBigInteger = thisRecord();
  values.bigIntegers++;
  if (whole > values.bigDigits) values.bigDigits = whole;
  takeScaled(values, start, length, negative, mantissa, exponent, exact);
  if (SKETCHES) sketchBigInteger(values, start, length, scaled);
}

/** Counts a date or a timestamp, written at `start`. */
export function countTime(values: Values, kind: u32, start: usize, length: u32): void {
  if (kind == DATE) {
    const before = values.dates;
    values.dates = before + 1;
    if (!before) values.firstDate = thisRecord();
  } else {
    const before = values.timestamps;
    values.timestamps = before + 1;
    if (!before) values.firstTimestamp = thisRecord();
  }
  if (SKETCHES) sketchValue(values, start, length);
}

/** Counts a JSON number that no type holds. */
export function countUnholdable(values: Values, start: usize, length: u32): void {
  if (!values.unholdable) values.firstUnholdable = thisRecord();
  values.unholdable++;
  if (SKETCHES) sketchValue(values, start, length);
}

/**
 * Counts the double ±mantissa × 10^exponent, the number written at `start`.
 *
 * @param exact whether `mantissa` holds all digits. If not, the digits after its 19 were dropped, and `exponent` accounts for them.
 * @returns false if the number is beyond the range of a double. Then nothing was counted.
 */
export function countScaled(values: Values, start: usize, length: u32, negative: bool, mantissa: u64, exponent: i32, exact: bool): bool {
  if (!takeScaled(values, start, length, negative, mantissa, exponent, exact)) return false;
  if (!values.doubles) values.firstDouble = thisRecord();
  values.doubles++;
  // A double gives back every number of fewer digits.
  if (mantissa >= MANY_DIGITS && hostLosesDigits(start, length)) countRounded(values);
  if (SKETCHES) sketchDouble(values, scaled);
  return true;
}

/** The least mantissa of 18 digits. */
const MANY_DIGITS: u64 = 100000000000000000;

function countRounded(values: Values): void {
  if (!values.rounded) values.firstRounded = thisRecord();
  values.rounded++;
}

/** Counts whether a timestamp has an offset from UTC. */
export function countZone(values: Values, hasOffset: bool): void {
  if (hasOffset) {
    if (!values.zoned) values.firstZoned = thisRecord();
    values.zoned++;
  } else {
    if (!values.unzoned) values.firstUnzoned = thisRecord();
    values.unzoned++;
  }
}

// @ts-ignore: decorator
@inline
function addDoubleRange(values: Values, value: f64): void {
  if (value < values.minDouble) values.minDouble = value;
  if (value > values.maxDouble) values.maxDouble = value;
}

/** The value that `takeScaled` took, exact or except for the last bits. The same digits always give the same value. */
let scaled: f64 = 0;

/**
 * Updates minimum and maximum with the number. `countScaled` explains the parameters and the answer.
 *
 * The result is exact if mantissa and power are exact doubles, because then there is only one rounding. Otherwise the product
 * is within 2^-51 of the value. That nearly always shows that it is not a new extreme, and the host is asked only in the other
 * cases. So a column of 17-digit fractions is profiled without leaving WebAssembly.
 */
function takeScaled(values: Values, start: usize, length: u32, negative: bool, mantissa: u64, exponent: i32, exact: bool): bool {
  if (exponent >= -22 && exponent <= 22) {
    let value = <f64>mantissa;
    value = exponent < 0 ? value / powerOfTen(-exponent) : value * powerOfTen(exponent);
    if (negative) value = -value;
    scaled = value;
    if (exact && mantissa <= <u64>1 << 53) {
      addDoubleRange(values, value);
      return true;
    }
    const margin = abs(value) * 8.881784197001252e-16;
    if (value - margin > values.minDouble && value + margin < values.maxDouble) return true;
  }
  const value = hostToDouble(start, length);
  if (!isFinite(value)) return false;
  // A number near an extreme must count as the same value as it would have otherwise.
  if (exponent < -22 || exponent > 22) scaled = value;
  addDoubleRange(values, value);
  return true;
}

/** Whether a text that starts with `head` may be a new minimum or maximum. */
// @ts-ignore: decorator
@inline
function mayBeExtreme(values: Values, head: u64): bool {
  return head <= values.minTextHead || head >= values.maxTextHead;
}

/** The first 8 bytes of a text as a big-endian number, with zeros after its end. */
// @ts-ignore: decorator
@inline
function textHead(text: usize, bytes: u32): u64 {
  const head = bswap<u64>(load<u64>(text));
  return bytes >= 8 ? head : bytes == 0 ? 0 : head & ~(u64.MAX_VALUE >> (<u64>bytes << 3));
}

/** Compares by bytes: <0 if the first text comes before the second, 0 if they are equal, >0 if it comes after the second. */
function compareTexts(a: usize, aBytes: u32, b: usize, bBytes: u32): i32 {
  const shared = min(aBytes, bBytes);
  const low: u32 = i8x16.bitmask(i8x16.ne(v128.load(a), v128.load(b)));
  const high: u32 = i8x16.bitmask(i8x16.ne(v128.load(a, 16), v128.load(b, 16)));
  const differing = low | (high << 16);
  const at: u32 = differing ? ctz(differing) : TEXT_PREFIX;
  if (at < shared) return <i32>load<u8>(a + at) - <i32>load<u8>(b + at);
  return <i32>aBytes - <i32>bBytes;
}

/** Updates minimum and maximum with a text whose head does not rule it out. */
function addTextRange(values: Values, text: usize, bytes: u32): void {
  const kept = min<u32>(bytes, TEXT_PREFIX);
  const first = values.minTextBytes == NO_TEXT;
  const least = changetype<usize>(values) + offsetof<Values>('minText0');
  const greatest = changetype<usize>(values) + offsetof<Values>('maxText0');
  if (first || compareTexts(text, kept, least, values.minTextBytes) < 0) {
    memory.copy(least, text, kept);
    values.minTextBytes = kept;
    values.minTextHead = textHead(text, kept);
  }
  if (first || compareTexts(text, kept, greatest, values.maxTextBytes) > 0) {
    memory.copy(greatest, text, kept);
    values.maxTextBytes = kept;
    values.maxTextHead = textHead(text, kept);
  }
}

/** Counts a text of `bytes` bytes and `length` code points. If there are sketches, at least its first HASHED_BYTES are at `text`. */
// @ts-ignore: decorator
@inline
export function countText(values: Values, text: usize, bytes: u32, length: u32): void {
  const before = values.texts;
  values.texts = before + 1;
  if (!before) values.firstText = thisRecord();
  if (SKETCHES) sketchValue(values, text, bytes);
  countExtent(values, text, bytes, length);
}

/** Updates lengths, minimum and maximum with a text. */
// @ts-ignore: decorator
@inline
export function countExtent(values: Values, text: usize, bytes: u32, length: u32): void {
  if (SKETCHES) sketchLength(values, length);
  if (length < values.minLength) values.minLength = length;
  if (length > values.maxLength) values.maxLength = length;
  if (mayBeExtreme(values, textHead(text, bytes))) addTextRange(values, text, bytes);
}
