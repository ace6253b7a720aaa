// Numbers as people write them, turned into numbers as JSON writes them.

import { sameBytes } from '../common/simd';
import { FieldFormat, hasNumbers, hasPercent, hasTrailingMinus, MAX_FORMATTED_BYTES } from './field-format';

const BLANK: u32 = 32;
const PERCENT: u32 = 37;
const PLUS: u32 = 43;
const MINUS: u32 = 45;
const POINT: u32 = 46;
const ZERO: u32 = 48;
const LOWER_E: u32 = 101;

/** U+00A0 and U+202F as they are in memory. */
const NO_BREAK_SPACE: u32 = 0xa0c2;
const NARROW_SPACE: u32 = 0xaf80e2;

/** The last number, as JSON writes it. There is a byte after it that ends it, and room for a load of 32 bytes. */
export const NUMBER_TEXT: usize = memory.data(<i32>MAX_FORMATTED_BYTES + 64, 16);

/**
 * Writes the number to NUMBER_TEXT, as JSON writes it.
 *
 * @returns its length; 0 if the text is not a number that is written so.
 */
export function readNumber(format: FieldFormat, text: usize, bytes: u32): u32 {
  if (bytes > MAX_FORMATTED_BYTES) return 0;
  if (!hasNumbers(format)) {
    memory.copy(NUMBER_TEXT, text, bytes);
    store<u8>(NUMBER_TEXT + bytes, 0);
    return bytes;
  }
  let p = text;
  let end = text + bytes;
  let negative = false;
  if (p < end && load<u8>(p) == MINUS) {
    negative = true;
    p++;
  }
  const afterCurrency = skipCurrency(format, p, end);
  const hasCurrency = afterCurrency != p;
  if (hasCurrency) {
    p = afterCurrency;
    if (!negative && p < end && load<u8>(p) == MINUS) {
      negative = true;
      p++;
    }
  }
  if (!negative && endsWithMinus(format, p, end)) {
    negative = true;
    end--;
  }
  const beforeSign = hasCurrency ? end : dropSign(format, p, end);
  if (beforeSign != end) {
    end = beforeSign;
    if (!negative && endsWithMinus(format, p, end)) {
      negative = true;
      end--;
    }
  }
  return writeNumber(format, negative, p, end);
}

function endsWithMinus(format: FieldFormat, p: usize, end: usize): bool {
  return hasTrailingMinus(format) && p < end && load<u8>(end - 1) == MINUS;
}

function isCurrency(format: FieldFormat, p: usize): bool {
  return sameBytes(p, format.currency, format.currencyBytes);
}

/** The address after the currency at `p` and a blank. */
function skipCurrency(format: FieldFormat, p: usize, end: usize): usize {
  if (!format.currencyBytes || end - p < format.currencyBytes || !isCurrency(format, p)) return p;
  p += format.currencyBytes;
  if (p < end && load<u8>(p) == BLANK) return p + 1;
  if (p + 2 <= end && load<u16>(p) == NO_BREAK_SPACE) return p + 2;
  return p + 3 <= end && (load<u32>(p) & 0xffffff) == NARROW_SPACE ? p + 3 : p;
}

/** Where the number ends before a percent sign or a currency, and a blank. */
function dropSign(format: FieldFormat, p: usize, end: usize): usize {
  let at = end;
  if (hasPercent(format) && p < end && load<u8>(end - 1) == PERCENT) {
    at--;
  } else if (format.currencyBytes && end - p >= format.currencyBytes && isCurrency(format, end - format.currencyBytes)) {
    at -= format.currencyBytes;
  } else {
    return end;
  }
  if (at - p >= 1 && load<u8>(at - 1) == BLANK) return at - 1;
  if (at - p >= 2 && load<u16>(at - 2) == NO_BREAK_SPACE) return at - 2;
  return at - p >= 3 && load<u8>(at - 3) == 0xe2 && load<u16>(at - 2) == <u16>(NARROW_SPACE >> 8) ? at - 3 : at;
}

// @ts-ignore: decorator
@inline
function isDigit(p: usize, end: usize): bool {
  return p < end && <u32>load<u8>(p) - ZERO <= 9;
}

/** The digits from `p` to `end`: whole ones, perhaps in groups, then perhaps decimals and an exponent. */
function writeNumber(format: FieldFormat, negative: bool, p: usize, end: usize): u32 {
  let out = NUMBER_TEXT;
  if (negative) store<u8>(out++, MINUS);
  const first = out;
  while (isDigit(p, end)) store<u8>(out++, load<u8>(p++));
  const whole = <u32>(out - first);
  if (!whole) return 0;
  while (whole <= 3 && isGroup(format, p, end)) {
    p += format.groupBytes;
    for (let i = 0; i < 3; i++) store<u8>(out++, load<u8>(p++));
  }
  if (out - first > 1 && load<u8>(first) == ZERO) return 0;
  if (p < end && load<u8>(p) == format.decimalSeparator) {
    p++;
    store<u8>(out++, POINT);
    if (!isDigit(p, end)) return 0;
    while (isDigit(p, end)) store<u8>(out++, load<u8>(p++));
  }
  if (p < end && (<u32>load<u8>(p) | 32) == LOWER_E) {
    store<u8>(out++, load<u8>(p++));
    const sign: u32 = p < end ? <u32>load<u8>(p) : 0;
    if (sign == PLUS || sign == MINUS) store<u8>(out++, load<u8>(p++));
    if (!isDigit(p, end)) return 0;
    while (isDigit(p, end)) store<u8>(out++, load<u8>(p++));
  }
  if (p != end) return 0;
  store<u8>(out, 0);
  return <u32>(out - NUMBER_TEXT);
}

/** Whether a separator and three digits come next. */
function isGroup(format: FieldFormat, p: usize, end: usize): bool {
  if (!format.groupBytes || end - p < format.groupBytes + 3 || !sameBytes(p, format.group, format.groupBytes)) return false;
  const digits = p + format.groupBytes;
  return isDigit(digits, end) && isDigit(digits + 1, end) && isDigit(digits + 2, end);
}
