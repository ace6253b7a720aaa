/** Finds what is odd about a file that was accepted. */

import { WARNINGS, type Warning, type WarningCode } from './warning';
import { parentOf } from '../../../src/field-path';
import type { CsvConfig, ReadingConfig } from '../../../src/source-config';
import type { FileProfile } from '../profiling/profile-file';
import { closedPaths } from '../schema/fields';
import { type SchemaProfile, fieldTypes } from '../schema/schema-profile';

/** At most this many bad records are listed. */
export const MAX_BAD_LISTED = 20;

/**
 * The warnings about a file.
 *
 * @param schema the file's schema as it is read: more objects may be maps than in the file's own.
 */
export function warningsOf({ badRecords, records, ...profile }: FileProfile, declared: ReadingConfig, schema = profile.schema): Warning[] {
  if (records === 0) {
    return [{ code: 'no_records', detail: WARNINGS.no_records }];
  }
  const hints = Object.entries(declared.typeHints ?? {});
  return [
    ...badRecords.slice(0, MAX_BAD_LISTED).map(({ number, reason, detail }): Warning => ({ code: 'bad_record', record: number, reason, detail })),
    ...marginWarnings(profile),
    ...hints.filter(([path]) => !schema.fields.has(path)).map(([path]) => about('hint_unseen')(path)),
    ...hints.filter(([path, type]) => isUnfit(schema, path, type)).map(([path]) => about('hint_unfit')(path)),
    ...openFields(schema).map(about('no_column')),
    ...mixedFields(schema, declared.typeHints).map(about('mixed_types')),
  ];
}

/** What was found around the table of a CSV file. Lines that the source declares are no surprise. */
function marginWarnings({ found }: Pick<FileProfile, 'found'>): Warning[] {
  const { preambleLines = 0, footerLines = 0 } = found ?? {};
  return [
    ...preambleLines === 0 ? [] : [marginWarning('preamble_found', preambleLines, 'preambleLines', 'before')],
    ...footerLines === 0 ? [] : [marginWarning('footer_found', footerLines, 'footerLines', 'after')],
  ];
}

function marginWarning(code: 'preamble_found' | 'footer_found', count: number, option: keyof CsvConfig, where: string): Warning {
  const lines = count === 1 ? '1 line' : `${count} lines`;
  return { code, count, detail: `${lines} ${where} the table ${count === 1 ? 'is' : 'are'} left out; ${option}: ${count} of the source says so, ${option}: 0 the opposite` };
}

function about(code: WarningCode): (path: string) => Warning {
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
