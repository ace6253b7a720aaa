/**
 * Finds what is wrong with a source's declaration. Synthesis and the command line refuse the same things in the same words, but each
 * has its own names for the options. This code does not rely on types: a plain JavaScript app may declare anything, and so may a
 * command line.
 */

import { SourceLimit } from './contract';
import { BlankRows, type CsvOptions, Headers, RaggedRows } from './csv-options';
import { combinationFindings, commentFindings, delimiterFindings, escapeFindings, quoteFindings } from './csv-syntax-findings';
import { encodingName } from './encoding';
import { fieldFormatFindings } from './field-format-findings';
import { isFieldPath } from './field-path';
import { type Finding, type SourceOption, isObject, shownValue } from './finding';
import { JSON_SHAPE_OPTIONS, jsonShapeFindings } from './json-shape-findings';
import { SourceFormat, type SourceProps } from './source-props';
import { typeHintFindings } from './type-hints';

/** What is checked: all that a source declares besides its id. */
export type Declaration = { readonly [Option in Exclude<keyof SourceProps, 'sourceId'>]?: unknown };

/** Checks the value of an option, and returns what the findings say. */
type Rule = (value: unknown) => readonly string[];

const CSV_RULES: { readonly [Option in keyof CsvOptions]-?: Rule } = {
  delimiter: delimiterFindings,
  quote: quoteFindings,
  escape: escapeFindings,
  comment: commentFindings,
  trim: oneOf([true, false]),
  blankRows: oneOf(Object.values(BlankRows)),
  header: oneOf([true, false]),
  headers: oneOf(Object.values(Headers)),
  columnNames: texts(columnNames),
  encoding,
  preambleLines: wholeNumber(SourceLimit.MARGIN_LINES),
  footerLines: wholeNumber(SourceLimit.MARGIN_LINES),
  raggedRows: oneOf(Object.values(RaggedRows)),
};

const RULES: {
  readonly [Option in Exclude<keyof SourceProps, 'sourceId' | 'csv' | 'typeHints' | 'numbers' | 'times' | 'fields' | typeof JSON_SHAPE_OPTIONS[number]>]-?: Rule
} = {
  format: oneOf(Object.values(SourceFormat)),
  optionalFields: texts(optionalFields),
  nullMarkers: texts(nullMarkers),
  maxBadRecordRatio,
};

/** An option that is undefined is not declared. Only `format` must be. */
export function sourceFindings(declared: Declaration): Finding[] {
  const { csv, typeHints } = declared;
  const options = Object.entries(RULES) as [keyof typeof RULES, Rule][];
  return [
    ...options.filter(([option]) => option === 'format' || declared[option] !== undefined)
      .flatMap(([option, rule]) => rule(declared[option]).map((says) => ({ option, says }))),
    ...csv === undefined ? [] : csvFindings(declared.format, csv),
    ...jsonShapeFindings(declared.format === SourceFormat.CSV, declared),
    ...fieldFormatFindings(declared),
    ...typeHints === undefined ? [] : withNames('typeHints', typeHints, (hints) => typeHintFindings(declared.format === 'csv', hints)),
  ];
}

/** The options of a source besides its id, and those of `csv`, each with its value. An object may have other properties. */
export function optionsOf(declared: Declaration): Array<readonly [SourceOption, unknown]> {
  const csv = isObject(declared.csv) ? declared.csv : {};
  return [
    ...([...Object.keys(RULES), ...JSON_SHAPE_OPTIONS, 'numbers', 'times', 'fields', 'typeHints'] as Array<keyof Declaration>)
      .map((option) => [option, declared[option]] as const),
    ...(Object.keys(CSV_RULES) as Array<keyof CsvOptions>).map((option) => [`csv.${option}`, csv[option]] as const),
  ];
}

function csvFindings(format: unknown, csv: unknown): Finding[] {
  if (format === SourceFormat.JSON) {
    return [{ option: 'csv', says: 'can be declared only if the format is CSV, but it is JSON; leave it out, or declare the format csv' }];
  }
  return withNames('csv', csv, csvOptionFindings);
}

