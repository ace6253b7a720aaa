import { decideAfterFailures } from './decisions';
import { hasTime, type SweepDeps } from './deps';
import { requeueMovedTypes } from './held-files';
import { requeueForgotten } from './raw-versions';
import { takeOutRejected } from './rejected-files';
import { carryOutInShares, type Duty } from './shares';
import { Metric } from '../../../src/contract';
import { type WatchRun, watchRun } from '../../store/runs/watch-run';

/**
 * Does what events and their handlers left undone, each duty in its share of the time.
 *
 * @param failureQueueUrl the queue that takes the failure records of the registry's stream
 * @throws AggregateError of the duties that failed; each is carried out whatever became of the others
 */
export async function sweep(deps: SweepDeps, watch: WatchRun, failureQueueUrl: string): Promise<void> {
  const duties: Duty[] = [
    {
      name: 'unsent alerts',
      carryOut: async (remainingMillis) => {
        deps.emit({ [Metric.ALERTS_UNSENT]: await deps.outbox.publishDue(deps.clock(), () => hasTime({ remainingMillis })) });
      },
    },
    {
      name: 'runs',
      carryOut: async () => {
        await watchRun(watch);
      },
    },
    { name: 'decisions', carryOut: async (remainingMillis) => decideAfterFailures({ ...deps, remainingMillis }, failureQueueUrl) },
    { name: 'moved types', carryOut: async (remainingMillis) => requeueMovedTypes({ ...deps, remainingMillis }) },
    { name: 'rejected files', carryOut: async (remainingMillis) => takeOutRejected({ ...deps, remainingMillis }) },
    { name: 'forgotten files', carryOut: async (remainingMillis) => requeueForgotten({ ...deps, remainingMillis }) },
  ];
  const errors = await carryOutInShares(duties, deps.remainingMillis);
  if (errors.length > 0) {
    const causes = errors.map((error) => (error instanceof Error ? error.message : String(error))).join('; ');
    throw new AggregateError(errors, `${errors.length} of the sweep's duties failed; the next sweep tries them again: ${causes}`);
  }
}
