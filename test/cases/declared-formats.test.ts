/** Files that people have reported about other readers. Each is read as its sender means it if the source says how values are written. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readColumns } from '../../cli/columns/read-columns';
import { FillModule } from '../../cli/filling/fill-module';
import { Filler } from '../../cli/filling/filler';
import { readingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import { firstVersion, judge } from '../../lambda-src/core/schema/judge';
import { fieldTypes } from '../../lambda-src/core/schema/schema-profile';
import { rowsOf } from '../filling/support/filled-rows';
import type { PlainRow } from '../filling/support/plain-rows';
import { type Known, inPieces, profileOf } from '../formats/support';

const FILES = join(__dirname, 'declared');

interface Case {
  readonly source: Known;
  readonly types: Record<string, string>;
  /** By column, ordered by name; decimals without their point, moments in milliseconds, doubles by their bytes. */
  readonly values: readonly PlainRow[];
}

const double = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
};
const millis = (text: string) => String(Date.parse(text));
const twice = (one: string, other: string, columns: number) => [one, other].map((text) => Array<string>(columns).fill(millis(text)));

const CASES: Record<string, Case> = {
  // A decimal comma, points between groups, and the minus after the digits.
  '43a_sap.csv': {
    source: { numbers: { decimalSeparator: ',', groupSeparator: '.', trailingMinus: true } },
    types: { Beleg: 'bigint', Betrag: 'double', Soll: 'string' },
    values: [['1900000012', double(-1234.56), 'S'], ['1900000013', double(99), 'H']],
  },
  // Eight ways to write a time.
  '21a_times.csv': {
    source: {
      times: {
        patterns: [
          'yyyy-MM-dd HH:mm:ssX', "yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd'T'HH:mm:ss.SSSZ", 'yyyy-MM-dd HH:mm', 'M/d/yyyy h:mm:ss a',
          'yyyy-MM-dd HH:mm:ss,SSS', "yyyy-MM-dd't'HH:mm:ss'z'",
        ],
      },
      fields: { epoch: { epoch: 'milliseconds' } },
    },
    types: Object.fromEntries(['pg', 'bq', 'sf', 'short', 'us12', 'space', 'epoch', 'py', 'z'].map((name) => [name, 'timestamp'])),
    values: twice('2024-05-01T10:00:00Z', '2024-05-02T10:00:00Z', 9).map((row, i) => row.map((value, column) => {
      // In the order of the names: bq, epoch, pg, py, sf, short, space, us12, z.
      const day = `2024-05-0${i + 1}`;
      return column === 3 || column === 6 ? millis(`${day}T10:00:00.123Z`) : column === 7 ? millis(`${day}T13:05:00Z`) : value;
    })),
  },
  // More digits than a double has.
  '30a_precise.csv': {
    source: { typeHints: { wei: 'decimal(38,18)', fx: 'decimal(19,18)' } },
    types: { id: 'bigint', wei: 'decimal(38,18)', fx: 'decimal(19,18)' },
    values: [['1000000000000000001', '1', '123456789012345678'], ['1100000000000000000', '2', '12345678901234567890000000000000000']],
  },
};

async function filled(content: Buffer, source: Known) {
  const profile = await profileOf(content, 'csv', [7], source);
  const columns = readColumns(fieldTypes(profile.schema));
  const filler = new Filler(new FillModule('csv'), columns, 2 ** 24);
  for await (const _ of filler.read(inPieces(content, [5]), readingPlan(profile))) {
    throw new Error('the file is larger than a row group');
  }
  return { types: Object.fromEntries(fieldTypes(profile.schema)), values: rowsOf(filler.rest()!) };
}

test.each(Object.entries(CASES))('%s has the types and values that its sender means', async (name, { source, types, values }) => {
  const found = await filled(readFileSync(join(FILES, name)), source);
  expect(found.types).toEqual(types);
  expect(found.values).toEqual(values);
});

describe.each<[string, Record<string, string>]>([
  ['double', { price: 'double', zip: 'string' }],
  ['decimal', { price: 'decimal(9,2)', zip: 'string' }],
])('with %s as the hint for the price', (_, typeHints) => {
  test('the second day changes nothing, though the first one had whole prices and zip codes without zeros', async () => {
    const days = ['27a_day1.csv', '27b_day2.csv'].map((name) => profileOf(readFileSync(join(FILES, name)), 'csv', [9], { typeHints }));
    const [day1, day2] = await Promise.all(days);
    expect(Object.fromEntries(fieldTypes(day1.schema))).toMatchObject(typeHints);
    expect(Object.fromEntries(fieldTypes(day2.schema))).toMatchObject(typeHints);
    const { fields, paths } = firstVersion(day1.schema);
    const second = judge({ profile: day2.schema, active: fields, baseline: fields, paths, optional: new Set(), written: paths });
    expect(second.outcome).toBe('unchanged');
  });
});
