/** What the next file could still break, under the suggested declaration. */

import { isMeasure } from './names';
import { type FieldEvidence, type SchemaProfile, presence } from '../../lambda-src/core/schema/schema-profile';
import { parsePath } from '../../src/field-path';

/** Fewer records than this say little. */
const FEW_RECORDS = 100;
/** A field with fewer values than this may show another type in the next file. */
const FEW_VALUES = 10;
const MOST_NAMES = 6;

/**
 * @param schema of all files together, under the declaration.
 * @param hints paths that have a type hint.
 * @param optional paths that are declared to be optional.
 */
export function risksOf(schema: SchemaProfile, hints: ReadonlySet<string>, optional: ReadonlySet<string>): string[] {
  const { records, family } = schema;
  const fields = [...schema.fields].filter(([path]) => parsePath(path).at(-1)!.kind === 'member');
  const paths = (matches: (path: string, seen: FieldEvidence) => boolean) => fields.filter((field) => matches(...field)).map(([path]) => path);

  const empty = paths((_, { type }) => type === 'unknown');
  const whole = paths((path, { type }) => type === 'bigint' && !hints.has(path) && !/(?:^|[_. ])id$/i.test(path) && !isMeasure(path));
  const rare = paths((path, { values, parents, type }) => type !== 'unknown' && values < FEW_VALUES && parents >= FEW_RECORDS && !hints.has(path));
  const mixed = paths((path, { type }) => type === 'json' && !hints.has(path));
  const dates = paths((path, { temporal }) => temporal !== undefined && !hints.has(path));
  const absent = family === 'json' ? paths((path, seen) => presence(seen) < seen.parents && !optional.has(path)) : [];
  return [
    ...records < FEW_RECORDS ? [`Only ${records.toLocaleString('en-US')} ${records === 1 ? 'record was' : 'records were'} seen. More files make the suggestion better.`] : [],
    ...about(empty, 'no value yet. The first value decides the type.'),
    ...about(rare, `fewer than ${FEW_VALUES} values. Others may have another type, which would be drift.`),
    ...about(whole, 'only whole numbers. If a value can have decimals, declare the type hint double; otherwise the first such value is drift.'),
    ...about(mixed, 'values of kinds that have no common type. The column holds the JSON text of each.'),
    ...about(dates, 'dates or timestamps in all texts. The column is a string, unless a type hint date or timestamp says otherwise.'),
    ...about(absent, 'absent from some records. A file in which no record has it would be drift, unless it is in optionalFields.'),
  ];
}

function about(paths: readonly string[], says: string): string[] {
  if (paths.length === 0) {
    return [];
  }
  const names = paths.slice(0, MOST_NAMES).join(', ');
  return [`${paths.length > MOST_NAMES ? `${names} and ${paths.length - MOST_NAMES} more` : names}: ${says}`];
}
