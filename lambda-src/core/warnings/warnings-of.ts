/** Finds what is odd about a file that was accepted. */

import { fieldWarnings } from './field-warnings';
import { fileWarnings } from './file-warnings';
import { lookAlikes, visible } from './look-alike';
import { WARNINGS, type Warning, type WarningCode } from './warning';
import { parentOf } from '../../../src/field-path';
import type { ReadingConfig } from '../../../src/source-config';
import type { BadRecord } from '../formats/bad-records';
import type { FileProfile } from '../profiling/file-profile';
import { scannedByPath } from '../profiling/scanned-by-path';
import { closedPaths } from '../schema/fields';
import { type Hints, hintsOf } from '../schema/hints';
import { type SchemaProfile, fieldTypes } from '../schema/schema-profile';

/** At most this many bad records are listed. */
export const MAX_BAD_LISTED = 20;

/** What is known about a file besides its profile. */
export interface WarningContext {
  /** The file's schema as it is read: more objects may be maps than in the file's own. */
  readonly schema?: SchemaProfile;
  /** The paths of the source's ACTIVE version. */
  readonly active?: Iterable<string>;
  /** The names of the columns by path, where they are known. */
  readonly columns?: ReadonlyMap<string, string>;
}

/** The warnings about a file, the most important ones first. */
export function warningsOf(profile: FileProfile, declared: ReadingConfig, context: WarningContext = {}): Warning[] {
  const { schema = profile.schema, active = [], columns = new Map<string, string>() } = context;
  const { badRecords, records } = profile;
  if (records === 0) {
    return [{ code: 'no_records', detail: WARNINGS.no_records }];
  }
  // A path may be __proto__, so hints are looked up in a map.
  const hints = hintsOf(declared.typeHints);
  const found = [
    ...fileWarnings({ ...profile, ...profile.scanned }),
    ...aboutFields(profile, schema, hints),
    ...aboutNames(schema, active),
    ...numberedColumns(columns),
    ...[...hints.keys()].filter((path) => !schema.fields.has(path)).map(about('hint_unseen')),
    ...openFields(schema).map(about('no_column')),
    ...badRecords.slice(0, MAX_BAD_LISTED).map(({ number, reason, detail }): Warning => ({ code: 'bad_record', record: number, reason, detail })),
  ].map((warning) => inFile(warning, profile));
  return found.sort((a, b) => rankOf(a.code) - rankOf(b.code));
}

const CODES = Object.keys(WARNINGS);

function rankOf(code: WarningCode): number {
  return CODES.indexOf(code);
}

function about(code: WarningCode): (path: string) => Warning {
  return (path) => ({ code, path, detail: WARNINGS[code] });
}

function aboutFields({ scanned }: FileProfile, schema: SchemaProfile, hints: Hints): Warning[] {
  const byPath = scannedByPath(schema, scanned);
  const headers = 'headers' in scanned ? scanned.headers : undefined;
  return [...schema.fields].flatMap(([path, evidence]) => (
    fieldWarnings({ path, evidence, values: byPath.get(path)!, family: schema.family, hint: hints.get(path), headers })
  ));
}

function aboutNames(schema: SchemaProfile, active: Iterable<string>): Warning[] {
  return lookAlikes(schema.fields.keys(), active).map(({ path, other, isActive }) => ({
    code: 'look_alike_names',
    path,
    detail: `${visible(path)} looks like ${visible(other)}${isActive ? ', which the ACTIVE version has' : ''}; they are two fields`,
  }));
}

/** Columns with a number that is not in the field's name: another column, of the data or of the table, has the name without it. */
function numberedColumns(columns: ReadonlyMap<string, string>): Warning[] {
  return [...columns].flatMap(([path, column]) => {
    const [, name, number] = /^(.+)_(\d+)$/.exec(column) ?? [];
    return number === undefined || path.replace(/[^0-9]+$/, '').endsWith(number) ? []
      : [{ code: 'column_renamed' as const, path, detail: `its column is called ${column}, because another column has the name ${name}` }];
  });
}

/** The topmost paths without a column. The paths below them have none either. */
function openFields(schema: SchemaProfile): string[] {
  const closed = closedPaths(fieldTypes(schema));
  return [...schema.fields.keys()].filter((path) => {
    const parent = parentOf(path);
    return !closed.has(path) && (parent === undefined || closed.has(parent));
  });
}

/** The scanner did not see the bad records. In a warning, records are counted with them. */
function inFile(warning: Warning, { badRecords }: FileProfile): Warning {
  const { code, record } = warning;
  return code === 'bad_record' || record === undefined ? warning : { ...warning, record: record + badBefore(record, badRecords) };
}

/** How many bad records come before the good record with this number among the good ones. */
function badBefore(record: number, bad: readonly BadRecord[]): number {
  let [from, to] = [0, bad.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    // As many good records as this come before that bad one.
    if (bad[middle].number - 1 - middle < record) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
}
