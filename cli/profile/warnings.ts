/** What a team should know about an accepted file. */

import type { Accepted } from './outcome';
import type { DeadLetterReason } from '../../lambda-src/core/formats/fault';
import { closedPaths } from '../../lambda-src/core/schema/fields';
import { type SchemaProfile, fieldTypes } from '../../lambda-src/core/schema/schema-profile';
import { parentOf } from '../../src/field-path';

export interface Warning {
  /** Stable; scripts may branch on it. */
  readonly code: keyof typeof WARNINGS;
  /** The field; absent if the warning is about the file or a record. */
  readonly path?: string;
  /** Number of the record among all records of the file, from 1. */
  readonly record?: number;
  /** Why a record is bad. */
  readonly reason?: DeadLetterReason;
  readonly detail: string;
}

/** Every code with what it means. */
export const WARNINGS = {
  no_records: 'the file has no record; as the first file of a source it would say nothing about what the next ones must have',
  bad_record: 'the record cannot be read, and is left out; the source would keep it in quarantine',
  hint_unseen: 'a type is declared for the field, but the file has no such field',
  hint_unfit: 'a type is declared for the field, but some value does not conform to it; the field has the type that its values show',
  no_column: 'only nulls, or nothing but empty arrays or objects, were seen; the field gets a column once a file shows a value',
  mixed_types: 'values of kinds that have no common type; the column holds the JSON text of each',
} as const;

/** At most this many bad records are listed. */
export const MAX_BAD_LISTED = 20;

export function warningsOf({ file: { declared }, profile: { badRecords, records }, schema }: Accepted): Warning[] {
  if (records === 0) {
    return [{ code: 'no_records', detail: WARNINGS.no_records }];
  }
  const hints = Object.entries(declared.typeHints ?? {});
  return [
    ...badRecords.slice(0, MAX_BAD_LISTED).map(({ number, reason, detail }): Warning => ({ code: 'bad_record', record: number, reason, detail })),
    ...hints.filter(([path]) => !schema.fields.has(path)).map(([path]) => about('hint_unseen')(path)),
    ...hints.filter(([path, type]) => isUnfit(schema, path, type)).map(([path]) => about('hint_unfit')(path)),
    ...openFields(schema).map(about('no_column')),
    ...mixedFields(schema, declared.typeHints).map(about('mixed_types')),
  ];
}

function about(code: Warning['code']): (path: string) => Warning {
  return (path) => ({ code, path, detail: WARNINGS[code] });
}

/** Nulls alone contradict no type. */
function isUnfit({ fields }: SchemaProfile, path: string, type: string): boolean {
  const seen = fields.get(path);
  return seen !== undefined && seen.values > 0 && seen.type !== type;
}

/** The topmost paths without a column. The paths below them have none either. */
function openFields(schema: SchemaProfile): string[] {
  const closed = closedPaths(fieldTypes(schema));
  return [...schema.fields.keys()].filter((path) => {
    const parent = parentOf(path);
    return !closed.has(path) && (parent === undefined || closed.has(parent));
  });
}

/** A field that is declared as `json` is left out: its type is no surprise. */
function mixedFields({ fields }: SchemaProfile, hints: Readonly<Record<string, string>> = {}): string[] {
  return [...fields].filter(([path, { type }]) => type === 'json' && hints[path] !== 'json').map(([path]) => path);
}
