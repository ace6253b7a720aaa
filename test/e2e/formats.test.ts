import { deployed, promoteAll } from './support/cloud';
import { curl } from './support/curl';
import { SHAPES } from './support/shapes';
import { query } from '../../demo/client/athena';
import { tableOf } from '../../demo/reconcile';

beforeAll(async () => {
  for (const shape of SHAPES) await curl(deployed(), shape);
  await promoteAll();
});

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

test.each(SHAPES)('SQL shows every row and value of $name', async ({ sourceId, select, rows }) => {
  const expressions = select.map((expression, index) => `${expression} AS c${index}`).join(', ');
  const found = await query(deployed(), `SELECT ${expressions} FROM ${tableOf(sourceId)} ORDER BY 1`);
  expect(found.map((row) => select.map((_, index) => row[`c${index}`]))).toEqual(rows);
});
