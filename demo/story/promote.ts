import { setTimeout as sleep } from 'node:timers/promises';
import { EMRClient, ListClustersCommand } from '@aws-sdk/client-emr';
import type { Story } from './story';
import { promote } from '../../local/promote';

/** Fires the schedule, and waits until the run has an outcome. */
export async function runPromotion({ pipeline, narrator, checks }: Story): Promise<void> {
  const outcome = promote(pipeline.state);
  const running = new AbortController();
  const watching = watchCluster(pipeline.state, running.signal, (state) => narrator.say(`cluster ${state}`));
  const { run, state, millis } = await outcome.finally(() => running.abort());
  await watching;
  narrator.say(`run ${run} ended ${Math.round(millis / 1000)} s after the schedule`);
  checks.equal('the run has succeeded', state, 'SUCCEEDED');
}

/** Tells each new state of the newest cluster until the run has an outcome. */
async function watchCluster(state: Story['pipeline']['state'], outcome: AbortSignal, say: (state: string) => void): Promise<void> {
  const emr = new EMRClient({ endpoint: state.emrEndpointUrl, region: state.region, credentials: { ...state.credentials } });
  let told: string | undefined;
  while (!outcome.aborted) {
    const { Clusters = [] } = await emr.send(new ListClustersCommand({ ClusterStates: ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'TERMINATING'] }));
    const found = Clusters[0] && `${Clusters[0].Id} ${Clusters[0].Status?.State}`;
    if (found && found !== told) {
      say(found);
    }
    told = found ?? told;
    await sleep(500);
  }
}
