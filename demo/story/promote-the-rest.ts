import { Metric } from '../../src/contract';
import { query } from '../client/athena';
import { sumOf } from '../client/metrics';
import { waitFor } from '../client/wait';
import type { Delivery } from '../data';
import { grouped } from '../narrator';
import { reconcile } from '../reconcile';
import { runPromotion } from './promote';
import type { Story } from './story';

/** The first scheduled run promotes every source except the one that waits for a decision. */
export async function promoteTheRest(story: Story, sent: readonly Delivery[]): Promise<void> {
  const { pipeline, narrator, checks } = story;
  narrator.chapter('The schedule fires: a transient EMR cluster turns everything new into Parquet, except cars');
  await runPromotion(story);

  narrator.chapter('Athena answers, and every figure is compared with the files that were sent');
  for (const sourceId of new Set(sent.map((delivery) => delivery.sourceId))) {
    await reconcile(story, sourceId, sent);
  }
  await lookIntoTheGeoJson(story, sent);
  await showNoTableOfCars(story);
  const blocked = await waitFor('the metric of the blocked source', async () => await sumOf(pipeline, Metric.PROMOTION_BLOCKED, 'cars') || undefined);
  checks.equal(`CloudWatch: ${Metric.PROMOTION_BLOCKED} {source_id: cars} = 1`, blocked, 1);
}

interface Feature {
  readonly id: string;
  readonly properties: { readonly place: string; readonly mag: number };
  readonly geometry: { readonly coordinates: readonly number[] };
}

/** The whole document is one row, and SQL reaches its nested fields by name. */
async function lookIntoTheGeoJson({ pipeline, narrator, checks }: Story, sent: readonly Delivery[]): Promise<void> {
  const features = sent.find(({ sourceId }) => sourceId === 'earthquakes')!.rows[0]!.features as readonly Feature[];
  const last = features.length;
  const sql = `SELECT metadata.count AS quakes, features[${last}].properties.place AS place,
       features[${last}].properties.mag AS magnitude, features[${last}].geometry.coordinates[1] AS longitude
FROM earthquakes`;
  narrator.quote(sql);
  const [row] = await query(pipeline, sql);
  const [counted] = await query(pipeline, 'SELECT count(*) AS features FROM earthquakes CROSS JOIN UNNEST(features)');
  checks.equal(`earthquakes: ${grouped(last)} features in the one row`, Number(counted!.features), last);
  const feature = features[last - 1]!;
  checks.equal(`earthquakes: the last of ${last} was ${feature.properties.place}`,
    [row!.quakes, row!.place, Number(row!.magnitude), Number(row!.longitude)],
    [String(last), feature.properties.place, feature.properties.mag, feature.geometry.coordinates[0]]);
}

/** A source has no table before its first promotion. */
async function showNoTableOfCars({ pipeline, checks }: Story): Promise<void> {
  const outcome = await query(pipeline, 'SELECT count(*) AS cars FROM cars').then(
    ([row]) => `${row!.cars} rows`,
    (error: Error) => (/does not exist|TABLE_NOT_FOUND/.test(error.message) ? 'no table' : error.message));
  checks.equal('cars: nothing of it can be queried while it waits for a decision', outcome, 'no table');
}
