import { decideAfterFailures } from './decisions';
import type { SweepDeps } from './deps';
import { requeueForgotten } from './forgotten-files';
import { takeOutRejected } from './rejected-files';
import { carryOutInShares, type Duty } from './shares';
import { hasTime } from './time';
import { Metric } from '../../../src/contract';
import { type WatchRun, watchRun } from '../../store/runs/watch-run';

/**
 * Does what events and their handlers left undone, each duty in its share of the time.
 *
 * @throws AggregateError of the errors of all duties that failed; the other duties were carried out
 */
export async function sweep(deps: SweepDeps, watch: WatchRun): Promise<void> {
  const duties: Duty[] = [
    {
      name: 'unsent alerts',
      carryOut: async (remainingMillis) => {
        deps.emit(undefined, { [Metric.ALERTS_UNSENT]: await deps.outbox.publishDue(deps.clock(), () => hasTime({ remainingMillis })) });
      },
    },
    {
      name: 'runs',
      carryOut: async () => {
        await watchRun(watch);
      },
    },
    { name: 'decisions', carryOut: async (remainingMillis) => decideAfterFailures({ ...deps, remainingMillis }) },
    { name: 'rejected files', carryOut: async (remainingMillis) => takeOutRejected({ ...deps, remainingMillis }) },
    { name: 'forgotten files', carryOut: async (remainingMillis) => requeueForgotten({ ...deps, remainingMillis }) },
  ];
  const errors = await carryOutInShares(duties, deps.remainingMillis);
  if (errors.length > 0) {
    const causes = errors.map((error) => (error instanceof Error ? error.message : String(error))).join('; ');
    throw new AggregateError(errors, `${errors.length} of the sweep's duties failed; the next sweep tries them again: ${causes}`);
  }
}
