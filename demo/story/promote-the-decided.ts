import { query } from '../client/athena';
import type { Delivery } from '../data';
import { reconcile, reconcileRows } from '../reconcile';
import { runPromotion } from './promote';
import type { Story } from './story';

/** The next run promotes the file that had waited. Rows of older files keep their values under the old name. */
export async function promoteTheDecided(story: Story, sent: readonly Delivery[]): Promise<void> {
  const { pipeline, narrator, checks } = story;
  narrator.chapter('The next run promotes what had waited');
  await runPromotion(story);
  await reconcile(story, 'cars', sent);
  for (const sourceId of new Set(sent.map((delivery) => delivery.sourceId))) {
    if (sourceId !== 'cars') {
      await reconcileRows(story, sourceId, sent);
    }
  }

  const sql = `SELECT year, count(*) AS cars, count(miles_per_gallon) AS old_name, count(mpg) AS new_name
FROM cars GROUP BY year ORDER BY year`;
  narrator.quote(sql);
  const rows = await query(pipeline, sql);
  for (const row of rows) {
    narrator.quote([row.year!.slice(0, 10), row.cars, row.old_name, row.new_name].map((cell) => String(cell).padStart(10)).join(''));
  }
  checks.equal('cars: each year under the name that its files used, the old column still filled',
    rows.map((row) => [row.year!.slice(0, 10), Number(row.cars), Number(row.old_name), Number(row.new_name)]), byYear(sent));
}

/** The expected rows of that query, from the files that were sent. */
function byYear(sent: readonly Delivery[]): [year: string, cars: number, oldName: number, newName: number][] {
  const cars = sent.filter(({ sourceId }) => sourceId === 'cars').flatMap(({ rows }) => rows);
  const filled = (rows: readonly Record<string, unknown>[], field: string) => rows.filter((row) => (row[field] ?? null) !== null).length;
  return [...new Set(cars.map((row) => String(row.Year)))].sort().map((year) => {
    const rows = cars.filter((row) => row.Year === year);
    return [year, rows.length, filled(rows, 'Miles_per_Gallon'), filled(rows, 'mpg')];
  });
}
