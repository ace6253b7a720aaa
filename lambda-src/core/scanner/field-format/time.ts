// Dates and times: ISO 8601, and the patterns that a source declares. A pattern comes as a program (`core/field-format/encode.ts`).

import { DATE, dateKind, daysInMonth, daysSince1970, NO_DATE, TIMESTAMP } from '../common/dates';
import { sameBytes } from '../common/simd';
import { FieldFormat, hasTimes, hasZone, MAX_FORMATTED_BYTES } from './field-format';
import { findOffset, zoneOffset } from './zone';

/** The last date, in days since 1970, and the last timestamp, in milliseconds since 1970. */
export let timeDays: i32 = 0;
export let timeMillis: i64 = 0;

/** Whether the last timestamp has an offset from UTC, or a zone that the source declares. */
export let isZoned: bool = false;

/** The years 1 to 9999. */
export const LEAST_MILLIS: i64 = -62135596800000;
export const GREATEST_MILLIS: i64 = 253402300799999;

// The steps of a program. Numbers are followed by the least and the greatest count of their digits.
/** Followed by how many bytes, and the bytes. */
const LITERAL: u32 = 1;
const YEAR: u32 = 2;
const SHORT_YEAR: u32 = 3;
const MONTH: u32 = 4;
const DAY: u32 = 5;
const HOUR: u32 = 6;
/** 1 to 12, with HALF_DAY somewhere. */
const HOUR_OF_HALF: u32 = 7;
const MINUTE: u32 = 8;
const SECOND: u32 = 9;
const FRACTION: u32 = 10;
const MONTH_SHORT: u32 = 11;
const MONTH_LONG: u32 = 12;
const HALF_DAY: u32 = 13;
/** Followed by how it is written: the bits OFFSET_Z, OFFSET_COLON, OFFSET_MINUTES and OFFSET_HOURS. */
const OFFSET: u32 = 14;

/** `Z` is an offset too. */
const OFFSET_Z: u32 = 1;
/** Hours and minutes have a colon between them. */
const OFFSET_COLON: u32 = 2;
/** Minutes may be absent. */
const OFFSET_HOURS: u32 = 4;

const MINUS: u32 = 45;
const PLUS: u32 = 43;
const COLON: u32 = 58;
const ZERO: u32 = 48;

/** Short years up to this one are of this century. */
const LAST_OF_THIS_CENTURY: u32 = 68;

/** The first three letters of each month, and those after them. */
const MONTH_STARTS: usize = memory.data<u32>([
  0x6e616a, 0x626566, 0x72616d, 0x727061, 0x79616d, 0x6e756a, 0x6c756a, 0x677561, 0x706573, 0x74636f, 0x766f6e, 0x636564,
]);
const MONTH_RESTS: usize = memory.data<u64>([
  0x79726175, 0x7972617572, 0x6863, 0x6c69, 0x0, 0x65, 0x79, 0x747375, 0x7265626d6574, 0x7265626f, 0x7265626d65, 0x7265626d65,
]);
const MONTH_REST_BYTES: usize = memory.data<u8>([4, 5, 2, 2, 0, 1, 1, 3, 6, 4, 5, 5]);

/** ASCII letters become lower case by this bit. */
const LOWER: u32 = 0x202020;

let year: u32 = 0;
let month: u32 = 0;
let day: u32 = 0;
let hour: u32 = 0;
let minute: u32 = 0;
let second: u32 = 0;
let millis: u32 = 0;
/** 12 in the afternoon. */
let halfDay: u32 = 0;
let offsetMinutes: i32 = 0;
let hasTime: bool = false;
let hasOffset: bool = false;

