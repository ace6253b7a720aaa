/** Files that are read as their sender means them by an option of the source, or because a default takes nothing away. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CsvConfig } from '../../src/source-config';
import { readTwice } from '../formats/support';

const FILES = join(__dirname, 'files');

interface DeclaredCase {
  readonly file: string;
  readonly csv: CsvConfig;
  readonly columns: Readonly<Record<string, string>>;
  /** All records, as the job reads them. Null cells are left out. */
  readonly records: ReadonlyArray<Readonly<Record<string, string>>>;
}

const PARTS = { columns: { sku: 'string', qty: 'bigint', price: 'double' }, records: [{ sku: 'A1', qty: '5', price: '2.5' }, { sku: 'A2', qty: '6', price: '3.5' }] };

const CASES: readonly DeclaredCase[] = [
  { file: '10a_empty_rows.csv', csv: {}, ...PARTS },
  { file: '10b_trailing_cols.csv', csv: {}, ...PARTS },
  { file: '18a_ctrlz.csv', csv: {}, columns: { id: 'bigint', name: 'string' }, records: [{ id: '1', name: 'bolt' }, { id: '2', name: 'nut' }] },
  {
    file: '08b_space_after_comma.csv',
    csv: { trim: true },
    columns: { id: 'bigint', name: 'string', price: 'double', active: 'boolean' },
    records: [{ id: '1', name: 'bolt', price: '12.5', active: 'true' }, { id: '2', name: 'nut', price: '9', active: 'false' }],
  },
  {
    file: '08b_space_after_comma.csv',
    csv: {},
    columns: { 'id': 'bigint', ' name': 'string', ' price': 'string', ' active': 'string' },
    records: [{ 'id': '1', ' name': ' bolt', ' price': ' 12.5', ' active': ' true' }, { 'id': '2', ' name': ' nut', ' price': ' 9', ' active': ' false' }],
  },
  {
    file: '20a_backslash.csv',
    csv: { escape: '\\' },
    columns: { id: 'bigint', comment: 'string', city: 'string' },
    records: [{ id: '1', comment: 'She said "ok, fine"', city: 'Rome' }, { id: '2', comment: 'plain', city: 'Oslo' }],
  },
  {
    file: '33a_dup_header.csv',
    csv: { headers: 'repair' },
    columns: { Account: 'string', Amount: 'bigint', Date: 'date', Amount_2: 'bigint' },
    records: [{ Account: 'A', Amount: '1', Date: '2024-05-01', Amount_2: '2' }],
  },
  {
    file: '33a_dup_header.csv',
    csv: { header: true, columnNames: ['account', 'net', 'date', 'gross'] },
    columns: { account: 'string', net: 'bigint', date: 'date', gross: 'bigint' },
    records: [{ account: 'A', net: '1', date: '2024-05-01', gross: '2' }],
  },
  {
    file: '34a_ga4.csv',
    csv: { comment: '#' },
    columns: { Page: 'string', Views: 'bigint', Users: 'bigint' },
    records: [{ Page: '/', Views: '120', Users: '80' }, { Page: '/a', Views: '30', Users: '20' }],
  },
];

test.each(CASES.map((each) => [each.file, each.csv, each] as const))('%s is read with %j', async (filename, csv, { columns, records }) => {
  const { file, lines } = await readTwice(readFileSync(join(FILES, filename)), 'csv', { sizes: [7], source: { csv, filename } });
  expect(Object.fromEntries([...file.schema.fields.values()].map(({ type }, i) => [file.columns![i], type]))).toEqual(columns);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(records);
});
