/** What the task of a batch costs by itself: how fast it fills columns, and how much memory it takes. */

import type { Stage } from './compare';
import type { ProfiledFile, ProfiledSet } from './profiles';
import { type Program, type Surroundings, Worker } from './worker';
import { REGION } from '../../../local/emulator';
import { pythonOf } from '../../../local/python';
import { rounded, showProgress } from '../figures';

const SPEED: Program = { environment: 'spark', module: 'fill_alone', function: 'speed' };
const PEAK: Program = { environment: 'spark', module: 'fill_alone', function: 'peak_megabytes' };

/** How often each file of a set of large files is in the batch. A batch has up to 512 MB, and the set has half of that. */
const TIMES = 2;

export interface Filling {
  readonly set: string;
  /** On one core, from bytes in memory to Arrow columns. */
  readonly mb_per_s: number;
  /** A fresh process also loads the scanner and compiles it. */
  readonly first_file_ms: number;
  /** Large files only: the most memory of a fresh process with one batch. */
  readonly task_peak_mb?: number;
}

export async function filling(set: ProfiledSet, stage: Stage): Promise<Filling> {
  showProgress(`${set.name}: filling alone`);
  const files = set.files.map(({ path, reading }) => ({ path, reading: JSON.stringify(reading) }));
  const { mb_per_s, first_file_ms } = await once(SPEED, { format: set.format, paths: set.paths, files }, stage.around) as Filling;
  const peak = set.isLarge ? { task_peak_mb: await taskPeak(set, stage) } : {};
  showProgress();
  return { set: set.name, mb_per_s: rounded(mb_per_s), first_file_ms: rounded(first_file_ms), ...peak };
}

async function taskPeak(set: ProfiledSet, { cloud, proxy, around }: Stage): Promise<number> {
  showProgress(`${set.name}: memory of a task`);
  const [raw_bucket, curated_bucket] = [await cloud.createBucket(), await cloud.createBucket()];
  const batch = Array.from({ length: TIMES }, (_, i) => set.files.map((file): ProfiledFile => ({ ...file, key: `${file.key}-${i}` }))).flat();
  const versions = await cloud.upload(raw_bucket, batch);
  const files = batch.map(({ ingestId, key, bytes, records, reading }) => {
    return { ingest_id: ingestId, key, bytes, records, reading: JSON.stringify(reading), ...versions.get(key)! };
  });
  proxy.reset(0);
  return Math.round(await once(PEAK, { paths: set.paths, raw_bucket, curated_bucket, region: REGION, files }, around) as number);
}

/** The result of a fresh process. */
async function once(program: Program, task: object, around: Surroundings): Promise<unknown> {
  const worker = new Worker(program, await pythonOf(program.environment), around);
  try {
    return await worker.ask(task);
  } finally {
    worker.stop();
  }
}