/** What the text is by ISO 8601, or by a pattern of the format: NO_DATE, DATE or TIMESTAMP. Reads up to 16 bytes after it. */
export function timeKind(format: FieldFormat, text: usize, bytes: u32): u32 {
  if (bytes > MAX_FORMATTED_BYTES) return NO_DATE;
  const iso = dateKind(text, bytes);
  if (iso != NO_DATE) return isoKind(format, iso, text, bytes);
  if (!hasTimes(format)) return NO_DATE;
  for (let pattern = format.patterns; pattern < format.patternsEnd; pattern += 1 + <usize>load<u8>(pattern)) {
    const found = patternKind(format, pattern + 1, load<u8>(pattern), text, text + bytes);
    if (found != NO_DATE) return found;
  }
  return NO_DATE;
}

/** The same for a text that is in the form of ISO 8601. */
function isoKind(format: FieldFormat, kind: u32, text: usize, bytes: u32): u32 {
  reset();
  year = number(text, 4);
  month = number(text + 5, 2);
  day = number(text + 8, 2);
  if (kind == TIMESTAMP) {
    hasTime = true;
    hour = number(text + 11, 2);
    minute = number(text + 14, 2);
    second = number(text + 17, 2);
    const end = text + bytes;
    let p = text + 19;
    if (p < end && load<u8>(p) == 46) {
      const fraction = ++p;
      while (p < end && <u32>load<u8>(p) - ZERO <= 9) p++;
      millis = toMillis(fraction, <u32>(p - fraction));
    }
    hasOffset = p < end;
    if (p < end && load<u8>(p) != 90) {
      offsetMinutes = <i32>(number(p + 1, 2) * 60 + number(p + 4, 2));
      if (load<u8>(p) == MINUS) offsetMinutes = -offsetMinutes;
    }
  }
  return moment(format);
}

function reset(): void {
  year = month = day = hour = minute = second = millis = halfDay = 0;
  offsetMinutes = 0;
  hasTime = hasOffset = false;
}

function number(p: usize, digits: u32): u32 {
  let value: u32 = 0;
  for (let i: u32 = 0; i < digits; i++) value = value * 10 + load<u8>(p + i) - ZERO;
  return value;
}

/** The milliseconds of a fraction of so many digits; what is finer is cut off. */
function toMillis(p: usize, digits: u32): u32 {
  let value: u32 = 0;
  for (let i: u32 = 0; i < 3; i++) value = value * 10 + (i < digits ? load<u8>(p + i) - ZERO : 0);
  return value;
}

/** What the read fields are together. */
function moment(format: FieldFormat): u32 {
  if (year == 0 || month - 1 > 11 || day - 1 > 30 || day > daysInMonth(year, month)) return NO_DATE;
  timeDays = daysSince1970(year, month, day);
  if (!hasTime) return DATE;
  if (hour > 23 || minute > 59 || second > 59) return NO_DATE;
  const local = <i64>timeDays * 86400 + hour * 3600 + minute * 60 + second;
  let offset = <i64>offsetMinutes * 60;
  isZoned = hasOffset || hasZone(format);
  if (!hasOffset) {
    if (!findOffset(format, local, year)) return NO_DATE;
    offset = zoneOffset;
  }
  timeMillis = (local - offset) * 1000 + millis;
  return timeMillis < LEAST_MILLIS || timeMillis > GREATEST_MILLIS ? NO_DATE : TIMESTAMP;
}

/** Where the text goes on after a number, and the number. */
let after: usize = 0;
let value: u32 = 0;

/** Reads `least` to `greatest` digits; false if there are fewer. */
function readDigits(p: usize, end: usize, least: u32, greatest: u32): bool {
  value = 0;
  let digits: u32 = 0;
  let digit: u32;
  while (digits < greatest && p < end && (digit = <u32>load<u8>(p) - ZERO) <= 9) {
    value = value * 10 + digit;
    digits++;
    p++;
  }
  after = p;
  return digits >= least;
}

