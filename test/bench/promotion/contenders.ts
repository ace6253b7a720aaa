/** Who turns the files of a set into Parquet, and how often. */

import type { FileSet } from './sets';
import type { Program } from './worker';

/** Bare PySpark that lists its files in a sensible way. CPU time is compared with it. */
export const TUNED = 'bare, tuned listing';

/** Bare PySpark as it comes. Elapsed time with latency is compared with it. */
export const BARE = 'bare';

export const JOB = 'job';

const INFERENCE = 'bare, inference';

export const CONTENDERS: Readonly<Record<string, Program>> = {
  [TUNED]: { environment: 'spark', module: 'bare_spark', function: 'with_tuned_listing' },
  [BARE]: { environment: 'spark', module: 'bare_spark', function: 'with_schema' },
  [INFERENCE]: { environment: 'spark', module: 'bare_spark', function: 'with_inference' },
  DuckDB: { environment: 'bench', module: 'duckdb_alone', function: 'promote' },
  [JOB]: { environment: 'spark', module: 'job', function: 'promote' },
};

/**
 * How many warm rounds a contender has after its cold one. The slow ones have few, so that the whole benchmark takes less than half
 * an hour.
 *
 * @returns undefined if it does not take part
 */
export function warmRounds(contender: string, { isLarge, latencyMillis }: FileSet, rounds: number): number | undefined {
  if (contender === INFERENCE) {
    return isLarge || latencyMillis > 0 ? undefined : 0;
  }
  if (latencyMillis > 0) {
    return contender === TUNED ? 0 : Math.min(rounds, 1);
  }
  return contender === BARE ? Math.min(rounds, 1) : rounds;
}
