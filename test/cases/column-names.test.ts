/** Made-up files whose fields have names that SQL does not take. The names of their columns are as people have asked of other readers. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameColumns } from '../../cli/columns/names';
import type { Fields } from '../../lambda-src/core/schema/field-type';
import { firstVersion, judge } from '../../lambda-src/core/schema/judge';
import type { SchemaProfile } from '../../lambda-src/core/schema/schema-profile';
import { profileOf } from '../formats/support';

async function schemaOf(filename: string): Promise<SchemaProfile> {
  return (await profileOf(readFileSync(join(__dirname, 'files', filename)), 'csv', undefined, { filename })).schema;
}

/** [field, column] in the order of the table. */
async function columnsOf(paths: Fields): Promise<[string, string][]> {
  return [...await nameColumns(paths)];
}

test('letters of another script are spelled in the order of the header', async () => {
  expect(await columnsOf(firstVersion(await schemaOf('09a_japanese.csv')).paths))
    .toEqual([['日付', 'rifu'], ['店舗', 'dianpu'], ['売上', 'maishang'], ['数量', 'shuliang']]);
});

test('columns that would be called like the partitions get a number', async () => {
  expect(await columnsOf(firstVersion(await schemaOf('47a_date_source.csv')).paths))
    .toEqual([['date', 'date_2'], ['source', 'source_2'], ['amount', 'amount']]);
});

test('fields whose names look alike are different columns, and the old ones keep their names', async () => {
  const first = firstVersion(await schemaOf('28a_plain.csv'));
  const old: [string, string][] = [['Order ID', 'order_id'], ['Größe', 'grosse'], ['Amount', 'amount']];
  expect(await columnsOf(first.paths)).toEqual(old);
  const active = first.fields;
  const next = judge({
    profile: await schemaOf('28b_nbsp.csv'), active, baseline: active, paths: first.paths, optional: new Set(active.keys()), written: new Map(),
  });
  expect(await columnsOf(next.paths)).toEqual([...old, ['Order\u00a0ID', 'order_id_2'], ['Gro\u0308ße', 'grosse_2'], ['Amount ', 'amount_2']]);
});
