/** Turns the options of the command line into what the source of a local file would declare. */

import { SOURCE_OPTIONS, type SourceOptions, type TypeHint } from './source-options';
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
    format: _, recordsAt, keyColumn, aroundColumns, emptyArrayAsObject, alwaysArray, nullMarkers, typeHints, maxBadRecordRatio, ...csv
  } = options;
  const given = Object.entries(csv).filter(([, value]) => value !== undefined);
  const declared: Declaration = {
    format,
    csv: given.length === 0 ? undefined : Object.fromEntries(given),
    recordsAt,
    keyColumn,
    aroundColumns,
    emptyArrayAsObject,
    alwaysArray,
    nullMarkers,
    typeHints: typesByPath(typeHints),
    maxBadRecordRatio,
  };
  const findings = sourceFindings(declared);
  if (findings.length > 0) {
    throw new UsageError(`${path}: ${findings.map((finding) => sentence(finding, declared)).join('; and ')}`);
  }
  return declared as ReadingConfig;
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

/** A finding about `csv` as a whole names all options for CSV that were given. */
function sentence({ option, path, says }: Finding, { csv }: Declaration): string {
  const names = option === 'csv' ? Object.keys(csv as object) : [option.replace('csv.', '')];
  const flags = names.map((name) => flagOf(name, SOURCE_OPTIONS[name as keyof typeof SOURCE_OPTIONS]));
  return `${flags.join(', ')}${path === undefined ? '' : ` "${path}"`} ${says}`;
}
