/** Finds patterns that can read one text in two ways, by trying texts that fit them. */

import type { PatternStep } from './time-pattern';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** Their digits may also stand for days and months, in any order. */
const YEARS = [2003, 1102, 1207, 905];
const MONTH_NUMBERS = [1, 2, 5, 11, 12];
const DAYS = [1, 2, 4, 11, 12, 28];
const TIMES = [[1, 3, 5], [11, 12, 10], [21, 5, 59]] as const;

interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Texts in every form of ISO 8601 that is always read. */
const ISO_FORMS = ['', 'T', ' '].flatMap((between) => between === '' ? [[]] : ['', '.123', '.123456'].flatMap((fraction) => (
  ['', 'Z', '+01:00'].map((offset) => [between, fraction, offset]))));

const ISO = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?(?<offset>Z|[+-]\d{2}:\d{2})?)?$/;

/** A text that one of them reads as one day or moment, and another, or ISO 8601, as a different one; undefined if none was found. */
export function ambiguousText(patterns: ReadonlyArray<readonly PatternStep[]>): string | undefined {
  const forms = [ISO, ...patterns.map(formOf)];
  const texts = [...isoTexts(), ...patterns.flatMap(textsOf)];
  return texts.find((text) => new Set(forms.map((form) => meaning(form, text)).filter((found) => found !== undefined)).size > 1);
}

/** Texts that the pattern reads. */
export function textsOf(steps: readonly PatternStep[]): string[] {
  return moments().map((moment) => steps.map((step) => written(step, moment)).join(''));
}

function moments(): Moment[] {
  return YEARS.flatMap((year) => MONTH_NUMBERS.flatMap((month) => DAYS.flatMap((day) => (
    TIMES.map(([hour, minute, second]) => ({ year, month, day, hour, minute, second }))))));
}

function isoTexts(): string[] {
  return moments().flatMap(({ year, month, day, hour, minute, second }) => {
    const date = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
    return ISO_FORMS.map(([between, fraction, offset]) => (
      between === undefined ? date : `${date}${between}${padded(hour, 2)}:${padded(minute, 2)}:${padded(second, 2)}${fraction}${offset}`));
  });
}

function written(step: PatternStep, moment: Moment): string {
  switch (step.kind) {
    case 'literal': return step.text;
    case 'shortYear': return padded(moment.year % 100, 2);
    case 'hourOfHalf': return padded((moment.hour + 11) % 12 + 1, step.least);
    case 'fraction': return '123456789'.slice(0, step.least);
    case 'monthShort': return MONTHS[moment.month - 1].slice(0, 3);
    case 'monthLong': return MONTHS[moment.month - 1];
    case 'halfDay': return moment.hour < 12 ? 'AM' : 'PM';
    case 'offset': return step.hasColon ? '+01:00' : '+0100';
    default: return padded(moment[step.kind], step.least);
  }
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

function formOf(steps: readonly PatternStep[]): RegExp {
  const parts = steps.map((step) => {
    switch (step.kind) {
      case 'literal': return step.text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
      case 'monthShort': return `(?<monthName>${MONTHS.map((name) => name.slice(0, 3)).join('|')})`;
      case 'monthLong': return `(?<monthName>${MONTHS.join('|')})`;
      case 'halfDay': return '(?<halfDay>AM|PM)';
      case 'offset': return `(?<offset>${step.hasZ ? 'Z|' : ''}[+-]\\d{2}${step.hasColon ? ':' : ''}${step.mayEndWithHours ? '(?:\\d{2})?' : '\\d{2}'})`;
      default: return `(?<${step.kind}>\\d{${step.least},${step.greatest}})`;
    }
  });
  return new RegExp(`^${parts.join('')}$`);
}

/** The day or moment that the text is, in a form that is equal for equal ones. */
function meaning(form: RegExp, text: string): string | undefined {
  const found = form.exec(text)?.groups;
  if (found === undefined) {
    return undefined;
  }
  const year = found.shortYear === undefined ? Number(found.year) : Number(found.shortYear) + (Number(found.shortYear) <= 68 ? 2000 : 1900);
  const month = found.monthName === undefined ? Number(found.month) : MONTHS.findIndex((name) => name.startsWith(found.monthName.slice(0, 3))) + 1;
  const day = Number(found.day);
  const isTime = found.hour !== undefined || found.hourOfHalf !== undefined;
  const hour = found.hourOfHalf === undefined ? Number(found.hour ?? 0) : Number(found.hourOfHalf) % 12 + (found.halfDay === 'PM' ? 12 : 0);
  const [minute, second] = [Number(found.minute ?? 0), Number(found.second ?? 0)];
  const isHour = found.hourOfHalf === undefined || (Number(found.hourOfHalf) >= 1 && Number(found.hourOfHalf) <= 12);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(2000 + year % 400, month, 0)).getUTCDate()
    || hour > 23 || !isHour || minute > 59 || second > 59) {
    return undefined;
  }
  const offset = found.offset === 'Z' ? '+0000' : found.offset?.replace(':', '').padEnd(5, '0');
  return JSON.stringify([year, month, day, ...isTime ? [hour, minute, second, (found.fraction ?? '').padEnd(9, '0'), offset ?? null] : []]);
}
