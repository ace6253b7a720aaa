/** How fast a file is copied for Spark, where the time goes, and what other levels of gzip would change. */

import { COPY } from './contenders';
import { type CorpusFile, sizeOf } from './corpus';
import { median, rounded, showProgress } from '../figures';
import type { Measured } from './worker';
import { PROFILER_NODE_OPTIONS, nodeWorker } from './workers';

export interface CopyRow {
  readonly file: string;
  /** Millions of bytes of the file per second of CPU time: for the whole pass, and for reading and rewriting alone. */
  readonly megabytesPerSecond: number;
  readonly rewritingMegabytesPerSecond: number;
  /** The share of the whole time that packing takes. */
  readonly packingShare: number;
  /** Bytes of lines per byte of the file, and bytes of lines per packed byte. */
  readonly growth: number;
  readonly packedTimes: number;
  /** The peak of a process that reads the file twice. */
  readonly peakMegabytes: number;
  readonly otherLevels: ReadonlyArray<{ readonly level: string; readonly megabytesPerSecond: number; readonly packedTimes: number }>;
}

export async function compareCopies(file: CorpusFile, rounds: number, bundled: string): Promise<CopyRow> {
  const { format, form, paths } = file;
  const workers = Object.values(COPY).map((name) => ({ name, worker: nodeWorker(bundled, name, PROFILER_NODE_OPTIONS), measured: [] as Measured[] }));
  // The first round does not count: it also makes the first pass over each file.
  for (let round = 0; round <= rounds; round++) {
    for (const { name, worker, measured } of workers) {
      showProgress(`${file.name} round ${round} of ${rounds}: ${name}`);
      const one = await worker.measure(paths.map((path) => ({ path, format, form })));
      if (round > 0) {
        measured.push(one);
      }
    }
  }
  showProgress();
  for (const { worker } of workers) {
    worker.stop();
  }
  const of = (name: string) => workers.find((each) => each.name === name)!.measured;
  const cpuMillis = (name: string) => median(of(name).map((one) => one.cpuMillis));
  const written = (name: string) => of(name)[0].written!;
  const bytes = sizeOf(paths);
  const speed = (name: string) => bytes / 1e3 / cpuMillis(name);
  const packedTimes = (name: string) => written(COPY.UNPACKED) / written(name);
  return {
    file: file.name,
    megabytesPerSecond: speed(COPY.WHOLE),
    rewritingMegabytesPerSecond: speed(COPY.UNPACKED),
    packingShare: 1 - cpuMillis(COPY.UNPACKED) / cpuMillis(COPY.WHOLE),
    growth: written(COPY.UNPACKED) / bytes,
    packedTimes: packedTimes(COPY.WHOLE),
    peakMegabytes: Math.max(...of(COPY.WHOLE).map((one) => one.peakMegabytes)),
    otherLevels: [COPY.LEVEL_3, COPY.LEVEL_6].map((level) => ({ level, megabytesPerSecond: speed(level), packedTimes: packedTimes(level) })),
  };
}

export function shownCopy(row: CopyRow) {
  return {
    'file': row.file,
    'MB/s': rounded(row.megabytesPerSecond),
    'not packed': rounded(row.rewritingMegabytesPerSecond),
    'packing %': Math.round(100 * row.packingShare),
    'growth': rounded(row.growth),
    'packed ×': rounded(row.packedTimes),
    'peak MB': Math.round(row.peakMegabytes),
    ...Object.fromEntries(row.otherLevels.map(({ level, megabytesPerSecond, packedTimes }) => (
      [level, `${rounded(megabytesPerSecond)} MB/s, × ${rounded(packedTimes)}`]
    ))),
  };
}
