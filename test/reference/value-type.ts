/** The type of one value, by its text. The scanners must give the same. No value is converted to a JavaScript number before its type is known. */

import type { Family, FieldType } from '../../lambda-src/core/schema/field-type';

/** Readers of JSON limit the text of a number; a longer one is kept as text. */
const NUMBER_CHARS = 1_000;

const MAX_DECIMAL_DIGITS = 38;
const INTEGER = /^-?(?:0|[1-9][0-9]*)$/;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const NOT_FINITE = new Set(['NaN', 'Infinity', '-Infinity']);
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|([+-])(\d{2}):(\d{2}))?$/;

/**
 * The type of a number written as in JSON. `-0` is an integer. Numbers that no numeric type holds (more than 38 digits,
 * or beyond the largest double) are kept as text.
 */
export function numberType(text: string, family: Family): FieldType {
  const unholdable = family === 'csv' ? 'string' : 'json';
  if (text.length > NUMBER_CHARS) {
    return unholdable;
  }
  if (INTEGER.test(text)) {
    return integerType(text) ?? unholdable;
  }
  return Number.isFinite(Number(text)) ? 'double' : unholdable;
}

function integerType(text: string): FieldType | undefined {
  const digits = text.startsWith('-') ? text.length - 1 : text.length;
  if (digits <= 15) {
    return 'bigint';
  }
  if (digits > MAX_DECIMAL_DIGITS) {
    return undefined;
  }
  const value = BigInt(text);
  if (value >= -(2n ** 53n) && value <= 2n ** 53n) {
    return 'bigint';
  }
  if (BigInt.asIntN(64, value) === value) {
    return 'bigint(wide)';
  }
  return `decimal(${digits},0)`;
}

/**
 * The type of a CSV cell. A cell is text unless it can only be one other type: digits with a leading zero are ids, dates
 * that are not in ISO order are ambiguous, and a blank before a number may matter to somebody.
 *
 * @returns undefined for an empty cell, which is null.
 */
export function cellType(cell: string): FieldType | undefined {
  if (cell === '') {
    return undefined;
  }
  if (cell === 'true' || cell === 'false') {
    return 'boolean';
  }
  if (NUMBER.test(cell)) {
    return numberType(cell, 'csv');
  }
  if (NOT_FINITE.has(cell)) {
    return 'double';
  }
  if (isDate(cell)) {
    return 'date';
  }
  if (isTimestamp(cell)) {
    return 'timestamp';
  }
  return 'string';
}

function isDate(text: string): boolean {
  const match = DATE.exec(text);
  return match !== null && isDay(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Without an offset it is UTC. */
function isTimestamp(text: string): boolean {
  const match = TIMESTAMP.exec(text);
  if (match === null) {
    return false;
  }
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const offset = match[7] === undefined ? 0 : (Number(match[8]) * 60 + Number(match[9])) * (match[7] === '-' ? -1 : 1);
  if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) {
    return false;
  }
  if (Number(match[9] ?? 0) > 59 || Math.abs(offset) > 18 * 60) {
    return false;
  }
  // In UTC, too, it must be in the years that every reader of the tables knows.
  const utcYear = new Date(Date.UTC(2000, month - 1, day, hour, minute - offset, second)).getUTCFullYear() - 2000 + year;
  return utcYear >= 1 && utcYear <= 9999;
}

/** Whether it is a day of the proleptic Gregorian calendar in the years 1 to 9999. */
function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) {
    return false;
  }
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= days[month - 1];
}
