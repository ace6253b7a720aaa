/** What is wrong with the formats that a source declares for numbers and times. */

import { SourceLimit } from './contract';
import { EpochUnit, type FieldFormat, type NumberFormat, type TimeFormat } from './field-format';
import { isFieldPath, parentOf } from './field-path';
import { type Finding, type SourceOption, isObject, shownValue } from './finding';
import { ambiguousText, textsOf } from './pattern-meaning';
import { type PatternStep, parseTimePattern } from './time-pattern';

/** What a finding says, and the option of the format that it is about. */
interface FormatFault {
  readonly of?: string;
  readonly says: string;
}

const DECIMAL_SEPARATORS = ['.', ','];
const GROUP_SEPARATORS = ['.', ',', "'", '’', '_', ' ', '\u00a0', '\u202f'];
const CURRENCY = /^[^\s\d.,'’_%+"\p{Cc}-]+$/u;
const FIXED_OFFSET = /^[+-](?:0\d|1[0-7]):[0-5]\d$|^[+-]18:00$/;

/** Types that a hint may give to a field that has such a format. */
const HINTS: Readonly<Record<keyof FieldFormat, RegExp>> = {
  number: /^(?:bigint|double|decimal\(.*\)|string|json)$/,
  time: /^(?:date|timestamp|string|json)$/,
  epoch: /^(?:timestamp|string|json)$/,
};

export interface DeclaredFormats {
  readonly format?: unknown;
  readonly numbers?: unknown;
  readonly times?: unknown;
  readonly fields?: unknown;
  readonly typeHints?: unknown;
}

export function fieldFormatFindings({ format, numbers, times, fields, typeHints }: DeclaredFormats): Finding[] {
  const common = [['numbers', numbers, numberFaults], ['times', times, timeFaults]] as const;
  const findings = common.filter(([, value]) => value !== undefined).flatMap(([option, value, faults]): Finding[] => {
    if (format === 'json') {
      return [{ option, says: 'can be declared only if the format is CSV, but it is JSON; declare the fields that are written so in fields' }];
    }
    return faults(value).map(({ of, says }) => ({ option: (of === undefined ? option : `${option}.${of}`) as SourceOption, says }));
  });
  if (findings.length === 0 && times !== undefined) {
    const digits = numberLike(times as TimeFormat, numbers as NumberFormat | undefined);
    if (digits !== undefined) {
      findings.push({ option: 'times.patterns', says: `has ${shownValue(digits)}, whose texts may also be numbers; declare it in fields, for the columns that hold such dates` });
    }
  }
  return [...findings, ...countFindings(fields, typeHints), ...fields === undefined ? [] : fieldsFindings(format === 'csv', fields, typeHints)];
}

/** The scanner has room for so many formats, whatever their size. */
function countFindings(fields: unknown, typeHints: unknown): Finding[] {
  const decimals = new Set(isObject(typeHints) ? Object.values(typeHints).filter((type) => String(type).startsWith('decimal(')) : []);
  const count = (isObject(fields) ? Object.keys(fields).length : 0) + decimals.size;
  return count <= SourceLimit.FIELD_FORMATS ? [] : [{
    option: fields === undefined ? 'typeHints' : 'fields',
    says: `has too many formats: ${count} fields and different decimals; expected at most ${SourceLimit.FIELD_FORMATS}`,
  }];
}

function fieldsFindings(isCsv: boolean, fields: unknown, typeHints: unknown): Finding[] {
  if (!isObject(fields)) {
    return [{ option: 'fields', says: `is ${shownValue(fields)}; expected an object` }];
  }
  const entries = Object.entries(fields);
  const hints = isObject(typeHints) ? typeHints : {};
  return entries.flatMap(([path, format]) => {
    const fault = pathFault(isCsv, path, hints) ?? formatFault(format, hints[path]);
    return fault === undefined ? [] : [{ option: 'fields', path, says: fault }];
  });
}

function pathFault(isCsv: boolean, path: string, hints: Readonly<Record<string, unknown>>): string | undefined {
  if (!isFieldPath(path)) {
    return 'is not a path; expected one like customer.phone, items[].price or labels{}, with \\ before each of \\ . [ ] { } in a name';
  }
  const parent = parentOf(path);
  if (isCsv && parent !== undefined) {
    return 'names a path of several steps, but a CSV column is a single name; write \\ before each of \\ . [ ] { } in it';
  }
  return path.endsWith('{}') && hints[parent!] !== 'map' ? `is for the values of a map; declare the type hint map for ${shownValue(parent)}` : undefined;
}

function formatFault(format: unknown, hint: unknown): string | undefined {
  const kinds = isObject(format) ? Object.keys(format).filter((kind) => format[kind] !== undefined) : [];
  const [kind] = kinds;
  if (!isObject(format) || kinds.length !== 1 || !Object.hasOwn(HINTS, kind)) {
    return `is ${shownValue(format)}; expected an object with exactly one of ${Object.keys(HINTS).join(', ')}`;
  }
  if (kind === 'epoch' && !Object.values<unknown>(EpochUnit).includes(format.epoch)) {
    return `has the epoch ${shownValue(format.epoch)}; expected ${Object.values(EpochUnit).join(' or ')}`;
  }
  const [fault] = kind === 'number' ? numberFaults(format.number) : kind === 'time' ? timeFaults(format.time) : [];
  if (fault !== undefined) {
    return `has a ${[kind, fault.of].filter((name) => name !== undefined).join('.')} that ${fault.says}`;
  }
  return hint === undefined || HINTS[kind as keyof FieldFormat].test(String(hint)) ? undefined
    : `has the format ${kind}, but the type hint ${shownValue(hint)}; leave one of them out`;
}

function numberFaults(format: unknown): FormatFault[] {
  const names: ReadonlyArray<keyof NumberFormat> = ['decimalSeparator', 'groupSeparator', 'trailingMinus', 'percent', 'currency'];
  const shape = shapeFaults(format, names);
  if (shape.length > 0) {
    return shape;
  }
  const { decimalSeparator = '.', groupSeparator, trailingMinus, percent, currency } = format as Record<keyof NumberFormat, unknown>;
  const faults: FormatFault[] = [];
  if (!DECIMAL_SEPARATORS.includes(decimalSeparator as string)) {
    faults.push({ of: 'decimalSeparator', says: `is ${shownValue(decimalSeparator)}; expected . or ,` });
  }
  if (groupSeparator !== undefined && !GROUP_SEPARATORS.includes(groupSeparator as string)) {
    faults.push({ of: 'groupSeparator', says: `is ${shownValue(groupSeparator)}; expected one of . , ' ’ _, a blank, U+00A0 or U+202F` });
  } else if (groupSeparator === decimalSeparator) {
    faults.push({ of: 'groupSeparator', says: `is ${shownValue(groupSeparator)}, which also stands before the decimals; declare another decimalSeparator` });
  }
  for (const [of, value] of [['trailingMinus', trailingMinus], ['percent', percent]] as const) {
    if (value !== undefined && typeof value !== 'boolean') {
      faults.push({ of, says: `is ${shownValue(value)}; expected true or false` });
    }
  }
  if (currency !== undefined && !(typeof currency === 'string' && CURRENCY.test(currency) && Buffer.byteLength(currency) <= SourceLimit.CURRENCY_BYTES)) {
    faults.push({ of: 'currency', says: `is ${shownValue(currency)}; expected a sign or a code such as € or EUR, of at most ${SourceLimit.CURRENCY_BYTES} bytes` });
  }
  return faults;
}

function timeFaults(format: unknown): FormatFault[] {
  const shape = shapeFaults(format, ['patterns', 'zone']);
  if (shape.length > 0) {
    return shape;
  }
  const { patterns, zone } = format as Record<keyof TimeFormat, unknown>;
  return [...patterns === undefined ? [] : patternFaults(patterns, zone), ...zone === undefined || isZone(zone) ? [] : [
    { of: 'zone', says: `is ${shownValue(zone)}; expected UTC, an offset such as +02:00, or a name such as Europe/Berlin` },
  ]];
}

function patternFaults(patterns: unknown, zone: unknown): FormatFault[] {
  const of = 'patterns';
  if (!Array.isArray(patterns) || patterns.length === 0 || patterns.length > SourceLimit.TIME_PATTERNS || !patterns.every((each) => typeof each === 'string')) {
    return [{ of, says: `is ${shownValue(patterns)}; expected a list of 1 to ${SourceLimit.TIME_PATTERNS} texts` }];
  }
  const parsed = (patterns as readonly string[]).map((pattern) => ({ pattern, ...parseTimePattern(pattern) }));
  const faults = parsed.flatMap((each) => ('fault' in each ? [{ of, says: `has ${shownValue(each.pattern)}, which ${each.fault}` }] : []));
  if (faults.length > 0) {
    return faults;
  }
  const all = parsed.flatMap((each) => ('steps' in each ? [each.steps] : []));
  const text = knownAmbiguity(patterns as readonly string[], all);
  if (text !== undefined) {
    return [{ of, says: `can read ${shownValue(text)} in two ways, by two patterns or by one and ISO 8601; leave one of them out` }];
  }
  const utc = zone === undefined || zone === 'UTC' ? undefined : patterns.find((_, i) => endsInUtc(all[i]));
  return utc === undefined ? [] : [{ of, says: `has ${shownValue(utc)}, which ends with the name of UTC, but times are in the zone ${shownValue(zone)}; write X for Z, or leave the zone out` }];
}

/** Advice tries hundreds of declarations with the same patterns, and looking for such a text takes milliseconds. */
const ambiguities = new Map<string, string | undefined>();

function knownAmbiguity(patterns: readonly string[], all: ReadonlyArray<readonly PatternStep[]>): string | undefined {
  const key = JSON.stringify(patterns);
  if (!ambiguities.has(key)) {
    ambiguities.set(key, ambiguousText(all));
  }
  return ambiguities.get(key);
}

function stepsOf(patterns: readonly string[]): PatternStep[][] {
  return patterns.map((pattern) => {
    const parsed = parseTimePattern(pattern);
    return 'steps' in parsed ? [...parsed.steps] : [];
  });
}

function endsInUtc(steps: readonly PatternStep[]): boolean {
  const last = steps[steps.length - 1];
  return last?.kind === 'literal' && /(?:^|[^A-Za-z])(?:Z|UTC|GMT)$/i.test(last.text);
}

/** The first pattern with texts that are numbers too. */
function numberLike({ patterns = [] }: TimeFormat, { decimalSeparator = '.', groupSeparator }: NumberFormat = {}): string | undefined {
  const inGroups = groupSeparator === undefined ? '' : `|\\d{1,3}(?:[${groupSeparator}]\\d{3})+`;
  const number = new RegExp(`^(?:\\d+${inGroups})(?:[${decimalSeparator}]\\d+)?$`);
  const steps = stepsOf(patterns);
  return patterns.find((_, i) => textsOf(steps[i]).some((text) => number.test(text)));
}

function isZone(zone: unknown): boolean {
  if (typeof zone !== 'string' || zone === '' || /^[+-]/.test(zone)) {
    return typeof zone === 'string' && FIXED_OFFSET.test(zone);
  }
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

function shapeFaults(format: unknown, names: readonly string[]): FormatFault[] {
  const given = isObject(format) ? Object.keys(format).filter((name) => format[name] !== undefined) : [];
  const unknown = given.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    return [{ says: `has ${unknown.map(shownValue).join(', ')}; expected only ${names.join(', ')}` }];
  }
  return given.length === 0 ? [{ says: `is ${shownValue(format)}; expected an object with at least one of ${names.join(', ')}` }] : [];
}
