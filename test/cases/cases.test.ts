/** Made-up files. Each shows one fault that people have reported about other readers of CSV. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { warningsOf } from '../../lambda-src/core/warnings/warnings-of';
import { profileOf } from '../formats/support';

const FILES = join(__dirname, 'files');

type Expected =
  | { readonly delimiter: string; readonly columns: Record<string, string>; readonly records: number; readonly warns?: Record<string, number> }
  | { readonly reason: string; readonly says: string; readonly record?: number };

const CASES: Record<string, Expected> = {
  // The right delimiter is the one that leaves no other in the cells, and gives typed cells. (The last row lacks a cell.)
  '01b_semicolon_date_comma_noheader.csv': { reason: 'ragged_row', says: 'the row has 5 cells, the header has 6 (delimiter ";")', record: 3 },
  '02d_eu_balanced_commas.csv': { delimiter: ';', columns: { 'Preis, netto': 'string', 'Preis, brutto': 'string' }, records: 3 },
  '02g_roster.tsv': { delimiter: '\t', columns: { 'Name (Last, First)': 'string', 'Grade': 'bigint' }, records: 3 },
  '02i_meter_headerless.csv': { delimiter: ';', columns: { column_1: 'string', column_2: 'string', column_3: 'string' }, records: 3 },
  // In its first ten rows a comma would be as good.
  '02n_ten_rows_only.csv': { delimiter: ';', columns: { 'Preis, netto': 'string', 'Preis, brutto': 'string' }, records: 13 },
  '04b_one_row_commas_header.csv': { delimiter: ';', columns: { 'ticket,no': 'bigint', 'labels,all': 'string', 'hours': 'bigint' }, records: 1 },
  '05a_sep_semicolon.csv': { delimiter: ';', columns: { Name: 'string', Menge: 'bigint', Preis: 'string' }, records: 2 },
  '06b_years_blank_corner.csv': { delimiter: ',', columns: { column_1: 'string', 2019: 'bigint', 2020: 'bigint', 2021: 'bigint' }, records: 2 },
  '06e_years_blank_corner_next.csv': { delimiter: ',', columns: { column_1: 'string', 2020: 'bigint', 2021: 'bigint', 2022: 'bigint' }, records: 2 },
  // The total would make the dates text.
  '12a_totals.csv': { delimiter: ',', columns: { date: 'date', store: 'bigint', amount: 'double' }, records: 2, warns: { footer_found: 1 } },
  '17a_zip.csv': { reason: 'unsupported_file', says: 'the file is a ZIP archive' },
  '17c_bz2.csv.gz': { reason: 'unsupported_file', says: 'the file is compressed with bzip2' },
  '09a_japanese.csv': { delimiter: ',', columns: { 日付: 'date', 店舗: 'string', 売上: 'bigint', 数量: 'bigint' }, records: 2 },
  // A few rows do not fit the other ones. test/profile/misfits.test.ts shows what becomes of them if the source allows bad records.
  '11a_header_repeated.csv': { delimiter: ',', columns: { ts: 'string', sensor: 'string', value: 'string' }, records: 4, warns: { header_repeated: 1 } },
  '45b_day1.csv': { delimiter: ',', columns: { id: 'bigint', temp: 'double', at: 'date' }, records: 300 },
  '45c_day2_one_bad.csv': { delimiter: ',', columns: { id: 'bigint', temp: 'string', at: 'date' }, records: 300, warns: { minority_type: 1 } },
  '15a_vpcflow.csv': { reason: 'not_delimited', says: 'separated by spaces, 14 cells each' },
  '16a_html_error.csv': { reason: 'not_delimited', says: 'looks like HTML or XML' },
  '28a_plain.csv': { delimiter: ',', columns: { 'Order ID': 'bigint', 'Größe': 'string', 'Amount': 'bigint' }, records: 1 },
  '28b_nbsp.csv': { delimiter: ',', columns: { 'Order\u00a0ID': 'bigint', 'Gro\u0308ße': 'string', 'Amount ': 'bigint' }, records: 1 },
  '38a_rows_in_quotes.csv': { reason: 'not_delimited', says: 'rows that are quoted as a whole, with "," between 3 cells' },
  '38c_fixed_width.txt': { reason: 'not_delimited', says: '4 columns of fixed width' },
  '44a_two_tables.csv': { reason: 'ambiguous_csv', says: 'after a blank line, the header of another table seems to follow' },
  '46a_headerless.csv': { delimiter: ',', columns: { column_1: 'string', column_2: 'string', column_3: 'double', column_4: 'date' }, records: 3 },
  '46b_headerless_day2.csv': { delimiter: ',', columns: { column_1: 'string', column_2: 'string', column_3: 'double', column_4: 'date' }, records: 1 },
  '48a_title_line.csv': { delimiter: ',', columns: { sku: 'string', qty: 'bigint' }, records: 2, warns: { preamble_found: 1 } },
  '47a_date_source.csv': { delimiter: ',', columns: { date: 'date', source: 'string', amount: 'bigint' }, records: 2 },
};

test('every file has its expectation, here or in another test of this folder', () => {
  const tests = readdirSync(__dirname).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(__dirname, name), 'utf8'));
  expect(readdirSync(FILES).filter((name) => !tests.some((test) => test.includes(`'${name}'`)))).toEqual([]);
});

test.each(Object.entries(CASES))('%s is read as its sender means it, or is refused with a message about what it looks like', async (filename, expected) => {
  const content = readFileSync(join(FILES, filename));
  for (const sizes of [undefined, [1, 7]]) {
    const outcome = await profileOf(content, 'csv', sizes, { filename }).catch((error: unknown) => error as FileFault);
    if (outcome instanceof FileFault) {
      expect(outcome).toMatchObject({ reason: 'reason' in expected ? expected.reason : 'none', detail: expect.stringContaining('says' in expected ? expected.says : '') });
      if ('record' in expected) {
        expect(outcome.record).toBe(expected.record);
      }
    } else {
      const columns = Object.fromEntries([...outcome.schema.fields].map(([path, { type }]) => [path, type]));
      const warns = Object.fromEntries(warningsOf(outcome, { format: 'csv' }).map(({ code, count }) => [code, count]));
      expect({ delimiter: outcome.dialect.delimiter, columns, records: outcome.records, warns }).toEqual({ warns: {}, ...expected });
    }
  }
});
