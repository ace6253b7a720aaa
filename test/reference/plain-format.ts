/** What a text is by a declared format, with obvious code: expressions, Date, Intl and BigInt. No code of the scanners is used. */

import type { Format } from '../../lambda-src/core/field-format/encode';
import type { FieldFormatConfig } from '../../src/source-config';

type NumberFormat = NonNullable<FieldFormatConfig['number']>;
type TimeFormat = NonNullable<FieldFormatConfig['time']>;

const LONGEST_TEXT = 64;

/** A day, or a moment in milliseconds since 1970. */
export interface PlainTime {
  readonly kind: 'date' | 'timestamp';
  readonly millis: number;
  /** Of a moment that is written with a clock: whether it has an offset from UTC, or the format a zone. */
  readonly isZoned?: boolean;
}

/** A number as JSON writes it; undefined if the text is not a number that is written so. */
export function plainNumberText(text: string, format: Partial<NumberFormat>): string | undefined {
  if (Buffer.byteLength(text) > LONGEST_TEXT) {
    return undefined;
  }
  const { decimalSeparator = '.', groupSeparator, trailingMinus, percent, currency } = format;
  const blank = '[ \u00a0\u202f]?';
  const signs = [...percent ? ['%'] : [], ...currency === undefined ? [] : [escaped(currency)]];
  const minusAfter = trailingMinus ? ['', '-'] : [''];
  const before = ['', '-', ...currency === undefined ? [] : [`${escaped(currency)}${blank}`, `-${escaped(currency)}${blank}`, `${escaped(currency)}${blank}-`]];
  const groups = groupSeparator === undefined ? '' : `|\\d{1,3}(?:${escaped(groupSeparator)}\\d{3})+`;
  const digits = `((?:\\d+${groups})(?:${escaped(decimalSeparator)}\\d+)?(?:[eE][+-]?\\d+)?)`;
  for (const [i, prefix] of before.entries()) {
    const suffixes = [...minusAfter, ...i > 1 ? [] : signs.flatMap((sign) => minusAfter.flatMap((minus) => [`${minus}${blank}${sign}`, `${blank}${sign}${minus}`]))];
    for (const suffix of suffixes) {
      const minuses = (`${prefix} ${suffix}`.match(/(?<!\\)-/g) ?? []).length;
      const found = minuses > 1 ? null : new RegExp(`^${prefix}${digits}${suffix}$`, 'u').exec(text);
      if (found !== null) {
        const plain = (groupSeparator === undefined ? found[1] : found[1].replaceAll(groupSeparator, '')).replace(decimalSeparator, '.');
        return /^0\d/.test(plain) ? undefined : `${minuses === 1 ? '-' : ''}${plain}`;
      }
    }
  }
  return undefined;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** The number × 10^scale; undefined if that is not whole, or has more digits. */
export function plainDecimal(source: string, precision: number, scale: number): bigint | undefined {
  const found = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source);
  if (found === null) {
    return undefined;
  }
  const [, sign, whole, fraction = '', exponent = '0'] = found;
  const digits = BigInt(whole + fraction);
  const power = Number(exponent) - fraction.length + scale;
  if (digits === 0n) {
    return 0n;
  }
  if (Math.abs(power) > 5_000) {
    return undefined;
  }
  const ten = 10n ** BigInt(Math.abs(power));
  if (power < 0 && digits % ten !== 0n) {
    return undefined;
  }
  const value = power < 0 ? digits / ten : digits * ten;
  return String(value).length > precision ? undefined : sign === '-' ? -value : value;
}

const LEAST = Date.UTC(2000, 0, 1) - 730_119 * 86_400_000;
const GREATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

export function plainEpoch(source: string, unit: 'seconds' | 'milliseconds'): PlainTime | undefined {
  if (source.length > LONGEST_TEXT) {
    return undefined;
  }
  const millis = plainDecimal(source, 18, unit === 'seconds' ? 3 : 0);
  return millis === undefined || millis < LEAST || millis > GREATEST ? undefined : { kind: 'timestamp', millis: Number(millis) };
}

const ISO = '(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)(?:[T ](?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)(?:\\.(?<fraction>\\d{1,9}))?(?<offset>Z|[+-]\\d\\d:\\d\\d)?)?';

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

/** Field → expression. The longest fields come first. */
const FIELDS: ReadonlyArray<readonly [string, string]> = [
  ['yyyy', '(?<year>\\d{4})'], ['yy', '(?<shortYear>\\d{2})'], ['MMMM', `(?<name>${MONTHS.map(anyCase).join('|')})`],
  ['MMM', `(?<name>${MONTHS.map((name) => anyCase(name.slice(0, 3))).join('|')})`], ['MM', '(?<month>\\d{2})'], ['M', '(?<month>\\d{1,2})'],
  ['dd', '(?<day>\\d{2})'], ['d', '(?<day>\\d{1,2})'], ['HH', '(?<hour>\\d{2})'], ['H', '(?<hour>\\d{1,2})'], ['hh', '(?<half>\\d{2})'],
  ['h', '(?<half>\\d{1,2})'], ['mm', '(?<minute>\\d{2})'], ['m', '(?<minute>\\d{1,2})'], ['ss', '(?<second>\\d{2})'], ['s', '(?<second>\\d{1,2})'],
  ['a', '(?<noon>[aApP][mM])'], ['XXX', '(?<offset>Z|[+-]\\d{2}:\\d{2})'], ['XX', '(?<offset>Z|[+-]\\d{4})'], ['X', '(?<offset>Z|[+-]\\d{2}(?:\\d{2})?)'],
  ['xxx', '(?<offset>[+-]\\d{2}:\\d{2})'], ['xx', '(?<offset>[+-]\\d{4})'], ['x', '(?<offset>[+-]\\d{2}(?:\\d{2})?)'], ['Z', '(?<offset>[+-]\\d{4})'],
];

