import type { LaunchDeps } from './deps';
import { takeOutRejected } from './rejected';
import { runJobFlowRequest } from './run-job-flow';
import { surveySource } from './survey-source';
import { Metric } from '../../../src/contract';
import type { SourceConfig } from '../../../src/source-config';
import { type SourceSurvey, blockedSources, isAnyPromotable, whyNothing } from '../../core/runs/survey';
import { inTurn } from '../../core/runs/turn';
import { decide } from '../../store/decisions/decide';
import type { RunLease } from '../../store/runs/runs';
import { failRun, findClusters, watchRun } from '../../store/runs/watch-run';

/** How many milliseconds must be left when each part of a launch ends: the next parts need them. */
const RESERVE_MILLIS = { survey: 150_000, decide: 90_000, takeOut: 45_000, surveyAgain: 20_000 } as const;

type Part = keyof typeof RESERVE_MILLIS;

/**
 * Starts the cluster of a scheduled run if there is something for it to do and no other run is under way.
 *
 * @param run its name
 * @throws Error after everything else has been done, if a source could not be looked at, the run could not be taken or EMR refused
 */
export async function launch(deps: LaunchDeps, run: string): Promise<void> {
  await new Launch(deps, run).carryOut();
}

/**
 * One launch. Before the cluster starts, each source takes a bounded number of calls, however many files wait there. Work on the
 * backlog of a source comes after that, as far as time allows.
 */
class Launch {
  private readonly sources: SourceConfig[];
  private readonly clusterName: string;
  private readonly found = new Map<string, SourceSurvey>();
  /** Errors by source. */
  private readonly failed = new Map<string, unknown>();
  private readonly errors: unknown[] = [];
  /** Whether the run has its cluster, or its outcome. */
  private isSettled = false;

  constructor(private readonly deps: LaunchDeps, private readonly run: string) {
    this.sources = inTurn(run, [...deps.sources]);
    this.clusterName = deps.watch.clusterNamePrefix + run;
  }

  async carryOut(): Promise<void> {
    const { watch, decider } = this.deps;
    await this.survey(this.sources, 'survey');
    if (await watchRun(watch) === 'held') {
      await this.skip('another run is in progress');
    }
    await this.startIfPromotable();
    await this.eachSource(this.sources, 'decide', async ({ sourceId, format }) => decide(decider, sourceId, format));
    // A decision that was just carried out unblocks its source.
    await this.survey(this.sources.filter(({ sourceId }) => this.found.get(sourceId)?.isBlocked), 'surveyAgain');
    await this.startIfPromotable();
    const rejected = this.sources.filter(({ sourceId }) => this.found.get(sourceId)?.hasRejected);
    await takeOutRejected(rejected, decider, () => this.hasTime('takeOut'), (sourceId, error) => this.fail(sourceId, error));
    if (!this.isSettled) {
      await this.survey(rejected, 'surveyAgain');
      await this.startIfPromotable();
    }
    if (!this.isSettled && this.failed.size === 0) {
      await this.conclude();
    }
    this.report();
  }

  private async survey(sources: readonly SourceConfig[], part: Part): Promise<void> {
    await this.eachSource(sources, part, async (source) => {
      this.found.set(source.sourceId, await surveySource(source, this.deps.decider));
    });
  }

  /** Does something for each source. If one fails, the others still have their turn. */
  private async eachSource(sources: readonly SourceConfig[], part: Part, act: (source: SourceConfig) => Promise<void>): Promise<void> {
    for (const [i, source] of sources.entries()) {
      if (!this.hasTime(part)) {
        console.error(`No time was left for ${sources.length - i} sources (${part}); the next launch begins with other ones.`);
        for (const { sourceId } of sources.slice(i)) {
          this.failed.set(sourceId, new Error('no time was left for it'));
        }
        return;
      }
      try {
        await act(source);
      } catch (error) {
        this.fail(source.sourceId, error);
      }
    }
  }

  private hasTime(part: Part): boolean {
    return this.deps.remainingMillis() > RESERVE_MILLIS[part];
  }

  private fail(sourceId: string, error: unknown): void {
    console.error(`source ${sourceId} could not be looked at:`, error);
    this.failed.set(sourceId, error);
  }

  private async startIfPromotable(): Promise<void> {
    if (this.isSettled || !isAnyPromotable(this.found)) {
      return;
    }
    this.isSettled = true;
    try {
      await this.start();
    } catch (error) {
      this.errors.push(error);
    }
  }

  private async start(): Promise<void> {
    const { run, clusterName } = this;
    const { runs, emr, clock } = this.deps.watch;
    const now = clock();
    const outcome = await runs.take(run, clusterName, now);
    if (outcome === 'held') {
      await this.skip('another run is in progress');
    }
    if (outcome !== 'taken') {
      return;
    }
    const [existing] = await findClusters(emr, clusterName, now);
    const clusterId = existing?.id ?? await this.startCluster({ run, since: new Date(now).toISOString() });
    await runs.adopt(run, clusterId);
  }

  private async startCluster(lease: RunLease): Promise<string> {
    const { watch, config, runJobFlow } = this.deps;
    try {
      return await runJobFlow(runJobFlowRequest(config, this.clusterName, lease.run));
    } catch (error) {
      if (isRefusal(error)) {
        await failRun(watch, lease, `EMR refused to start the cluster: ${(error as Error).message}`, watch.clock());
      }
      // Any other outcome is unknown. Whoever looks at the lease next finds the cluster by its name, or finds after a while that there is none.
      throw error;
    }
  }

  /** A run that has nothing to do is a success too. Otherwise the alarm on overdue runs would go off. */
  private async conclude(): Promise<void> {
    const { emit } = this.deps;
    await this.skip(whyNothing(this.found));
    for (const sourceId of blockedSources(this.found)) {
      emit(sourceId, { [Metric.PROMOTION_BLOCKED]: 1 });
    }
    emit(undefined, { [Metric.PROMOTION_RUN_SUCCEEDED]: 1 });
  }

  private async skip(detail: string): Promise<void> {
    const { runs, clock } = this.deps.watch;
    this.isSettled = true;
    await runs.skip(this.run, this.clusterName, detail, clock());
  }

  private report(): void {
    if (this.failed.size > 0) {
      const names = [...this.failed.keys()].sort().join(', ');
      this.errors.push(new Error(`sources ${names} could not be looked at; the log has the causes`));
    }
    if (this.errors.length === 1) {
      throw this.errors[0];
    }
    if (this.errors.length > 1) {
      throw new AggregateError(this.errors, this.errors.map((error) => (error as Error).message).join('; '));
    }
  }
}

/** Whether EMR refused the request, so that no cluster can come up. */
function isRefusal(error: unknown): boolean {
  const { $fault, $metadata } = error as { $fault?: string; $metadata?: { httpStatusCode?: number } };
  return $fault === 'client' && $metadata?.httpStatusCode !== undefined;
}
