/** Random formats of numbers and times, and random texts that are mostly written in them. */

import type { Random } from './random';
import type { Format } from '../../../lambda-src/core/field-format/encode';
import type { FieldFormatConfig } from '../../../src/source-config';

type NumberFormat = NonNullable<FieldFormatConfig['number']>;
type TimeFormat = NonNullable<FieldFormatConfig['time']>;

export const NUMBER_FORMATS: readonly NumberFormat[] = [
  { decimalSeparator: ',' },
  { decimalSeparator: ',', groupSeparator: '.' },
  { decimalSeparator: ',', groupSeparator: '.', trailingMinus: true },
  { groupSeparator: ',' },
  { groupSeparator: '\u202f', decimalSeparator: ',', percent: true },
  { groupSeparator: ' ', trailingMinus: true, decimalSeparator: ',', currency: '€' },
  { groupSeparator: '’', currency: 'CHF' },
  { trailingMinus: true, percent: true, currency: '$' },
];

export const TIME_FORMATS: readonly TimeFormat[] = [
  { patterns: ['dd.MM.yyyy', 'dd.MM.yyyy HH:mm'] },
  { patterns: ['M/d/yyyy h:mm:ss a'], zone: 'America/New_York' },
  { zone: 'Europe/Berlin' },
  { zone: '-03:30', patterns: ['yyyyMMdd'] },
  { patterns: ['dd MMM yy', 'MMMM d, yyyy'] },
  { patterns: ["a hh.mm 'o''clock' dd-MM-yyyy"], zone: 'Australia/Lord_Howe' },
  { patterns: ['yyyy-MM-dd HH:mm:ss,SSS X', "yyyy/MM/dd'T'HHmmssSSSSSSxxx", "d.M.yyyy 'é' H:m:s"] },
  { patterns: ['yyyy-MM-dd HH', 'yyyy-MM-dd HH:mm:ssXX'], zone: 'Africa/Casablanca' },
  { patterns: ["yyyy-MM-dd'T'HH:mm:ss.SSSZ"], zone: 'Europe/Lisbon' },
  { zone: 'Asia/Gaza' },
];

/** Numbers and times in a way of their own, as columns of CSV may have both. */
export function someFormat(random: Random, isCsv: boolean): Format {
  const kind = random.next();
  const decimal = random.chance(0.4) ? someDecimal(random) : undefined;
  const epoch = random.pick(['seconds', 'milliseconds'] as const);
  if (kind < 0.2) {
    return { epoch, ...isCsv && random.chance(0.2) ? { number: random.pick(NUMBER_FORMATS) } : {} };
  }
  if (kind < 0.3) {
    return { decimal: someDecimal(random) };
  }
  if (kind < 0.4 && isCsv) {
    return { number: random.pick(NUMBER_FORMATS), time: random.pick(TIME_FORMATS), decimal };
  }
  return kind < 0.7 ? { number: random.pick(NUMBER_FORMATS), decimal } : { time: random.pick(TIME_FORMATS) };
}

export function someDecimal(random: Random): { readonly precision: number; readonly scale: number } {
  const precision = random.pick([1, 2, 5, 9, 18, 19, 20, 25, 37, 38]);
  return { precision, scale: Math.min(precision, random.pick([0, 1, 2, 2, 5, 18, 38])) };
}

/** A text that is mostly written in the format. */
export function formattedText(random: Random, format: Format): string {
  const text = exactText(random, format);
  return random.chance(0.03) ? nearly(text, random) : text;
}

function exactText(random: Random, { number, time, epoch, decimal }: Format): string {
  if (epoch !== undefined) {
    const source = epochText(random, epoch);
    return number === undefined ? source : numberText(random, source, number);
  }
  if (time !== undefined && (number === undefined || random.chance(0.5))) {
    return timeText(random, time);
  }
  const source = decimal === undefined ? plainSource(random) : decimalSource(random, decimal.precision, decimal.scale);
  return number === undefined ? source : numberText(random, source, number);
}

function digits(random: Random, count: number): string {
  return count === 0 ? '' : `${random.integer(1, 9)}${random.times(count - 1, () => random.integer(0, 9)).join('')}`;
}

