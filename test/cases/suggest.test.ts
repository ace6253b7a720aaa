/** What `suggest` declares for files that need a declaration, or that show something weakly. No person answers. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { learned } from '../../cli/suggest/learned';
import { propose } from '../../cli/suggest/propose';
import { advise } from '../../lambda-src/core/advice/search/advise';
import { adviceSentence, settingsOf, settingsText } from '../../lambda-src/core/advice/search/wording';
import { sampleOf } from '../../lambda-src/core/advice/trying/sample';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { profileTolerantly } from '../../lambda-src/core/profiling/profile-file';
import { hintedAs, hintsOf } from '../../lambda-src/core/schema/hints';
import { firstVersion } from '../../lambda-src/core/schema/judge';
import type { ReadingConfig } from '../../src/source-config';
import { inPieces } from '../formats/support';

const bytesOf = (name: string) => inPieces(readFileSync(join(__dirname, 'files', name)));

interface Expected {
  readonly files: readonly string[];
  /** As it is written in a source. */
  readonly declares?: string;
  readonly hints?: Readonly<Record<string, string>>;
  readonly optional?: readonly string[];
  readonly asks?: string;
}

const CASES: readonly Expected[] = [
  { files: ['02d_eu_balanced_commas.csv'], declares: "numbers: { decimalSeparator: ',' }" },
  { files: ['02i_meter_headerless.csv'], declares: "numbers: { decimalSeparator: ',' }, times: { patterns: ['dd.MM.yyyy HH:mm'] }" },
  { files: ['05a_sep_semicolon.csv'], declares: "numbers: { decimalSeparator: ',' }" },
  { files: ['08b_space_after_comma.csv'], declares: 'csv: { trim: true }' },
  { files: ['12a_totals.csv'], declares: 'csv: { footerLines: 1 }' },
  { files: ['15a_vpcflow.csv'], declares: "csv: { delimiter: ' ' }, nullMarkers: ['-'], fields: { start: { epoch: 'seconds' }, end: { epoch: 'seconds' } }", hints: { 'account-id': 'string' } },
  { files: ['20a_backslash.csv'], declares: "csv: { escape: '\\\\' }" },
  {
    files: ['21a_times.csv'],
    declares: "times: { patterns: ['yyyy-MM-dd HH:mm', 'yyyy-MM-dd HH:mm:ss,SSS', 'yyyy-MM-dd HH:mm:ssX', 'yyyy-MM-dd HH:mm:ss \\'UTC\\'', "
      + "'yyyy-MM-dd\\'T\\'HH:mm:ss.SSSZ', 'yyyy-MM-dd\\'t\\'HH:mm:ss\\'z\\''] }, fields: { epoch: { epoch: 'milliseconds' } }",
    asks: 'us12: does the day or the month come first?',
  },
  { files: ['22a_records.json'], declares: "recordsAt: 'Records'" },
  { files: ['22e_geo.geojson'], declares: "recordsAt: 'features'" },
  { files: ['23a_keyed_day1.json', '23b_keyed_day2.json'], declares: "recordsAt: '', keyColumn: 'id'" },
  { files: ['23d_dates_keys_1.json', '23e_dates_keys_2.json'], declares: "recordsAt: 'series', keyColumn: 'date'" },
  { files: ['26a_events_1.json'], optional: ['coupon'] },
  { files: ['26a_events_1.json', '26b_events_2.json', '26c_events_3.json', '26d_events_4.json'], optional: ['coupon'] },
  { files: ['27a_day1.csv'], hints: { price: 'double', zip: 'string' } },
  { files: ['32b_php_full.json', '32c_php_empty.json'], declares: "emptyArrayAsObject: ['meta'], alwaysArray: ['lines']", optional: ['meta.color'] },
  { files: ['33a_dup_header.csv'], declares: "csv: { headers: 'repair' }", hints: { Amount: 'double', Amount_2: 'double' } },
  { files: ['34a_ga4.csv'], declares: "csv: { comment: '#' }" },
  { files: ['35a_sjis.csv'], declares: "csv: { encoding: 'shift_jis' }" },
  { files: ['36b_price_empty.json'], declares: "nullMarkers: ['']" },
  { files: ['43a_sap.csv'], declares: "numbers: { decimalSeparator: ',', groupSeparator: '.', trailingMinus: true }" },
  { files: ['46a_headerless.csv', '46b_headerless_day2.csv'] },
  { files: ['48a_title_line.csv'], declares: 'csv: { preambleLines: 1 }' },
  { files: ['51a_ints.csv'], hints: { customer_id: 'double' } },
];

test.each(CASES)('$files', async ({ files, declares = '', hints = {}, optional = [], asks }) => {
  const format = files[0].includes('json') ? 'json' : 'csv';
  const samples = await Promise.all(files.map((name) => sampleOf(bytesOf(name), { bytes: 256 * 1024 }, name)));
  const found = (await propose(samples, { format }, async () => undefined))!;
  expect(settingsText(settingsOf(found))).toBe(declares);
  expect(found.questions.map((question) => question.asks)).toEqual(asks === undefined ? [] : [asks]);
  const accepted = await Promise.all(files.map(async (name) => {
    const profile = await profileTolerantly(async () => bytesOf(name), found.declared, { filename: name });
    const schema = firstVersion(profile.schema, hintedAs('struct', hintsOf(found.declared.typeHints))).profile;
    return { profile, schema };
  }));
  const { hints: foundHints, optionalFields } = learned(accepted);
  expect(Object.fromEntries(foundHints.map(({ path, type }) => [path, type]))).toEqual(hints);
  expect(optionalFields.map(({ path }) => path)).toEqual(optional);
});

/** Refused as they are: the dead letter and the alert say what to declare; undefined if nothing reads the file. */
const REFUSED: Readonly<Record<string, string | undefined>> = {
  '15a_vpcflow.csv': "csv: { delimiter: ' ' }",
  '16a_html_error.csv': undefined,
  '20a_backslash.csv': "csv: { escape: '\\\\' }",
  '33a_dup_header.csv': "csv: { headers: 'repair' }",
  '35a_sjis.csv': "csv: { encoding: 'shift_jis' }",
  '38a_rows_in_quotes.csv': undefined,
  '38c_fixed_width.txt': undefined,
};

test.each(Object.entries(REFUSED))('the refusal of %s names the option that reads it: %s', async (filename, expected) => {
  const declared: ReadingConfig = { format: 'csv' };
  const fault = await profileTolerantly(async () => bytesOf(filename), declared, { filename }).catch((error: unknown) => error);
  if (!(fault instanceof FileFault)) {
    throw new Error(`${filename} was accepted`);
  }
  const sentence = adviceSentence(await advise({ fault, declared, filename, open: async () => bytesOf(filename) }));
  expect(sentence?.slice(0, `Declare ${expected}: `.length)).toBe(expected && `Declare ${expected}: `);
});
