/** What is odd about a file is kept with its row and its evidence, and is told with its drift. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SchemaDrift } from '../../lambda-src/core/alerts/messages';
import type { FileRow } from '../../lambda-src/core/ledger/file-row';
import type { Warning } from '../../lambda-src/core/warnings/warning';
import { Story } from '../support/story';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const CASES = join(__dirname, '..', 'cases', 'files');

let story: Story;
beforeEach(() => {
  story = new Story([{ sourceId: 'orders', format: 'csv', optionalFields: [] }]);
});

async function receiveCase(name: string): Promise<FileRow> {
  return story.receive(readFileSync(join(CASES, name)));
}

function evidenceOf({ ingest_id }: FileRow): { readonly warnings: readonly Warning[] } {
  return JSON.parse(gunzipSync(story.bucket.find(`profiles/source=orders/date=2026-11-24/${ingest_id}.json.gz`)!.body).toString());
}

function drifts(): SchemaDrift[] {
  return story.published.filter((message): message is SchemaDrift => message.kind === 'schema_drift');
}

test('a value of another type, which makes a drift, is named with its record in row, evidence and alert', async () => {
  const first = await receiveCase('45b_day1.csv');
  expect(first).not.toHaveProperty('warnings');
  expect(evidenceOf(first).warnings).toEqual([]);

  const row = await receiveCase('45c_day2_one_bad.csv');
  const warnings = [expect.objectContaining({ code: 'minority_type', path: 'temp', count: 1, record: 300 })];
  expect(row.warnings).toEqual(warnings);
  expect(row).not.toHaveProperty('warnings_omitted');
  expect(evidenceOf(row).warnings).toEqual(warnings);
  expect(drifts()).toEqual([expect.objectContaining({ type_changed: { temp: expect.anything() }, warnings })]);
});

test('a drift by names that look like those of the ACTIVE version says so, name by name', async () => {
  await receiveCase('28a_plain.csv');
  const row = await receiveCase('28b_nbsp.csv');
  const [{ added, removed, warnings }] = drifts();
  expect(added.map(({ path }) => path)).toEqual(['Order\u00a0ID', 'Gro\u0308ße', 'Amount ']);
  expect(removed.map(({ path }) => path)).toEqual(['Amount', 'Größe', 'Order ID']);
  expect(warnings!.map(({ code, path }) => [code, path]))
    .toEqual([['look_alike_names', 'Order\u00a0ID'], ['look_alike_names', 'Gro\u0308ße'], ['look_alike_names', 'Amount ']]);
  expect(row.warnings).toEqual(warnings);
});

test('names that look alike within one file are told of each file, because a person may take one for the other', async () => {
  await story.receive('Order ID,x\n1,2\n');
  expect((await story.receive('Order ID,x,x\u00a0\n1,2,3\n')).warnings).toEqual([expect.objectContaining({ code: 'look_alike_names', path: 'x\u00a0' })]);
  expect((await story.receive('Order ID,x,x\u00a0\n1,2,3\n')).warnings).toHaveLength(1);
});

test('a row has the first of many warnings and their number, the evidence has all', async () => {
  const names = Array.from({ length: 2_000 }, (_, i) => `n${i}`);
  const row = await story.receive(`${names.join(',')}\n${names.map(() => ' x').join(',')}\n`);
  expect(row.warnings!.length).toBeGreaterThan(50);
  expect(row.warnings!.length + row.warnings_omitted!).toBe(2_000);
  expect(JSON.stringify(row.warnings).length).toBeLessThanOrEqual(16 * 1024);
  expect(evidenceOf(row).warnings).toHaveLength(2_000);
});

test('an alert on a file that is held, because its source has too many drifts, says what is odd about it', async () => {
  await story.receive('k,a\nx,1\n');
  for (let i = 0; i < 100; i++) {
    const row = await story.receive(`k,a,b${i}\nx,y,1\nx,1,1\nx,2,1\n`);
    if (row.state === 'HELD') {
      expect(row.warnings).toEqual([expect.objectContaining({ code: 'minority_type', path: 'a', record: 1 })]);
      expect(story.published.at(-1)).toMatchObject({
        kind: 'files_held', reason: 'too_many_drifts', examples: [{ detail: expect.stringMatching(/^a: 2 of 3 values are bigint, 1 is string, .* \(record 1\)$/) }],
      });
      return;
    }
  }
  throw new Error('no file was held');
});