function plainSource(random: Random): string {
  const whole = random.chance(0.2) ? '0' : digits(random, random.chance(0.1) ? random.integer(15, 39) : random.integer(1, 9));
  const fraction = random.chance(0.5) ? '' : `.${random.times(random.chance(0.1) ? random.integer(10, 25) : random.integer(1, 4), () => random.integer(0, 9)).join('')}`;
  return `${random.chance(0.3) ? '-' : ''}${whole}${fraction}${random.chance(0.04) ? `e${random.integer(-30, 30)}` : random.chance(0.01) ? 'e400' : ''}`;
}

/** A number that is nearly always such a decimal. */
export function decimalSource(random: Random, precision: number, scale: number): string {
  const whole = precision - scale;
  const kind = random.next();
  const sign = random.chance(0.3) ? '-' : '';
  if (kind < 0.1) {
    return `${sign}${'9'.repeat(whole) || '0'}${scale === 0 ? '' : `.${'9'.repeat(scale)}`}`;
  }
  if (kind < 0.13) {
    return `${sign}1${'0'.repeat(whole)}`;
  }
  if (kind < 0.2) {
    return `${sign}${random.integer(1, 9)}.${random.integer(0, 9)}e${random.integer(-4, whole)}`;
  }
  const first = random.chance(0.2) ? '0' : digits(random, random.integer(0, whole)) || '0';
  const fraction = random.times(random.integer(0, scale), () => random.integer(0, 9)).join('') + (random.chance(0.2) ? '000' : '');
  return `${sign}${first}${fraction === '' ? '' : `.${fraction}`}${random.chance(0.02) ? '5' : ''}`;
}

function epochText(random: Random, epoch: 'seconds' | 'milliseconds'): string {
  const millis = random.pick([
    () => random.integer(0, 2_000_000_000_000), () => random.integer(-62_135_596_800_000, 253_402_300_799_999),
    () => random.pick([-62_135_596_800_000, -62_135_596_800_001, 253_402_300_799_999, 253_402_300_800_000, 0, 1, -1]),
  ])();
  if (epoch === 'milliseconds') {
    return `${millis}${random.chance(0.05) ? random.pick(['.0', '.5', 'e0', 'e1']) : ''}`;
  }
  const [sign, all] = [millis < 0 ? '-' : '', String(Math.abs(millis)).padStart(4, '0')];
  const fraction = random.chance(0.5) ? '' : `.${all.slice(-3)}${random.chance(0.1) ? random.pick(['0', '000', '5']) : ''}`;
  return `${sign}${all.slice(0, -3)}${fraction}`;
}

/** Writes a number, which JSON writes as `source`, in the format. */
export function numberText(random: Random, source: string, format: NumberFormat): string {
  const { decimalSeparator = '.', groupSeparator, trailingMinus, percent, currency } = format;
  const [, minus, whole, rest] = /^(-?)(\d+)(.*)$/.exec(source)!;
  const grouped = groupSeparator === undefined || random.chance(0.4) ? whole
    // Now and then only the last group is separated, which is a fault if the number is large.
    : random.chance(0.01) ? whole.replace(/\B(?=\d{3}$)/, groupSeparator) : whole.replace(/\B(?=(\d{3})+$)/g, groupSeparator);
  const number = grouped + rest.replace('.', decimalSeparator);
  const blank = random.pick(['', '', ' ', '\u00a0', '\u202f']);
  const signs = [...percent ? ['%'] : [], ...currency === undefined ? [] : [currency]];
  const sign = signs.length > 0 && random.chance(0.6) ? random.pick(signs) : '';
  const isBefore = sign !== '' && sign === currency && random.chance(0.5);
  const isLate = minus !== '' && trailingMinus === true && random.chance(0.6);
  const head = isBefore ? random.chance(0.5) || isLate ? `${isLate ? '' : minus}${sign}${blank}` : `${sign}${blank}${minus}` : isLate ? '' : minus;
  const after = sign === '' || isBefore ? '' : `${blank}${sign}`;
  const tail = !isLate ? after : random.chance(0.5) ? `-${after}` : `${after}-`;
  const text = head + number + tail;
  // Now and then there is a sign too many.
  return random.chance(0.015) ? random.pick([`-${text}`, `${text}-`, ...signs.flatMap((each) => [each + text, text + each])]) : text;
}

