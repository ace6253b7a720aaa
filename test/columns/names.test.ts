import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameColumns, normalised } from '../../cli/columns/names';

interface Vectors {
  readonly normalised: ReadonlyArray<{ readonly raw: string; readonly name: string }>;
  readonly tables: ReadonlyArray<{ readonly names: Readonly<Record<string, string>>; readonly unnamed: readonly string[] }>;
}

/** The Spark job's tests read them, too. */
const VECTORS: Vectors = JSON.parse(readFileSync(join(__dirname, '../vectors/column-names.json'), 'utf8'));

test.each(VECTORS.normalised)('$raw is called $name, as the job calls it', ({ raw, name }) => {
  expect(normalised(raw)).toBe(name);
});

test.each(VECTORS.tables)('the paths of a table have the names that the job gives them: $names', ({ names, unnamed }) => {
  expect(Object.fromEntries(nameColumns([...unnamed, ...Object.keys(names).reverse()]))).toEqual(names);
});
