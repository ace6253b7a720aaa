/** What a team should know about a file that is accepted. */

import { FileProfile } from '../../lambda-src/formats/profile-file';
import { closedPaths } from '../../lambda-src/schema/fields';
import { parentOf } from '../../lambda-src/schema/path';
import { fieldTypes } from '../../lambda-src/schema/profile';

export interface Warning {
  /** Stable; scripts may branch on it. */
  readonly code: keyof typeof WARNINGS;
  /** The field it is about; absent where it is about the file. */
  readonly path?: string;
  readonly detail: string;
}

/** Every code with what it means. */
export const WARNINGS = {
  no_records: 'the file has no record; as the first file of a source it would say nothing about what the next ones must have',
  no_column: 'only nulls, or nothing but empty arrays or objects, were seen; the field gets a column once a file shows a value',
  mixed_types: 'values of kinds that have no common type; the column holds the JSON text of each',
} as const;

export function warningsOf(profile: FileProfile): Warning[] {
  if (profile.records === 0) return [{ code: 'no_records', detail: WARNINGS.no_records }];
  return [...openFields(profile).map(about('no_column')), ...mixedFields(profile).map(about('mixed_types'))];
}

function about(code: Warning['code']): (path: string) => Warning {
  return (path) => ({ code, path, detail: WARNINGS[code] });
}

/** The topmost paths without a column: that those below them have none goes without saying. */
function openFields({ schema }: FileProfile): string[] {
  const closed = closedPaths(fieldTypes(schema));
  return [...schema.fields.keys()].filter((path) => {
    const parent = parentOf(path);
    return !closed.has(path) && (parent === undefined || closed.has(parent));
  });
}

function mixedFields({ schema }: FileProfile): string[] {
  return [...schema.fields].filter(([, { type }]) => type === 'json').map(([path]) => path);
}
