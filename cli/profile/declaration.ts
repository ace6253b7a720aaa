/** Turns the options of the command line into what the source of a local file would declare. */

import { type DeclaredField, SOURCE_OPTIONS, type SourceOptions, type TypeHint } from './source-options';
import type { Finding } from '../../src/finding';
import type { ReadingConfig } from '../../src/source-config';
import { type Declaration, sourceFindings } from '../../src/source-findings';
import { flagOf } from '../command-line/options';
import { UsageError } from '../command-line/usage-error';

/**
 * @param path of the file, for messages.
 * @param format declared or found.
 * @throws UsageError if synthesis would refuse such a source.
 */
export function declarationOf(path: string, format: string, options: SourceOptions): ReadingConfig {
  const {
    format: _, recordsAt, keyColumn, aroundColumns, emptyArrayAsObject, alwaysArray, nullMarkers, typeHints, maxBadRecordRatio,
    decimalSeparator, groupSeparator, trailingMinus, percent, currency, timePatterns, timeZone, fields,
    ...csv
  } = options;
  const declared: Declaration = {
    format,
    csv: given(csv),
    recordsAt,
    keyColumn,
    aroundColumns,
    emptyArrayAsObject,
    alwaysArray,
    nullMarkers,
    numbers: given({ decimalSeparator, groupSeparator, trailingMinus: trailingMinus || undefined, percent: percent || undefined, currency }),
    times: given({ patterns: timePatterns.length === 0 ? undefined : timePatterns, zone: timeZone }),
    fields: formatsByPath(fields),
    typeHints: typesByPath(typeHints),
    maxBadRecordRatio,
  };
  const findings = sourceFindings(declared);
  if (findings.length > 0) {
    throw new UsageError(`${path}: ${findings.map((finding) => sentence(finding, declared)).join('; and ')}`);
  }
  return declared as ReadingConfig;
}

/** The options that were given; undefined if none was. */
function given(options: Readonly<Record<string, unknown>>): object | undefined {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** @throws UsageError if a path occurs twice. */
function formatsByPath(fields: readonly DeclaredField[]): Record<string, unknown> | undefined {
  const paths = fields.map(({ path }) => path);
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice !== undefined) {
    throw new UsageError(`--field gives "${twice}" twice; leave one out`);
  }
  return fields.length === 0 ? undefined : Object.fromEntries(fields.map(({ path, format }) => [path, format]));
}

/** @throws UsageError if a path has two types. */
function typesByPath(hints: readonly TypeHint[]): Record<string, string> {
  const types = new Map<string, string>();
  for (const { path, type } of hints) {
    const other = types.get(path);
    if (other !== undefined && other !== type) {
      throw new UsageError(`--type-hint gives "${path}" two types, ${other} and ${type}; leave one out`);
    }
    types.set(path, type);
  }
  // A path may be __proto__. This way it becomes an ordinary property.
  return Object.fromEntries(types);
}

/** A finding about `csv`, `numbers` or `times` as a whole names all options of it that were given. */
function sentence({ option, path, says }: Finding, declared: Declaration): string {
  const names = namesOf(option, declared);
  const flags = names.map((name) => flagOf(name, SOURCE_OPTIONS[name as keyof typeof SOURCE_OPTIONS]));
  return `${flags.join(', ')}${path === undefined ? '' : ` "${path}"`} ${says}`;
}

/** The options of the command line that declare it. */
function namesOf(option: Finding['option'], { csv, numbers, times }: Declaration): string[] {
  const timeOption = (name: string) => `time${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  switch (option) {
    case 'csv': return Object.keys(csv as object);
    case 'numbers': return Object.keys(numbers as object);
    case 'times': return Object.keys(times as object).map(timeOption);
    default: return option.startsWith('times.') ? [timeOption(option.slice('times.'.length))] : [option.replace(/^\w+\./, '')];
  }
}
