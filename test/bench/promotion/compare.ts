/** The contenders on one set. */

import { CONTENDERS, JOB, TUNED, warmRounds } from './contenders';
import type { Cloud, JobSettings } from './deployment';
import type { ProfiledSet } from './profiles';
import type { S3Proxy } from './proxy';
import { type Calls, type Measured, type Row, rowsOf } from './rows';
import { type Program, type Surroundings, Worker } from './worker';
import { pythonOf } from '../../../local/python';
import { showProgress } from '../figures';

/** Reads what a contender wrote. */
const READER: Program = { environment: 'bench', module: 'values', function: 'fingerprint' };

export interface Stage {
  readonly cloud: Cloud;
  readonly proxy: S3Proxy;
  readonly around: Surroundings;
}

interface Task {
  readonly format: string;
  readonly paths: Readonly<Record<string, string>>;
  readonly raw_bucket: string;
  readonly keys: readonly string[];
  readonly curated_bucket: string;
  /** For the job. */
  readonly deployment?: JobSettings;
}

/** The number of rows, and sums of hashes: of whole rows, and by column. */
type Fingerprint = Readonly<Record<string, string>>;

/**
 * Measures a cold run of each contender, and then as many rounds of warm ones.
 *
 * @throws Error if a contender wrote other values than the first one
 */
export async function compare(set: ProfiledSet, rounds: number, { cloud, proxy, around }: Stage): Promise<Row[]> {
  showProgress(`${set.name}: storing the files`);
  const rawBucket = await cloud.createBucket();
  const versions = await cloud.upload(rawBucket, set.files);
  const reader = new Worker(READER, await pythonOf(READER.environment), around);
  const workers = new Map<string, Worker>();
  const measured = new Map<string, Measured[]>();
  let expected: Fingerprint | undefined;
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const [name, program] of Object.entries(CONTENDERS)) {
        const last = warmRounds(name, set, rounds);
        if (last === undefined || round > last) {
          continue;
        }
        showProgress(`${set.name}, round ${round} of ${rounds}: ${name}`);
        const python = await pythonOf(program.environment);
        const task: Task = {
          format: set.format,
          paths: set.paths,
          raw_bucket: rawBucket,
          keys: set.files.map(({ key }) => key),
          curated_bucket: await cloud.createBucket(),
          deployment: name === JOB ? await cloud.deployJob(set, rawBucket, versions) : undefined,
        };
        proxy.reset(set.latencyMillis);
        const worker = workers.get(name) ?? new Worker(program, python, around);
        workers.set(name, worker);
        const { cost, result } = await worker.measure(task);
        const calls = name === JOB ? result as Calls : undefined;
        measured.set(name, [...measured.get(name) ?? [], { ...cost, requests: proxy.counts(), calls }]);
        const found = await reader.ask(task) as Fingerprint;
        assertSame(`${set.name}: ${name}`, found, expected ??= { ...found, rows: String(recordsOf(set)) });
        await cloud.deleteBucket(task.curated_bucket);
        if (round === last) {
          worker.stop();
        }
      }
    }
  } finally {
    showProgress();
    for (const worker of [reader, ...workers.values()]) {
      worker.stop();
    }
  }
  return [...measured].flatMap(([name, ones]) => rowsOf(set.name, name, ones));
}

const recordsOf = ({ files }: ProfiledSet) => files.reduce((sum, { records }) => sum + records, 0);

function assertSame(what: string, found: Fingerprint, expected: Fingerprint): void {
  const wrong = Object.keys(expected).filter((name) => found[name] !== expected[name]);
  if (wrong.length > 0) {
    throw new Error(`${what} did not write what ${TUNED} wrote: the counts or sums of ${wrong.join(', ')} differ`);
  }
}
