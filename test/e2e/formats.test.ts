import { deployed, promoteAll } from './support/cloud';
import { curl } from './support/curl';
import { DECLARED_SHAPES, WITH_BAD_RECORDS } from './support/declared-shapes';
import { gunzipped, keysUnder } from './support/raw-bucket';
import { SHAPES } from './support/shapes';
import { query } from '../../demo/client/athena';
import type { Receipt } from '../../demo/client/ingest';
import { type FileRow, fileRow, profiled } from '../../demo/client/ledger';
import { versions } from '../../demo/client/registry';
import { tableOf } from '../../demo/reconcile';
import type { DetailedEvidence } from '../../lambda-src/core/profiling/evidence';
import { Prefix } from '../../src/contract';

const ALL_SHAPES = [...SHAPES, ...DECLARED_SHAPES];

/** What was sent, by source. */
const sent = new Map<string, Receipt[]>();

beforeAll(async () => {
  for (const shape of ALL_SHAPES) {
    sent.set(shape.sourceId, [await curl(deployed(), shape)]);
  }
  for (const shape of ALL_SHAPES) {
    if (shape.next === undefined) {
      continue;
    }
    const [first] = sent.get(shape.sourceId)!;
    await profiled(deployed(), shape.sourceId, first!.ingestId);
    sent.get(shape.sourceId)!.push(await curl(deployed(), { ...shape, body: shape.next }));
  }
  await promoteAll();
});

/** The ledger's rows of a source's files, in the order in which the files were sent. */
function ledgerRows(sourceId: string): Promise<(FileRow | undefined)[]> {
  return Promise.all(sent.get(sourceId)!.map(({ ingestId }) => fileRow(deployed(), sourceId, ingestId)));
}

/** The key of an object that is kept beside the first file of a source. */
function keyBeside(prefix: string, sourceId: string, suffix: string): string {
  const [{ key, ingestId }] = sent.get(sourceId) as [Receipt];
  return `${prefix}${key.slice(Prefix.RAW.length, key.lastIndexOf('/'))}/${ingestId}${suffix}`;
}

test('SELECT * shows the fields, where each row comes from, and the partition', async () => {
  const [row] = await query(deployed(), `SELECT * FROM ${tableOf('one-line-array')} WHERE id = 1`);
  expect(row).toEqual({
    id: '1',
    level: '0.1',
    _source_file: expect.stringMatching(/^raw\/source=one-line-array\/date=.*_levels\.json$/),
    _txn_id: expect.stringMatching(/^[0-9a-f]+$/),
    _promoted_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/),
    source: 'one-line-array',
    date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
  });
});

test.each(ALL_SHAPES)('SQL shows every row and value of $name', async ({ sourceId, select, rows }) => {
  const expressions = select.map((expression, index) => `${expression} AS c${index}`).join(', ');
  const found = await query(deployed(), `SELECT ${expressions} FROM ${tableOf(sourceId)} ORDER BY 1`);
  expect(found.map((row) => select.map((_, index) => row[`c${index}`]))).toEqual(rows);
});

test('every file was promoted, and only files that promotion cannot read as they are have a reading copy', async () => {
  for (const { name, sourceId } of ALL_SHAPES) {
    for (const row of await ledgerRows(sourceId)) {
      expect([name, row?.state, row?.copy !== undefined]).toEqual([name, 'PROMOTED', ['report', 'nested-records'].includes(sourceId)]);
    }
  }
});

test('other names in a map, or no map at all, do not change the schema', async () => {
  for (const sourceId of ['sparse-map', 'hinted-maps']) {
    expect((await versions(deployed(), sourceId)).map(({ status }) => status)).toEqual(['ACTIVE']);
  }
});

test.each(WITH_BAD_RECORDS)('the bad records of $name are counted, and kept with number, reason and text', async ({ sourceId, rows, badRecords }) => {
  const [row] = await ledgerRows(sourceId);
  expect([row?.records, row?.bad_records]).toEqual([rows.length, badRecords.length]);

  const key = keyBeside(Prefix.QUARANTINE, sourceId, '.ndjson.gz');
  expect(await keysUnder(`${Prefix.QUARANTINE}source=${sourceId}/`)).toEqual([key]);
  const kept = (await gunzipped(key)).trimEnd().split('\n').map((line) => JSON.parse(line) as object);
  expect(kept).toEqual(badRecords.map((record) => ({ ...record, detail: expect.any(String) })));
});

describe('the evidence of a file', () => {
  async function evidenceOf(sourceId: string): Promise<{ records: number; fields: DetailedEvidence[] }> {
    return JSON.parse(await gunzipped(keyBeside(Prefix.PROFILES, sourceId, '.json.gz'))) as never;
  }

  /** Sketches count and place values only approximately. */
  function expectAbout(found: readonly number[], expected: readonly number[]): void {
    expect(found.map((value, index) => Math.abs(value / expected[index]! - 1) < 0.25 ? expected[index] : value)).toEqual(expected);
  }

  test('says how many different values there were, how long texts are, and how numbers are spread', async () => {
    const { records, fields: [event, kind] } = await evidenceOf('gzip');
    expect(records).toBe(1000);
    expect(event).toMatchObject({ path: 'event', type: 'bigint', values: 1000, nulls: 0, parents: 1000, min: '1', max: '1000' });
    expectAbout([event!.distinct!.estimate], [1000]);
    expectAbout(event!.numbers!.quantiles, [50, 250, 500, 750, 950]);
    expect(kind).toMatchObject({ path: 'kind', type: 'string', distinct: { estimate: 2 }, lengths: { min: 3, max: 4, buckets: [[3, 500], [4, 500]] } });
  });

  test('treats the values of a map as one field', async () => {
    const { fields } = await evidenceOf('sparse-map');
    expect(fields.map(({ path, type, values }) => [path, type, values])).toEqual([['id', 'bigint', 100], ['readings', 'map', 100], ['readings{}', 'bigint', 100]]);
    expectAbout([fields[2]!.distinct!.estimate, ...fields[2]!.numbers!.quantiles], [100, 5, 25, 50, 75, 95]);
  });
});
