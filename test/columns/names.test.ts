import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameColumns } from '../../cli/columns/names';
import type { FieldType, Fields } from '../../lambda-src/core/schema/field-type';
import { memberPath } from '../../src/field-path';

interface Vectors {
  readonly normalised: ReadonlyArray<{ readonly raw: string; readonly name: string }>;
  /** Paths in the order of a table, with their names; null if the path has none. */
  readonly tables: ReadonlyArray<ReadonlyArray<readonly [path: string, name: string | null]>>;
}

/** The Spark job's tests read them, too. */
const VECTORS: Vectors = JSON.parse(readFileSync(join(__dirname, '../vectors/column-names.json'), 'utf8'));

function columns(paths: readonly string[]): Fields {
  return new Map(paths.map((path): [string, FieldType] => [path, 'bigint']));
}

test.each(VECTORS.normalised)('$raw is called $name, as the job calls it', async ({ raw, name }) => {
  const path = memberPath(undefined, raw);
  expect([...await nameColumns(columns([path]))]).toEqual([[path, name]]);
});

test.each(VECTORS.tables.map((table) => ({ table })))('the paths of a table have the names that the job gives them: $table', async ({ table }) => {
  expect([...await nameColumns(columns(table.map(([path]) => path)))]).toEqual(table.filter(([, name]) => name !== null));
});

test('a path without a column has no name, and takes none from the others', async () => {
  const names = await nameColumns(new Map([['Id', 'unknown'], ['id', 'bigint'], ['empty', 'array'], ['o', 'struct'], ['o.x', 'unknown']]));
  expect([...names]).toEqual([['id', 'id']]);
});
