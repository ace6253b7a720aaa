/**
 * Names of columns and of struct fields. The job gives them (`columns/names.py`) and records them; this file predicts them.
 * `test/vectors/column-names.json` holds both to the same rules.
 */

import { byCodePoint } from './read-columns';
import { parentOf, parsePath } from '../../src/field-path';

/** Names that no column of the data may have: those of the partition keys and of the lineage columns. */
const RESERVED = ['source', 'date', '_source_file', '_txn_id', '_promoted_at'];

/** The Glue Data Catalog's limit. */
const MAX_NAME_LENGTH = 255;

/** A raw name in lower case and without accents. Anything but a-z, 0-9 and _ becomes _, and a digit never comes first. */
export function normalised(name: string): string {
  const plain = [...folded(name).normalize('NFKD')].filter((character) => !isCombining(character)).join('');
  const safe = plain.toLowerCase().replace(/[^a-z0-9_]+/g, '_') || '_';
  return (/^[0-9]/.test(safe) ? `_${safe}` : safe).slice(0, MAX_NAME_LENGTH);
}

/**
 * A name for each named path of a source that has no names yet. A name that is taken in its scope gets `_2`, `_3` …
 *
 * @returns path → name. Elements of arrays and values of maps have none.
 */
export function nameColumns(paths: Iterable<string>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Map<string | undefined, Set<string>>([[undefined, new Set(RESERVED)]]);
  for (const path of [...paths].sort(byCodePoint)) {
    const last = parsePath(path).pop()!;
    if (last.kind !== 'member') {
      continue;
    }
    const scope = taken.get(parentOf(path)) ?? new Set();
    taken.set(parentOf(path), scope);
    const name = firstFree(normalised(last.name), scope);
    names.set(path, name);
    scope.add(name);
  }
  return names;
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number++) {
    const suffix = `_${number}`;
    candidate = name.slice(0, MAX_NAME_LENGTH - suffix.length) + suffix;
  }
  return candidate;
}

/**
 * Unicode's case folding, as far as letters from a to z can come of it. JavaScript has no such function. Upper case finds the
 * letters in `ß` and `ﬁ`. It would also take the dotless `ı` for an `i`.
 */
function folded(name: string): string {
  return [...name.toLowerCase()].map((character) => (character === 'ı' ? character : character.toUpperCase().toLowerCase())).join('');
}

/** The character that every other combining character must precede in normalised text. */
const LAST_COMBINING = '\u0345';

/** Whether the character is a combining one (its combining class is not 0): only such characters are put in order by normalisation. */
function isCombining(character: string): boolean {
  return character === LAST_COMBINING || (LAST_COMBINING + character).normalize('NFD') !== LAST_COMBINING + character;
}
