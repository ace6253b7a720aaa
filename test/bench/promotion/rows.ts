/** The figures of a set and a contender, for people and for programs. */

import type { RequestCounts } from './proxy';
import type { Cost } from './worker';
import { median, rounded } from '../figures';

/** The first run of a fresh process has a row of its own: the name of its set ends with `-cold`. */
export interface Row {
  readonly set: string;
  readonly contender: string;
  /** Of all processes of the contender. */
  readonly cpu_s: number;
  readonly wall_s: number;
  readonly peak_mb: number;
  /** What the emulator took meanwhile. */
  readonly emulator_cpu_s: number;
  /** To S3, by kind. */
  readonly requests: RequestCounts;
}

export type Measured = Cost & { readonly requests: RequestCounts };

/** @param measured the cold run, and then the warm ones */
export function rowsOf(set: string, contender: string, [cold, ...warm]: readonly Measured[]): Row[] {
  return [rowOf(`${set}-cold`, contender, [cold]), ...warm.length === 0 ? [] : [rowOf(set, contender, warm)]];
}

function rowOf(set: string, contender: string, measured: readonly Measured[]): Row {
  const medianOf = (figure: keyof Cost) => rounded(median(measured.map((one) => one[figure])));
  const kinds = Object.keys(measured[0].requests) as Array<keyof RequestCounts>;
  return {
    set,
    contender,
    cpu_s: medianOf('cpuSeconds'),
    wall_s: medianOf('wallSeconds'),
    peak_mb: Math.round(Math.max(...measured.map(({ peakMegabytes }) => peakMegabytes))),
    emulator_cpu_s: medianOf('emulatorCpuSeconds'),
    requests: Object.fromEntries(kinds.map((kind) => [kind, median(measured.map(({ requests }) => requests[kind]))])) as unknown as RequestCounts,
  };
}

/** @param reference the row with which the row's CPU time is compared */
export function shownRow(row: Row, reference: Row) {
  return {
    'set': row.set,
    'contender': row.contender,
    'CPU s': row.cpu_s,
    '× bare': rounded(row.cpu_s / reference.cpu_s),
    'wall s': row.wall_s,
    'peak MB': row.peak_mb,
    'emulator CPU s': row.emulator_cpu_s,
    ...row.requests,
  };
}
