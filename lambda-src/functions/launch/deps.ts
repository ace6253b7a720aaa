import type { RunJobFlowCommandInput } from '@aws-sdk/client-emr';
import type { LaunchConfig } from '../../../src/contract';
import type { SourceConfig } from '../../../src/source-config';
import type { Decider } from '../../store/decisions/decide';
import type { Emit } from '../../store/metrics/emf';
import type { WatchRun } from '../../store/runs/watch-run';

/** What the launch function works with. */
export interface LaunchDeps {
  readonly sources: Iterable<SourceConfig>;
  readonly decider: Decider;
  readonly watch: WatchRun;
  /** Starts a cluster and returns its id. Never repeats a request: RunJobFlow takes no token by which EMR could recognize it. */
  readonly runJobFlow: (request: RunJobFlowCommandInput) => Promise<string>;
  readonly config: LaunchConfig;
  readonly emit: Emit;
  /** Milliseconds until the function must be done. */
  readonly remainingMillis: () => number;
}
