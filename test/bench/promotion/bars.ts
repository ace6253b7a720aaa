/** What promotion should cost at most. A benchmark is no test: a bar that does not hold is only shown. */

import { BARE, JOB, TUNED } from './contenders';
import type { Filling } from './filling';
import { type Row, coldName, ratio } from './rows';
import type { FileSet } from './sets';

const MOST_CPU_RATIO = 0.3;
const MOST_WALL_RATIO_WITH_LATENCY = 0.15;
const LEAST_MEGABYTES_PER_SECOND = 250;
const MOST_TASK_MEGABYTES = 600;
const MOST_PACKAGE_MEGABYTES = 60;

export interface Bar {
  readonly what: string;
  readonly bar: string;
  readonly found: number;
  readonly holds: 'met' | 'NOT MET';
}

export interface Figures {
  readonly sets: readonly FileSet[];
  readonly rows: readonly Row[];
  readonly filling: readonly Filling[];
  readonly packageMegabytes: number;
}

/** The bars of what was measured. */
export function barsOf({ sets, rows, filling, packageMegabytes }: Figures): Bar[] {
  return [
    ...sets.flatMap(({ name, latencyMillis }) => [name, coldName(name)].flatMap((set) => latencyMillis === 0
      ? atMost(`${set}: CPU ÷ ${TUNED}`, MOST_CPU_RATIO, ratio(rows, set, 'cpu_s', JOB, TUNED))
      : atMost(`${set}: wall ÷ ${BARE}`, MOST_WALL_RATIO_WITH_LATENCY, ratio(rows, set, 'wall_s', JOB, BARE)))),
    ...filling.map(({ set, mb_per_s }) => atLeast(`${set}: filling alone, MB/s`, LEAST_MEGABYTES_PER_SECOND, mb_per_s)),
    ...filling.flatMap(({ set, task_peak_mb }) => atMost(`${set}: memory of a task, MB`, MOST_TASK_MEGABYTES, task_peak_mb)),
    ...atMost('packed package, MB', MOST_PACKAGE_MEGABYTES, packageMegabytes),
  ];
}

/** @param found undefined if it was not measured */
function atMost(what: string, most: number, found: number | undefined): Bar[] {
  return found === undefined ? [] : [{ what, bar: `≤ ${most}`, found, holds: found <= most ? 'met' : 'NOT MET' }];
}

function atLeast(what: string, least: number, found: number): Bar {
  return { what, bar: `≥ ${least}`, found, holds: found >= least ? 'met' : 'NOT MET' };
}
