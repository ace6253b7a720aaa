/**
 * Names of columns and of struct fields. The job gives them (`columns/names.py`) and records them; this file predicts them.
 * `test/vectors/column-names.json` holds both to the same rules.
 */

import type { Fields } from '../../lambda-src/core/schema/field-type';
import { closedPaths } from '../../lambda-src/core/schema/fields';
import { parentOf, parsePath } from '../../src/field-path';

/** Names that no column of the data may have: those of the partition keys and of the lineage columns. */
const RESERVED = ['source', 'date', '_source_file', '_txn_id', '_promoted_at'];

/** The Glue Data Catalog's limit. */
const MAX_NAME_LENGTH = 255;

/** The name of a field whose own name has no letter and no digit. */
const NAMELESS = 'unnamed';

/**
 * The names that the table of a source gets if these fields are its first. A name that is taken in its scope gets `_2`, `_3` …, in the
 * order of the fields.
 *
 * @returns path → name. Elements of arrays, values of maps and paths that have no column yet have none.
 */
export async function nameColumns(fields: Fields): Promise<ReadonlyMap<string, string>> {
  // The package has modules of ECMAScript only.
  const { default: spelled } = await import('any-ascii');
  const names = new Map<string, string>();
  const taken = new Map<string | undefined, Set<string>>([[undefined, new Set(RESERVED)]]);
  const closed = closedPaths(fields);
  for (const path of fields.keys()) {
    const last = parsePath(path).pop()!;
    if (last.kind !== 'member' || !closed.has(path)) {
      continue;
    }
    const scope = taken.get(parentOf(path)) ?? new Set();
    taken.set(parentOf(path), scope);
    const name = firstFree(normalised(spelled(last.name)), scope);
    names.set(path, name);
    scope.add(name);
  }
  return names;
}

/**
 * The name in lower case. Each run of characters other than a-z, 0-9 and _ becomes one _, or nothing at either end. A digit never comes first.
 *
 * @param ascii a raw name, with the letters of all scripts spelled in ASCII.
 */
function normalised(ascii: string): string {
  const safe = ascii.toLowerCase().replace(/[^a-z0-9_]+/g, '-').replace(/^-|-$/g, '').replaceAll('-', '_') || NAMELESS;
  return (/^[0-9]/.test(safe) ? `_${safe}` : safe).slice(0, MAX_NAME_LENGTH);
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number++) {
    const suffix = `_${number}`;
    candidate = name.slice(0, MAX_NAME_LENGTH - suffix.length) + suffix;
  }
  return candidate;
}
