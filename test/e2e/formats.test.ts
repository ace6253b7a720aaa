import { query } from '../../demo/client/athena';
import { tableOf } from '../../demo/reconcile';
import { deployed, promoteAll } from './support/cloud';
import { curl } from './support/curl';
import { SHAPES } from './support/shapes';

beforeAll(async () => {
  for (const shape of SHAPES) await curl(deployed(), shape);
  await promoteAll();
});

test.each(SHAPES)('SQL shows every row and value of $name', async ({ sourceId, select, rows }) => {
  const expressions = select.map((expression, index) => `${expression} AS c${index}`).join(', ');
  const found = await query(deployed(), `SELECT ${expressions} FROM ${tableOf(sourceId)} ORDER BY 1`);
  expect(found.map((row) => select.map((_, index) => row[`c${index}`]))).toEqual(rows);
});
