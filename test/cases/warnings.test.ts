/** Made-up files that are read, and say something that their sender probably does not mean. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sentenceOf } from '../../lambda-src/core/warnings/sentence';
import { warningsOf } from '../../lambda-src/core/warnings/warnings-of';
import type { ReadingConfig } from '../../src/source-config';
import { profileOf } from '../formats/support';

interface Case {
  readonly file: string;
  readonly csv?: ReadingConfig['csv'];
  readonly typeHints?: ReadingConfig['typeHints'];
  /** A file whose fields are those of the ACTIVE version. */
  readonly after?: string;
  /** `code sentence` of each warning. */
  readonly warnings: readonly string[];
}

const NULLS = 'so the field is string; if they stand for missing values, declare their texts as nullMarkers';
const TRIM = '2 cells have blanks at an end, which belong to the value; csv.trim takes them off (first in record 1)';
const DIGITS = 'more than 17 digits, and a double rounds them; declare the field as decimal(p,s), or as string, in typeHints';

const FOOTER = 'footer_found 1 line after the table is left out; csv.footerLines: 1 declares it, csv.footerLines: 0 the opposite';

const CASES: readonly Case[] = [
  {
    file: '07a_e_ids.csv',
    warnings: ['exponent_ids voucher: 2 of 3 values are digits with an exponent, such as 31e4, and the others are integers, so the field is double; '
      + 'if they are codes, declare it as string in typeHints (first in record 1)'],
  },
  { file: '07a_e_ids.csv', typeHints: { voucher: 'string' }, warnings: [] },
  { file: '08b_space_after_comma.csv', warnings: [`padded_cells " name": ${TRIM}`, `padded_cells " price": ${TRIM}`, `padded_cells " active": ${TRIM}`] },
  { file: '10a_empty_rows.csv', warnings: ['blank_rows 3 rows of nothing but delimiters after the last record are left out; csv.blankRows can keep them as records of nulls'] },
  {
    file: '10b_trailing_cols.csv',
    warnings: [
      'blank_rows 1 row of nothing but delimiters after the last record is left out; csv.blankRows can keep it as a record of nulls',
      'nameless_columns 2 columns after the last one have neither a name nor a value, and do not count',
    ],
  },
  { file: '11a_header_repeated.csv', warnings: ['header_repeated 1 row repeats the header, and is read as a record; have the sender leave out all but the first (record 3)'] },
  { file: '12a_totals.csv', warnings: [FOOTER] },
  { file: '12a_totals.csv', csv: { footerLines: 0 }, warnings: [`minority_type date: 2 of 3 values are date, 1 is string, ${NULLS} (record 3)`] },
  { file: '12a_totals.csv', csv: { footerLines: 0 }, typeHints: { date: 'string' }, warnings: [] },
  { file: '21b_mixed_offset.csv', warnings: ['mixed_offsets at: 2 times have an offset from UTC, and 1 has none, which is read as UTC (record 2)'] },
  { file: '28a_plain.csv', warnings: [] },
  {
    file: '28b_nbsp.csv',
    after: '28a_plain.csv',
    warnings: [
      'look_alike_names "Order\\u00a0ID": "Order\\u00a0ID" looks like "Order ID", which the ACTIVE version has; they are two fields',
      'look_alike_names "Gro\\u0308ße": "Gro\\u0308ße" looks like "Größe", which the ACTIVE version has; they are two fields',
      'look_alike_names "Amount ": "Amount " looks like "Amount", which the ACTIVE version has; they are two fields',
    ],
  },
  { file: '30a_precise.csv', warnings: [`digits_lost wei: 2 numbers have ${DIGITS} (first in record 1)`, `digits_lost fx: 1 number has ${DIGITS} (record 1)`] },
  { file: '44a_two_tables.csv', csv: { header: true }, warnings: [`minority_type visits: 4 of 5 values are bigint, 1 is string, ${NULLS} (record 3)`] },
  { file: '45b_day1.csv', warnings: [] },
  { file: '45c_day2_one_bad.csv', after: '45b_day1.csv', warnings: [`minority_type temp: 299 of 300 values are double, 1 is string, ${NULLS} (record 300)`] },
];

async function profileCase(file: string, sizes: readonly number[] | undefined, declared: Partial<ReadingConfig>) {
  return profileOf(readFileSync(join(__dirname, 'files', file)), 'csv', sizes, { filename: file, ...declared });
}

test.each(CASES)('$file with csv $csv and hints $typeHints', async ({ file, csv, typeHints, after, warnings }) => {
  const active = after === undefined ? [] : (await profileCase(after, undefined, { csv, typeHints })).schema.fields.keys();
  const known = [...active];
  for (const sizes of [undefined, [1, 7]]) {
    const profile = await profileCase(file, sizes, { csv, typeHints });
    const found = warningsOf(profile, { format: 'csv', typeHints }, { active: known });
    expect(found.map((warning) => `${warning.code} ${sentenceOf(warning)}`)).toEqual(warnings);
  }
});