function patternKind(format: FieldFormat, program: usize, programBytes: u32, text: usize, end: usize): u32 {
  reset();
  let p = text;
  const last = program + programBytes;
  for (let step = program; step < last;) {
    const kind: u32 = load<u8>(step++);
    if (kind == LITERAL) {
      const bytes: u32 = load<u8>(step++);
      if (end - p < bytes || !sameBytes(p, step, bytes)) return NO_DATE;
      p += bytes;
      step += bytes;
      continue;
    }
    if (kind == MONTH_SHORT || kind == MONTH_LONG) {
      if (!readMonth(p, end, kind == MONTH_LONG)) return NO_DATE;
    } else if (kind == HALF_DAY) {
      if (!readHalfDay(p, end)) return NO_DATE;
    } else if (kind == OFFSET) {
      if (!readOffset(p, end, load<u8>(step++))) return NO_DATE;
    } else {
      const least: u32 = load<u8>(step);
      const greatest: u32 = load<u8>(step, 1);
      step += 2;
      if (!readDigits(p, end, least, greatest)) return NO_DATE;
      if (!take(kind, p, greatest)) return NO_DATE;
    }
    p = after;
  }
  return p == end ? moment(format) : NO_DATE;
}

/** Takes the number that was read. False if it is out of its range, as far as `moment` does not check it. */
function take(kind: u32, p: usize, digits: u32): bool {
  switch (kind) {
    case YEAR: year = value; break;
    case SHORT_YEAR: year = value <= LAST_OF_THIS_CENTURY ? 2000 + value : 1900 + value; break;
    case MONTH: month = value; break;
    case DAY: day = value; break;
    case HOUR:
      hasTime = true;
      hour = value;
      break;
    case HOUR_OF_HALF:
      if (value - 1 > 11) return false;
      hasTime = true;
      hour = value % 12 + halfDay;
      break;
    case MINUTE: minute = value; break;
    case SECOND: second = value; break;
    default: millis = toMillis(p, digits);
  }
  return true;
}

/** A month by its English name, or by the name's first three letters, in upper or lower case. */
function readMonth(p: usize, end: usize, isLong: bool): bool {
  if (end - p < 3) return false;
  const start = (load<u32>(p) & 0xffffff) | LOWER;
  for (let i: u32 = 0; i < 12; i++) {
    if (load<u32>(MONTH_STARTS + (<usize>i << 2)) != start) continue;
    month = i + 1;
    after = p + 3;
    if (!isLong) return true;
    const rest: u32 = load<u8>(MONTH_REST_BYTES + i);
    if (end - after < rest) return false;
    const mask = ((<u64>1) << (<u64>rest << 3)) - 1;
    const letters = (load<u64>(after) | 0x2020202020202020) & mask;
    after += rest;
    return letters == load<u64>(MONTH_RESTS + (<usize>i << 3));
  }
  return false;
}

/** AM or PM, in upper or lower case. */
function readHalfDay(p: usize, end: usize): bool {
  if (end - p < 2 || (<u32>load<u8>(p + 1) | 32) != 109) return false;
  const letter = <u32>load<u8>(p) | 32;
  if (letter != 97 && letter != 112) return false;
  after = p + 2;
  if (letter == 112) {
    // The hour may come before or after it.
    halfDay = 12;
    if (hasTime) hour += 12;
  }
  return true;
}

function readOffset(p: usize, end: usize, style: u32): bool {
  hasOffset = true;
  if (p >= end) return false;
  const sign: u32 = load<u8>(p);
  if (style & OFFSET_Z && sign == 90) {
    after = p + 1;
    return true;
  }
  if ((sign != PLUS && sign != MINUS) || !readDigits(p + 1, end, 2, 2)) return false;
  const hours = value;
  let minutes: u32 = 0;
  p = after;
  if (style & OFFSET_COLON) {
    if (p >= end || load<u8>(p) != COLON || !readDigits(p + 1, end, 2, 2)) return false;
    minutes = value;
  } else if (readDigits(p, end, 2, 2)) {
    minutes = value;
  } else if (style & OFFSET_HOURS) {
    after = p;
  } else {
    return false;
  }
  if (minutes > 59 || hours * 60 + minutes > 18 * 60) return false;
  offsetMinutes = <i32>(hours * 60 + minutes);
  if (sign == MINUS) offsetMinutes = -offsetMinutes;
  return true;
}
