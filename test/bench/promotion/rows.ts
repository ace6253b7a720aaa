/** The figures of a set and a contender, for people and for programs. */

import { BARE, TUNED } from './contenders';
import type { RequestCounts } from './proxy';
import type { Cost } from './worker';
import { median, rounded } from '../figures';

/** Calls of AWS, by service and operation. */
export type Calls = Readonly<Record<string, number>>;

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
  /** The job only: calls of its driver, in its last run. */
  readonly calls?: Calls;
}

export type Measured = Cost & { readonly requests: RequestCounts; readonly calls?: Calls };

export const coldName = (set: string) => `${set}-cold`;

/** @param measured the cold run, and then the warm ones */
export function rowsOf(set: string, contender: string, [cold, ...warm]: readonly Measured[]): Row[] {
  return [rowOf(coldName(set), contender, [cold]), ...warm.length === 0 ? [] : [rowOf(set, contender, warm)]];
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
    calls: measured.at(-1)!.calls,
  };
}

type Figure = 'cpu_s' | 'wall_s';

/** A figure of one contender, divided by that of another one on the same set. Undefined if one of them was not measured. */
export function ratio(rows: readonly Row[], set: string, figure: Figure, contender: string, reference: string): number | undefined {
  const [above, below] = [contender, reference].map((name) => rows.find((row) => row.set === set && row.contender === name)?.[figure]);
  return above === undefined || below === undefined ? undefined : rounded(above / below);
}

/** @param rows those of the set, with which this one is compared */
export function shownRow(row: Row, rows: readonly Row[]) {
  return {
    'set': row.set,
    'contender': row.contender,
    'CPU s': row.cpu_s,
    '× tuned': ratio(rows, row.set, 'cpu_s', row.contender, TUNED),
    'wall s': row.wall_s,
    '× bare': ratio(rows, row.set, 'wall_s', row.contender, BARE),
    'peak MB': row.peak_mb,
    'emulator CPU s': row.emulator_cpu_s,
    ...row.requests,
  };
}

/** A line for each operation, and in the end their sum, with a column for each set. */
export function shownCalls(rows: readonly Row[]) {
  const operations = [...new Set(rows.flatMap(({ calls = {} }) => Object.keys(calls)))].sort();
  const line = (number: (calls: Calls) => number) => Object.fromEntries(rows.map(({ set, calls = {} }) => [set, number(calls)]));
  return {
    ...Object.fromEntries(operations.map((operation) => [operation, line((calls) => calls[operation] ?? 0)])),
    all: line((calls) => Object.values(calls).reduce((sum, number) => sum + number, 0)),
  };
}
