// ISO 8601 dates and timestamps:
//
//   YYYY-MM-DD
//   YYYY-MM-DD[T ]HH:MM:SS[.f{1,9}][Z|±HH:MM]
//
// in the proleptic Gregorian calendar, with offsets up to 18:00. The year must be 1 to 9999, in UTC too.

import { digitBits, minusZero } from './simd';
import { FILLS } from './variant';

export const NO_DATE: u32 = 0;
export const DATE: u32 = 1;
export const TIMESTAMP: u32 = 2;

/** Filling: the last date, in days since 1970, and the last timestamp, in milliseconds since 1970. */
export let dateDays: i32 = 0;
export let timestampMillis: i64 = 0;

/** Whether the last timestamp has an offset from UTC. */
export let hasOffset: bool = false;

const HYPHEN: u8 = 45;
const COLON: u8 = 58;

/** Where the digits are in `YYYY-MM-DD` and in `YYYY-MM-DD HH:MM`, which fits into 16 bytes. */
const DATE_DIGITS: u32 = 0b0000001101101111;
const MINUTE_DIGITS: u32 = 0b1101101101101111;

/** Two digits as a number; 255 if they are not digits. */
// @ts-ignore: decorator
@inline
function twoDigits(p: usize): u32 {
  const tens: u32 = <u32>load<u8>(p) - 48;
  const ones: u32 = <u32>load<u8>(p + 1) - 48;
  return tens > 9 || ones > 9 ? 255 : tens * 10 + ones;
}

export function daysInMonth(year: u32, month: u32): u32 {
  if (month == 2) return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** What the `length` bytes at `p` are: NO_DATE, DATE or TIMESTAMP. Reads up to 16 bytes after them. */
export function dateKind(p: usize, length: u32): u32 {
  if (length < 10 || load<u8>(p + 4) != HYPHEN || load<u8>(p + 7) != HYPHEN) return NO_DATE;
  const digits = minusZero(p);
  const isDigit = digitBits(digits);
  if ((isDigit & DATE_DIGITS) != DATE_DIGITS) return NO_DATE;
  // Moves the pairs of digits next to each other and turns each into a number: lanes 0 and 1 are the year, then month, day, hour, minute.
  const close = i8x16.swizzle(digits, i8x16(0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 16, 16, 16, 16));
  const pairs = i16x8.add(i16x8.mul(v128.and(close, i16x8.splat(255)), i16x8.splat(10)), i16x8.shr_u(close, 8));
  const month: u32 = i16x8.extract_lane_u(pairs, 2);
  const day: u32 = i16x8.extract_lane_u(pairs, 3);
  const year: u32 = i16x8.extract_lane_u(pairs, 0) * 100 + i16x8.extract_lane_u(pairs, 1);
  if (year == 0 || month - 1 > 11 || day - 1 > 30) return NO_DATE;
  if (day > 28 && day > daysInMonth(year, month)) return NO_DATE;
  if (FILLS) dateDays = daysSince1970(year, month, day);
  if (length == 10) return DATE;

  const between = load<u8>(p + 10);
  if (length < 19 || (between != 84 && between != 32)) return NO_DATE;
  if ((isDigit & MINUTE_DIGITS) != MINUTE_DIGITS || load<u8>(p + 13) != COLON || load<u8>(p + 16) != COLON) return NO_DATE;
  const hour: u32 = i16x8.extract_lane_u(pairs, 4);
  const minute: u32 = i16x8.extract_lane_u(pairs, 5);
  const second: u32 = twoDigits(p + 17);
  if (hour > 23 || minute > 59 || second > 59) return NO_DATE;
  const offset = offsetMinutes(p, length);
  if (offset == NO_OFFSET) return NO_DATE;
  const utcMinute = <i32>(hour * 60 + minute) - offset;
  if (utcMinute < 0 && year == 1 && month == 1 && day == 1) return NO_DATE;
  if (utcMinute >= 1440 && year == 9999 && month == 12 && day == 31) return NO_DATE;
  if (FILLS) timestampMillis = (<i64>dateDays * 1440 + utcMinute) * 60000 + second * 1000 + milliseconds(p, length);
  return TIMESTAMP;
}

/** In the proleptic Gregorian calendar, by counting from 1 March: the leap day is then the last day of a year. */
export function daysSince1970(year: u32, month: u32, day: u32): i32 {
  const fromMarch = month <= 2 ? year - 1 : year;
  const era = fromMarch / 400;
  const yearOfEra = fromMarch - era * 400;
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return <i32>(era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear) - 719468;
}

/** The milliseconds of the fraction at byte 19, if there is one; what is finer is cut off. */
function milliseconds(p: usize, length: u32): u32 {
  if (length < 21 || load<u8>(p + 19) != 46) return 0;
  let millis: u32 = 0;
  let scale: u32 = 100;
  for (let i: u32 = 20; scale && i < length; i++) {
    const digit = <u32>load<u8>(p + i) - 48;
    if (digit > 9) break;
    millis += digit * scale;
    scale /= 10;
  }
  return millis;
}

const NO_OFFSET: i32 = i32.MIN_VALUE;

/** The offset from UTC of the timestamp at `p`; NO_OFFSET if the fraction and zone, from byte 19 on, are not well-formed. */
function offsetMinutes(p: usize, length: u32): i32 {
  let i: u32 = 19;
  if (i < length && load<u8>(p + i) == 46) {
    const fraction = ++i;
    while (i < length && <u32>load<u8>(p + i) - 48 <= 9) i++;
    if (i == fraction || i - fraction > 9) return NO_OFFSET;
  }
  hasOffset = i < length;
  if (!hasOffset) return 0;
  const zone = load<u8>(p + i);
  if (zone == 90) return i + 1 == length ? 0 : NO_OFFSET;
  if ((zone != 43 && zone != 45) || i + 6 != length || load<u8>(p + i + 3) != COLON) return NO_OFFSET;
  const hours = twoDigits(p + i + 1);
  const minutes = twoDigits(p + i + 4);
  if (minutes > 59 || hours * 60 + minutes > 18 * 60) return NO_OFFSET;
  const offset = <i32>(hours * 60 + minutes);
  return zone == 45 ? -offset : offset;
}
