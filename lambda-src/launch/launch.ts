import type { RunJobFlowCommandInput } from '@aws-sdk/client-emr';
import { runJobFlowRequest } from './run-job-flow';
import { survey, Survey } from './survey';
import { LaunchConfig, Metric, SourceConfig } from '../../src/contract';
import type { RunLease } from '../ledger/runs';
import { failRun, findClusters, watchRun, WatchRun } from '../ledger/watch-run';
import type { MetricLine } from '../metrics/emf';
import type { Decider } from '../registry/decide';

/** What a launch needs of the world. */
export interface LaunchDependencies {
  readonly sources: Iterable<SourceConfig>;
  readonly decider: Decider;
  readonly watch: WatchRun;
  /** Starts a cluster and returns its id. Never repeats a request: RunJobFlow has no token by which EMR would know it again. */
  readonly runJobFlow: (request: RunJobFlowCommandInput) => Promise<string>;
  readonly config: LaunchConfig;
  readonly emit: (metrics: MetricLine['metrics'], source?: string) => void;
}

/**
 * Starts the cluster of a scheduled run, where there is anything for it to do and no other run goes on.
 *
 * @param run its name
 * @throws Error where a source could not be looked at or EMR refused, when everything else has been done
 */
export async function launch(run: string, dependencies: LaunchDependencies): Promise<void> {
  const { decider, watch, sources } = dependencies;
  const clusterName = watch.clusterNamePrefix + run;
  const found = await survey(sources, decider);
  for (const { sourceId, error } of found.failed) console.error(`source ${sourceId} could not be looked at:`, error);

  if (await watchRun(watch) === 'held') {
    await watch.runs.skip(run, clusterName, 'another run goes on', watch.clock());
  } else if (found.promotable.length > 0) {
    await start(run, clusterName, dependencies);
  } else if (found.failed.length === 0) {
    await conclude(run, clusterName, found, dependencies);
  }
  if (found.failed.length > 0) {
    throw new Error(`sources ${found.failed.map(({ sourceId }) => sourceId).join(', ')} could not be looked at; the log has the causes`);
  }
}

/** Nothing to do is success too, or an alarm would tell of runs that are overdue. */
async function conclude(run: string, clusterName: string, { blocked }: Survey, { watch, emit }: LaunchDependencies): Promise<void> {
  await watch.runs.skip(run, clusterName, blocked.length > 0 ? `nothing to promote; blocked: ${blocked.join(', ')}` : 'nothing to promote', watch.clock());
  for (const sourceId of blocked) emit({ [Metric.PROMOTION_BLOCKED]: 1 }, sourceId);
  emit({ [Metric.PROMOTION_RUN_SUCCEEDED]: 1 });
}

async function start(run: string, clusterName: string, dependencies: LaunchDependencies): Promise<void> {
  const { runs, emr, clock } = dependencies.watch;
  const now = clock();
  if (!await runs.take(run, clusterName, now)) return;
  const [existing] = await findClusters(emr, clusterName, now);
  const clusterId = existing?.id ?? await startCluster({ run, since: new Date(now).toISOString() }, clusterName, dependencies);
  await runs.adopt(run, clusterId);
}

async function startCluster(lease: RunLease, clusterName: string, { watch, config, runJobFlow }: LaunchDependencies): Promise<string> {
  try {
    return await runJobFlow(runJobFlowRequest(config, clusterName, lease.run));
  } catch (error) {
    if (isRefusal(error)) {
      await failRun(watch, lease, `EMR refused to start the cluster: ${(error as Error).message}`, watch.clock());
    }
    // Any other outcome is unknown: whoever looks at the lease next finds the cluster by its name, or none in time.
    throw error;
  }
}

/** Whether EMR answered that it will not: then no cluster can come up. */
function isRefusal(error: unknown): boolean {
  const { $fault, $metadata } = error as { $fault?: string; $metadata?: { httpStatusCode?: number } };
  return $fault === 'client' && $metadata?.httpStatusCode !== undefined;
}
