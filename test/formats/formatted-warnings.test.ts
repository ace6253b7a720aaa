/** Warnings about values that are written in a way that the source declares: counts and places are those of what the values are. */

import { profileOf } from './support';
import { sentenceOf } from '../../lambda-src/core/warnings/sentence';
import { warningsOf } from '../../lambda-src/core/warnings/warnings-of';
import type { ReadingConfig } from '../../src/source-config';

async function warningsIn(content: string, declared: ReadingConfig): Promise<string[]> {
  const profile = await profileOf(content, declared.format as 'csv' | 'json', [7], declared);
  return warningsOf(profile, declared, {}).map((warning) => `${warning.code} ${sentenceOf(warning)}`);
}

const COMMA = { decimalSeparator: ',' } as const;
const DAYS = { patterns: ['dd.MM.yyyy', 'dd.MM.yyyy HH:mm', 'dd.MM.yyyy HH:mmX'] };
const many = (count: number, row: string) => `${row}\n`.repeat(count);

test('a few texts among numbers and dates', async () => {
  expect(await warningsIn(`n;at\n${many(60, '1,5;01.02.2024')}x;01.02.2024\n1,5;soon\n`, { format: 'csv', numbers: COMMA, times: DAYS })).toEqual([
    expect.stringMatching(/^minority_type n: 61 of 62 values are double, 1 is string.* \(record 61\)$/),
    expect.stringMatching(/^minority_type at: 61 of 62 values are date, 1 is string.* \(record 62\)$/),
  ]);
});

test('times with and without an offset, unless the source says their zone', async () => {
  const content = 'at\n01.02.2024 10:00\n02.02.2024\n01.02.2024 10:00+02\n2024-02-01T10:00:00\n';
  expect(await warningsIn(content, { format: 'csv', times: DAYS })).toEqual([
    'mixed_offsets at: 1 time has an offset from UTC, and 2 have none, which is read as UTC (record 3)',
  ]);
  for (const zone of ['UTC', 'Europe/Berlin']) {
    expect(await warningsIn(content, { format: 'csv', times: { ...DAYS, zone } })).toEqual([]);
  }
  const json = '{"at":"01.02.2024 10:00"}\n{"at":"01.02.2024 10:00Z"}\n';
  expect(await warningsIn(json, { format: 'json', fields: { at: { time: DAYS } } })).toEqual([expect.stringMatching(/^mixed_offsets at: 1 time has/)]);
  expect(await warningsIn(json, { format: 'json', fields: { at: { time: { ...DAYS, zone: '+01:00' } } } })).toEqual([]);
});

test('digits that a double loses, and cells with blanks', async () => {
  const content = 'n\n1,5\n0,1234567890123456789\n2,5\n';
  expect(await warningsIn(content, { format: 'csv', csv: { delimiter: ';', header: true }, numbers: COMMA })).toEqual([expect.stringMatching(/^digits_lost n: .* \(record 2\)$/)]);
  expect(await warningsIn('n;m\n 1,5;1\n2,5;2\n', { format: 'csv', numbers: COMMA })).toEqual([expect.stringMatching(/^padded_cells n: 1 cell has .* \(record 1\)$/)]);
});

test('numbers that are no such decimals', async () => {
  const declared: ReadingConfig = { format: 'csv', csv: { delimiter: ';' }, numbers: COMMA, typeHints: { n: 'decimal(3,1)' } };
  expect(await warningsIn('n;m\n1,5;a\n2;b\n', declared)).toEqual([]);
  expect(await warningsIn('n;m\n1,5;a\n2;b\n2,25;c\n100;d\n', declared)).toEqual([expect.stringMatching(/^hint_unfit n: /)]);
  const profile = await profileOf('n;m\n1,5;a\n2;b\n2,25;c\n100;d\nx;e\n', 'csv', undefined, declared);
  expect(warningsOf(profile, declared, {}).find(({ code }) => code === 'hint_unfit')).toMatchObject({ path: 'n', count: 3 });
});
