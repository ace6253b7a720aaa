/** What a value is under a read type, with obvious code: integers by BigInt, doubles by Number, days and moments by Date. */

import type { Format } from '../../../lambda-src/core/field-format/encode';
import { type FieldType, decimalPrecision, decimalScale } from '../../../lambda-src/core/schema/field-type';
import { type PlainTime, plainDecimal, plainFormatted } from '../../reference/plain-format';
import { cellType } from '../../reference/value-type';

/**
 * A value in a form that is equal only for identical values, and that every language can write as the same JSON: integers, days,
 * milliseconds and decimals (without their point) in decimal digits, doubles as the hexadecimal digits of their eight bytes, structs and lists as their
 * values in order, maps as pairs.
 */
export type PlainValue = null | boolean | string | readonly PlainValue[];

/** The value does not fit its column. */
export const MISFIT = Symbol('misfit');

const INTEGER = /^-?(?:0|[1-9][0-9]*)$/;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const LONGEST_NUMBER = 1_000;
const LAST_EXACT = 2n ** 53n;

/** A number, written as JSON writes it, under a type that is not text. */
export function plainNumber(source: string, type: FieldType): PlainValue | typeof MISFIT {
  if (type === 'double') {
    return plainDouble(source);
  }
  const isInteger = INTEGER.test(source) && source.length <= LONGEST_NUMBER;
  if (type === 'bigint' || type === 'bigint(wide)') {
    return isInteger && BigInt.asIntN(64, BigInt(source)) === BigInt(source) ? String(BigInt(source)) : MISFIT;
  }
  if (type.startsWith('decimal(')) {
    const value = plainDecimal(source, decimalPrecision(type), decimalScale(type));
    return value === undefined ? MISFIT : String(value);
  }
  return MISFIT;
}

function plainDouble(source: string): PlainValue | typeof MISFIT {
  if (source.length > LONGEST_NUMBER) {
    return MISFIT;
  }
  if (INTEGER.test(source)) {
    const value = BigInt(source);
    return value >= -LAST_EXACT && value <= LAST_EXACT ? doubleDigits(Number(source)) : MISFIT;
  }
  return Number.isFinite(Number(source)) ? doubleDigits(Number(source)) : MISFIT;
}

/** -0 is not 0, and there is one NaN. */
export function doubleDigits(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(Number.isNaN(value) ? NaN : value);
  return bytes.toString('hex');
}

/** A text, as JSON or CSV means it, under `date` or `timestamp`. */
export function plainDay(text: string, type: FieldType): PlainValue | typeof MISFIT {
  const kind = cellType(text);
  if (type === 'date') {
    return kind === 'date' ? String(millisOf(text) / 86_400_000) : MISFIT;
  }
  return kind === 'date' || kind === 'timestamp' ? String(millisOf(text)) : MISFIT;
}

function millisOf(text: string): number {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', sign, offsetHour = '0', offsetMinute = '0'] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{2}):(\d{2}))?)?$/.exec(text)!;
  const moment = new Date(0);
  moment.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  moment.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.slice(0, 3).padEnd(3, '0')));
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1);
  return moment.getTime() - offset * 60_000;
}

/** A cell that is not null, under the type of its column. */
export function plainCell(cell: string, type: FieldType, format?: Format): PlainValue | typeof MISFIT {
  if (format !== undefined && type !== 'string' && type !== 'json') {
    return formattedCell(cell, type, format);
  }
  switch (type) {
    case 'string':
    case 'json':
      return cell;
    case 'boolean':
      return cell === 'true' ? true : cell === 'false' ? false : MISFIT;
    case 'date':
    case 'timestamp':
      return plainDay(cell, type);
    default:
      if (type === 'double' && ['NaN', 'Infinity', '-Infinity'].includes(cell)) {
        return doubleDigits(Number(cell));
      }
      return NUMBER.test(cell) ? plainNumber(cell, type) : MISFIT;
  }
}

function formattedCell(cell: string, type: FieldType, format: Format): PlainValue | typeof MISFIT {
  const { time, number } = plainFormatted(cell, format.epoch === undefined ? { time: {}, ...format } : format);
  if (time !== undefined || format.epoch !== undefined) {
    return plainMoment(time, type);
  }
  // What is neither a number nor a time may still be a word. Numbers that are written as usual are none if the format has its own.
  const source = format.number !== undefined && NUMBER.test(cell) ? number ?? '' : number ?? cell;
  return type === 'date' || type === 'timestamp' ? MISFIT : plainCell(source, type);
}

/** A day or a moment, in a column of this type. */
export function plainMoment(time: PlainTime | undefined, type: FieldType): PlainValue | typeof MISFIT {
  if (time === undefined || (type !== 'timestamp' && type !== time.kind)) {
    return MISFIT;
  }
  return String(type === 'date' ? time.millis / 86_400_000 : time.millis);
}