function csvOptionFindings(csv: Readonly<Record<string, unknown>>): Finding[] {
  const unknown = Object.keys(csv).filter((name) => csv[name] !== undefined && !Object.hasOwn(CSV_RULES, name));
  if (unknown.length > 0) {
    return [{ option: 'csv', says: `has ${unknown.map(shownValue).join(', ')}; expected only ${Object.keys(CSV_RULES).join(', ')}` }];
  }
  const options = Object.entries(CSV_RULES) as [keyof CsvOptions, Rule][];
  const findings = options.filter(([option]) => csv[option] !== undefined)
    .flatMap(([option, rule]) => rule(csv[option]).map((says): Finding => ({ option: `csv.${option}`, says })));
  return findings.length > 0 ? findings : combinationFindings(csv);
}

/** What is wrong with the names of an object. A value that is not an object is a finding itself. */
function withNames(
  option: SourceOption, value: unknown, find: (named: Readonly<Record<string, unknown>>) => Finding[],
): Finding[] {
  return isObject(value) ? find(value) : [{ option, says: `is ${shownValue(value)}; expected an object` }];
}

function oneOf(values: readonly unknown[], expected = values.join(' or ')): Rule {
  return (value) => values.includes(value) ? [] : [`is ${shownValue(value)}; expected ${expected}`];
}

function encoding(label: unknown): readonly string[] {
  return typeof label === 'string' && encodingName(label) !== undefined ? []
    : [`is ${shownValue(label)}; expected a label of the WHATWG Encoding Standard, such as utf-8, windows-1252 or shift_jis`];
}

function wholeNumber(max: number): Rule {
  return (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max ? []
    : [`is ${shownValue(value)}; expected a whole number from 0 to ${max}`];
}

function texts(check: (values: readonly string[]) => readonly string[]): Rule {
  return (value) => Array.isArray(value) && value.every((each) => typeof each === 'string') ? check(value)
    : [`is ${shownValue(value)}; expected a list of texts`];
}

function optionalFields(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !isFieldPath(path)).map((path) => (
    `has ${shownValue(path)}, which is not a path; expected names joined by dots, with [] for the elements of an array and {} for the values of a map, `
    + 'for example customer.phone or items[].discount, with \\ before each of \\ . [ ] { } in a name'
  ));
}

function columnNames(names: readonly string[]): readonly string[] {
  if (names.length === 0) {
    return ['is empty; list one name for each column, or leave it out'];
  }
  const bad = names.find((name) => name.trim() === '' || name.length > SourceLimit.FIELD_NAME_CHARS);
  if (bad !== undefined) {
    return [`has the name ${shownValue(bad)}; expected 1 to ${SourceLimit.FIELD_NAME_CHARS} characters, not only white space`];
  }
  const lowered = names.map((name) => name.toLowerCase());
  const twin = names.find((_, i) => lowered.indexOf(lowered[i]) !== i);
  return twin === undefined ? [] : [`has the name ${shownValue(twin)} twice (upper and lower case count as the same); give each column a name of its own`];
}

/** Quotation marks and control characters are refused, because files can write them in more than one way. */
function nullMarkers(markers: readonly string[]): readonly string[] {
  if (markers.length > SourceLimit.NULL_MARKERS) {
    return [`has ${markers.length} texts; expected at most ${SourceLimit.NULL_MARKERS}`];
  }
  const isMarker = (text: string) => Buffer.byteLength(text) <= SourceLimit.NULL_MARKER_BYTES && !/["\p{Cc}]/u.test(text);
  return markers.filter((marker) => !isMarker(marker)).map((marker) => (
    `has ${shownValue(marker)}; expected at most ${SourceLimit.NULL_MARKER_BYTES} bytes of UTF-8, without quotation marks and control characters`
  ));
}

function maxBadRecordRatio(ratio: unknown): readonly string[] {
  return typeof ratio === 'number' && ratio >= 0 && ratio <= SourceLimit.BAD_RECORD_RATIO ? []
    : [`is ${shownValue(ratio)}; expected a number from 0 to ${SourceLimit.BAD_RECORD_RATIO}, for example 0.01 for one record in a hundred`];
}
