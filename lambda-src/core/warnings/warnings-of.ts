/** Finds what is odd about a file that was accepted. */

import { fieldWarnings } from './field-warnings';
import { lookAlikes, visible } from './look-alike';
import { WARNINGS, type Warning, type WarningCode } from './warning';
import { parentOf } from '../../../src/field-path';
import type { ReadingConfig } from '../../../src/source-config';
import type { BadRecord } from '../formats/bad-records';
import type { FileProfile } from '../profiling/profile-file';
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
}

/** The warnings about a file, the most important ones first. */
export function warningsOf(profile: FileProfile, declared: ReadingConfig, { schema = profile.schema, active = [] }: WarningContext = {}): Warning[] {
  const { badRecords, records } = profile;
  if (records === 0) {
    return [{ code: 'no_records', detail: WARNINGS.no_records }];
  }
  // A path may be __proto__, so hints are looked up in a map.
  const hints = hintsOf(declared.typeHints);
  const found = [
    ...aboutFile(profile),
    ...aboutFields(profile, schema, hints),
    ...aboutNames(schema, active),
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

function aboutFile({ scanned }: FileProfile): Warning[] {
  if (!('headers' in scanned) || scanned.headers === undefined) {
    return [];
  }
  const { count, first } = scanned.headers;
  const rows = count === 1 ? '1 row repeats the header, and is read as a record' : `${count} rows repeat the header, and are read as records`;
  return [{ code: 'header_repeated', count, record: first, detail: `${rows}; have the sender leave out all but the first` }];
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
