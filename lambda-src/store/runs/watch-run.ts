import { ClusterState, type EMRClient, TerminateJobFlowsCommand, paginateListClusters } from '@aws-sdk/client-emr';
import type { RunLease, Runs } from './runs';
import { Metric, TableKey } from '../../../src/contract';
import type { Outbox } from '../alerts/outbox';
import type { MetricLine } from '../metrics/emf';

/** How long a launch may take to start a cluster, from the time it took the lease. The launcher's timeout is shorter. */
const LAUNCH_GRACE_MILLIS = 10 * 60_000;

const ENDED: readonly string[] = [ClusterState.TERMINATED, ClusterState.TERMINATED_WITH_ERRORS];

export interface Cluster {
  readonly id: string;
  readonly state: string;
}

export interface WatchRun {
  readonly runs: Runs;
  readonly emr: EMRClient;
  readonly outbox: Outbox;
  /** The name of a run's cluster is this and the run. */
  readonly clusterNamePrefix: string;
  readonly maxRunMinutes: number;
  readonly emit: (metrics: MetricLine['metrics']) => void;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Looks after the run that holds the lease. If its cluster died, the run is marked FAILED and announced, and the lease is freed.
 * If it is past its maximum run time, its cluster is ended, and the next look finds the cluster dead.
 *
 * @returns `free` if no run holds the lease, or none does any longer; `held` if a run goes on
 */
export async function watchRun(watch: WatchRun): Promise<'free' | 'held'> {
  const lease = await watch.runs.lease();
  if (lease === undefined) {
    return 'free';
  }
  // Read before the listing: otherwise a slow listing would count as time in which no cluster started.
  const now = watch.clock();
  const age = now - Date.parse(lease.since);
  const clusters = await findClusters(watch.emr, watch.clusterNamePrefix + lease.run, Date.parse(lease.since));
  const living = clusters.filter(({ state }) => !ENDED.includes(state));
  if (living.length > 0) {
    await watch.runs.adopt(lease.run, living[0].id);
    if (age > watch.maxRunMinutes * 60_000) {
      await watch.emr.send(new TerminateJobFlowsCommand({ JobFlowIds: living.map(({ id }) => id) }));
    }
    return 'held';
  }
  if (clusters.length === 0 && age < LAUNCH_GRACE_MILLIS) {
    return 'held';
  }
  await failRun(watch, lease, clusters.length === 0
    ? `no cluster came up within ${LAUNCH_GRACE_MILLIS / 60_000} minutes: look at the launcher's log`
    : `cluster ${clusters.map(({ id, state }) => `${id} is ${state}`).join(', ')} and the job recorded no outcome: look at its step's log`, now);
  return 'free';
}

/**
 * The clusters of that name, in whatever state. RunJobFlow takes no idempotency token, so only the name tells whether a request
 * without a reply started a cluster.
 *
 * @param since when the run took its lease, in milliseconds since 1970
 */
export async function findClusters(emr: EMRClient, name: string, since: number): Promise<Cluster[]> {
  const found: Cluster[] = [];
  // The margin allows for clocks that differ. The name decides.
  for await (const page of paginateListClusters({ client: emr }, { CreatedAfter: new Date(since - 60 * 60_000) })) {
    for (const { Id, Name, Status } of page.Clusters ?? []) {
      if (Name === name && Id !== undefined) {
        found.push({ id: Id, state: Status?.State ?? 'UNKNOWN' });
      }
    }
  }
  return found;
}

/** Marks the run that holds `lease` as FAILED, frees the lease and announces the failure. Does nothing if the run has ended by itself since. */
export async function failRun(watch: WatchRun, lease: RunLease, detail: string, now: number): Promise<void> {
  const alert = watch.outbox.runFailed(lease.run, detail, now);
  if (await watch.runs.fail(lease, detail, now, [alert.action])) {
    watch.emit({ [Metric.PROMOTION_RUN_FAILED]: 1 });
    await watch.outbox.publish(TableKey.DEPLOYMENT, alert.id);
  }
}