function anyCase(name: string): string {
  return [...name].map((letter) => `[${letter}${letter.toUpperCase()}]`).join('');
}

const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known !== undefined) {
    return known;
  }
  let [rest, expression] = [pattern, ''];
  while (rest !== '') {
    const quoted = /^'((?:[^']|'')*)'/.exec(rest);
    const fraction = /^S+/.exec(rest);
    const field = FIELDS.find(([name]) => rest.startsWith(name));
    if (quoted !== null) {
      expression += escaped(quoted[1] === '' ? "'" : quoted[1].replaceAll("''", "'"));
      rest = rest.slice(quoted[0].length);
    } else if (fraction !== null) {
      expression += `(?<fraction>\\d{${fraction[0].length}})`;
      rest = rest.slice(fraction[0].length);
    } else if (field !== undefined) {
      expression += field[1];
      rest = rest.slice(field[0].length);
    } else {
      expression += escaped(rest[0]);
      rest = rest.slice(1);
    }
  }
  const made = new RegExp(`^${expression}$`);
  expressions.set(pattern, made);
  return made;
}

const ISO_EXPRESSION = new RegExp(`^${ISO}$`);

export function plainTime(text: string, { patterns = [], zone }: Partial<TimeFormat>): PlainTime | undefined {
  if (Buffer.byteLength(text) > LONGEST_TEXT) {
    return undefined;
  }
  for (const expression of [ISO_EXPRESSION, ...patterns.map(expressionOf)]) {
    const fields = expression.exec(text)?.groups;
    const found = fields && momentOf(fields, zone);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function momentOf(fields: Record<string, string | undefined>, zone: string | undefined): PlainTime | undefined {
  const shortYear = Number(fields.shortYear);
  const year = fields.shortYear === undefined ? Number(fields.year) : shortYear < 69 ? 2000 + shortYear : 1900 + shortYear;
  const name = fields.name?.toLowerCase();
  const month = name === undefined ? Number(fields.month) : 1 + MONTHS.findIndex((each) => each.startsWith(name));
  const day = Number(fields.day);
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, day);
  if (year < 1 || moment.getUTCFullYear() !== year || moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== day) {
    return undefined;
  }
  if (fields.hour === undefined && fields.half === undefined) {
    return { kind: 'date', millis: moment.getTime() };
  }
  const half = Number(fields.half);
  if (fields.half !== undefined && (half < 1 || half > 12)) {
    return undefined;
  }
  const hour = fields.half === undefined ? Number(fields.hour) : half % 12 + (fields.noon!.toLowerCase() === 'pm' ? 12 : 0);
  const [minute, second] = [Number(fields.minute ?? 0), Number(fields.second ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  moment.setUTCHours(hour, minute, second, Number((fields.fraction ?? '').slice(0, 3).padEnd(3, '0')));
  const offset = fields.offset === undefined ? zoneOffset(moment.getTime(), zone ?? 'UTC') : offsetOf(fields.offset);
  const millis = offset === undefined ? NaN : moment.getTime() - offset;
  return millis >= LEAST && millis <= GREATEST ? { kind: 'timestamp', millis, isZoned: fields.offset !== undefined || zone !== undefined } : undefined;
}

function offsetOf(text: string): number | undefined {
  if (text === 'Z') {
    return 0;
  }
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(text)!;
  const offset = Number(hours) * 60 + Number(minutes ?? 0);
  return Number(minutes ?? 0) > 59 || offset > 18 * 60 ? undefined : offset * (sign === '-' ? -60_000 : 60_000);
}

/** In these zones clocks follow the moon, so nobody knows the times of far years. */
const WITHOUT_RULE = ['Asia/Gaza', 'Asia/Hebron'];
const LAST_KNOWN_YEAR = 2065;

/** What clocks of the zone are ahead of UTC when they show the time, if they do so exactly once. */
function zoneOffset(local: number, zone: string): number | undefined {
  if (zone === 'UTC') {
    return 0;
  }
  if (WITHOUT_RULE.includes(zone) && new Date(local).getUTCFullYear() > LAST_KNOWN_YEAR) {
    return undefined;
  }
  if (/^[+-]/.test(zone)) {
    return offsetOf(zone);
  }
  const near = Array.from({ length: 25 }, (_, i) => clockAhead(local + (i - 12) * 3 * 3_600_000, zone));
  const moments = new Set([...new Set(near)].map((ahead) => local - ahead).filter((utc) => utc + clockAhead(utc, zone) === local));
  return moments.size === 1 ? local - [...moments][0] : undefined;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockAhead(utc: number, zone: string): number {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', era: 'short', dateStyle: undefined, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  clocks.set(zone, clock);
  const second = Math.floor(utc / 1000) * 1000;
  const parts = Object.fromEntries(clock.formatToParts(second).map(({ type, value }) => [type, value]));
  const shown = new Date(0);
  shown.setUTCFullYear(parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year), Number(parts.month) - 1, Number(parts.day));
  shown.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  return shown.getTime() - second;
}

/** What a scalar's text is by a format: a number as JSON writes it, a time, or neither. */
export function plainFormatted(text: string, format: Format): { readonly number?: string; readonly time?: PlainTime } {
  const { number, time, epoch } = format;
  if (epoch !== undefined) {
    const source = number === undefined ? text : plainNumberText(text, number);
    return { time: source === undefined ? undefined : plainEpoch(source, epoch) };
  }
  const found = time === undefined ? undefined : plainTime(text, time);
  return found === undefined ? { number: number === undefined ? undefined : plainNumberText(text, number) } : { time: found };
}