/** Where clocks are changed, and what is difficult otherwise. */
const DAYS = [
  '2024-03-31', '2024-10-27', '2024-03-10', '2024-11-03', '2050-03-27', '2050-10-30', '2150-03-29', '2024-04-07', '2024-10-06', '2025-03-02',
  '2025-04-06', '1976-09-26',
  '0001-01-01', '9999-12-31', '1893-04-01', '1916-05-01', '2037-12-31', '2038-01-01', '2100-02-28', '1883-11-18',
];

function timeText(random: Random, { patterns = [] }: TimeFormat): string {
  const isIso = patterns.length === 0 || random.chance(0.25);
  const pattern = random.pick(isIso ? ["yyyy-MM-dd'T'HH:mm:ss", 'yyyy-MM-dd HH:mm:ss.S', 'yyyy-MM-dd', "yyyy-MM-dd'T'HH:mm:ss.SSSSXXX"] : patterns);
  // The last and the first year that two digits stand for, and others.
  const isShort = /(?<!y)yy(?!y)/.test(pattern) && random.chance(0.5);
  const anyYear = isShort ? random.pick([1969, 2068]) : random.chance(0.6) ? random.integer(1969, 2068) : random.integer(1, 9999);
  const [year, month, day] = random.chance(0.3) ? random.pick(DAYS).split('-').map(Number)
    : [anyYear, random.integer(1, 12), random.integer(1, random.chance(0.1) ? 31 : 28)];
  const [hour, minute, second] = [random.chance(0.4) ? random.integer(0, 3) : random.integer(0, 23), random.integer(0, 59), random.integer(0, 59)];
  const [hours, minutes] = [random.chance(0.02) ? random.integer(18, 19) : random.integer(0, 17), random.chance(0.02) ? 60 : random.integer(0, 59)];
  const offset = [random.pick(['+', '-']), padded(hours, 2), padded(minutes, 2)] as const;
  return pattern.replace(/'((?:[^']|'')*)'|([A-Za-z])\2*/g, (field, quoted: string | undefined) => {
    switch (field) {
      case 'yyyy': return padded(year, 4);
      case 'yy': return padded(year % 100, 2);
      case 'MMMM': case 'MMM': return anyCase(random, MONTHS[month - 1].slice(0, field === 'MMM' ? 3 : undefined));
      case 'MM': case 'M': return padded(month, random.chance(0.02) ? 1 : field.length);
      case 'dd': case 'd': return padded(day, field.length);
      case 'HH': case 'H': return padded(hour, field.length);
      case 'hh': case 'h': return padded(random.chance(0.02) ? hour : (hour + 11) % 12 + 1, field.length);
      case 'mm': case 'm': return padded(minute, field.length);
      case 'ss': case 's': return padded(second, field.length);
      case 'a': return anyCase(random, hour < 12 ? 'AM' : 'PM');
      case 'XXX': case 'xxx': return field === 'XXX' && random.chance(0.3) ? 'Z' : `${offset[0]}${offset[1]}:${offset[2]}`;
      case 'XX': case 'xx': case 'Z': return field === 'XX' && random.chance(0.3) ? 'Z' : offset.join('');
      case 'X': case 'x': return field === 'X' && random.chance(0.3) ? 'Z' : offset.slice(0, random.integer(2, 3)).join('');
      default: return quoted === undefined ? random.times(field.length, () => random.integer(0, 9)).join('') : quoted.replaceAll("''", "'");
    }
  });
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

function anyCase(random: Random, name: string): string {
  return random.chance(0.8) ? name : [...name].map((letter) => (random.chance(0.5) ? letter.toUpperCase() : letter.toLowerCase())).join('');
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

/** The text with a character more, less or changed. */
function nearly(text: string, random: Random): string {
  const at = random.integer(0, text.length);
  const other = random.pick([...'0123456789.,-+ :/%€’\u00a0eTZé'.split(''), '', '000', '0'.repeat(60)]);
  return text.slice(0, at) + other + text.slice(at + random.integer(0, 1));
}
