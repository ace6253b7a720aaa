import { promote } from '../../local/promote';
import type { Story } from './story';

/** Fires the schedule, and waits until the cluster that it starts has done its work. */
export async function runPromotion({ pipeline, narrator, checks }: Story): Promise<void> {
  const { run, state, clusterId, millis } = await promote(pipeline.state);
  narrator.say(`run ${run} on cluster ${clusterId}: ${Math.round(millis / 1000)} s from the schedule to the end`);
  checks.equal('the run has succeeded', state, 'SUCCEEDED');
}
