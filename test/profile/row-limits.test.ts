/** The reading plan fits into the file's row, however much it says. */

import { Bounds } from '../../lambda-src/core/formats/bounds';
import { storedBytes } from '../support/item-size';
import { Story } from '../support/story';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const MAX_ITEM_BYTES = 400 * 1024;

async function received(file: string, format: 'json' | 'csv') {
  const story = new Story([{ sourceId: 'orders', format, optionalFields: [], maxBadRecordRatio: 0.5 }]);
  const row = await story.receive(file);
  expect(row.state).toBe('PENDING');
  expect(storedBytes({ ...row })).toBeLessThan(MAX_ITEM_BYTES);
  return { row, plan: Object.fromEntries(await story.deps().maps.read(row.reading)) };
}

test('a header of as many names as a file may have is an object of its own', async () => {
  const names = Array.from({ length: Bounds.FIELDS }, (_, i) => `${(i * 7919) % Bounds.FIELDS}. name`);
  const { row, plan } = await received(`${names.join(',')}\n`, 'csv');
  expect(row.reading).toMatch(/^schemas\/source=orders\/[0-9a-f]{64}\.json\.gz$/);
  expect(plan.columns).toEqual(names);
});

test('the places of as many bad records as are kept are an object of their own', async () => {
  const lines = Array.from({ length: Bounds.BAD_RECORDS }, (_, i) => `{}\n${'x'.repeat(1 + (i * 7919) % 40)}\n`);
  const { row, plan } = await received(lines.join(''), 'json');
  expect(row).toMatchObject({ bad_records: Bounds.BAD_RECORDS, reading: expect.stringMatching(/^schemas\//) });
  expect(plan.bad).toHaveLength(2 * Bounds.BAD_RECORDS);
  expect((plan.bad as number[]).slice(0, 4)).toEqual([3, 1, 8, 1 + 7919 % 40]);
});

test('long names with warnings leave room for a plan that is in the row', async () => {
  const name = (i: number, end: string) => `${i} ${'日'.repeat(190)}${end}`;
  const names = Array.from({ length: 300 }, (_, i) => [name(i, 'x y'), name(i, 'x\u00a0y')]).flat();
  const { row } = await received(`${names.join(',')}\n${names.map(() => ' x').join(',')}\n`, 'csv');
  expect(row.warnings!.length).toBeGreaterThan(5);
  expect(row.warnings_omitted).toBeGreaterThan(500);
});

test('a plan that fits when it is packed is in the row', async () => {
  const names = Array.from({ length: 8_000 }, (_, i) => `name of column ${i}`);
  const { row, plan } = await received(`${names.join(',')}\n`, 'csv');
  expect(row.reading).toBeInstanceOf(Uint8Array);
  expect(plan.columns).toEqual(names);
});
