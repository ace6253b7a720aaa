import { ClusterState, type EMRClient, TerminateJobFlowsCommand, paginateListClusters } from '@aws-sdk/client-emr';
import type { RunLease, Runs } from './runs';
import { Metric, TableKey } from '../../../src/contract';
import type { Outbox } from '../alerts/outbox';
import type { MetricLine } from '../metrics/emf';

/** How long after taking the lease a launch may still bring a cluster up; the launcher's timeout lies below it. */
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
  /** What comes before the run in its cluster's name. */
  readonly clusterNamePrefix: string;
  readonly maxRunMinutes: number;
  readonly emit: (metrics: MetricLine['metrics']) => void;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Looks after the run that holds the lease: one whose cluster died is marked FAILED, announced and frees the lease, and
 * one past its maximum run time is ended (so that the next look finds its cluster dead).
 *
 * @returns `free` where no run holds the lease (any more), `held` where one goes on
 */
export async function watchRun(watch: WatchRun): Promise<'free' | 'held'> {
  const lease = await watch.runs.lease();
  if (lease === undefined) {
    return 'free';
  }
  // Read before the listing: a clock read after it would count a slow listing as time in which no cluster came up.
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
 * The clusters of that name, whatever their state: RunJobFlow takes no idempotency token, so the name is how an outcome
 * that is not known is settled.
 *
 * @param since milliseconds since 1970 at which the run took its lease
 */
export async function findClusters(emr: EMRClient, name: string, since: number): Promise<Cluster[]> {
  const found: Cluster[] = [];
  // The margin covers clocks that differ; the name decides.
  for await (const page of paginateListClusters({ client: emr }, { CreatedAfter: new Date(since - 60 * 60_000) })) {
    for (const { Id, Name, Status } of page.Clusters ?? []) {
      if (Name === name && Id !== undefined) {
        found.push({ id: Id, state: Status?.State ?? 'UNKNOWN' });
      }
    }
  }
  return found;
}

/** Marks the run that holds `lease` as FAILED, frees the lease and announces it; nothing, where the run ended by itself since. */
export async function failRun(watch: WatchRun, lease: RunLease, detail: string, now: number): Promise<void> {
  const alert = watch.outbox.runFailed(lease.run, detail, now);
  if (await watch.runs.fail(lease, detail, now, [alert.action])) {
    watch.emit({ [Metric.PROMOTION_RUN_FAILED]: 1 });
    await watch.outbox.publish(TableKey.DEPLOYMENT, alert.id);
  }
}
