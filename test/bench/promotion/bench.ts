/**
 * What promotion costs: the job beside bare PySpark and DuckDB, on many small files and on a few large ones. Also what a task costs by
 * itself, and how large the package is. It ends with the bars that promotion should reach.
 *
 *   npm run bench -- promotion [--files 1000] [--megabytes 64] [--rounds 3] [--only WORD] [--latency 25] [--json FILE]
 *
 * All contenders read the same objects from an emulated S3 and write Parquet by source and date. Each has a process of its own.
 * Its first task is the cold one, and includes the start of the process. In every round the contenders take turns, so that a
 * slow moment of the machine affects all of them. After each task the written values are compared; that is not measured.
 * Slow contenders take part in few rounds (contenders.ts).
 */
import { rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { barsOf } from './bars';
import { compare } from './compare';
import { Cloud } from './deployment';
import { type Filling, filling } from './filling';
import { packageMegabytes } from './package-size';
import { profiled } from './profiles';
import { type S3Proxy, startProxy } from './proxy';
import { type Row, coldName, shownCalls, shownRow } from './rows';
import { s3Jars } from './s3-connector/jars';
import { fileSets } from './sets';
import type { Surroundings } from './worker';
import { JVM_OPTIONS } from '../../../lambda-src/functions/launch/run-job-flow';
import { type Emulator, startEmulator } from '../../../local/emulator';
import { cloudEnvironment } from '../../../local/environment';
import { javaHome } from '../../../local/java';

const FOLDER = join(__dirname, '..', '..', '..', 'node_modules', '.cache', 'bench', 'promotion');

/** What the contenders of the last run printed. */
const LOG = join(FOLDER, 'contenders.log');

export async function promotionBench(options: ReadonlyMap<string, string>): Promise<void> {
  const number = (name: string, otherwise: number) => Number(options.get(name) ?? otherwise);
  const rounds = number('rounds', 3);
  const sizes = { files: number('files', 1_000), megabytes: number('megabytes', 64), latencyMillis: number('latency', 25) };
  const sets = fileSets(FOLDER, sizes, options.get('only') ?? '');
  if (sets.length === 0) {
    throw new Error(`no set has "${options.get('only')}" in its name`);
  }
  console.log(`${cpus().length} × ${cpus()[0].model.trim()}, ${rounds} rounds, ${sizes.files} small files or 4 × ${sizes.megabytes} MB`);
  rmSync(LOG, { force: true });
  const emulator = await startEmulator({ auth: false, tls: false });
  // The emulator has a process group of its own, so Ctrl-C does not reach it. It reaches the workers.
  process.once('SIGINT', () => void emulator.stop().finally(() => process.exit(130)));
  const proxy = await startProxy(emulator.endpoint);
  const rows: Row[] = [];
  const alone: Filling[] = [];
  try {
    const stage = { cloud: new Cloud(emulator), proxy, around: await surroundings(emulator, proxy) };
    for (const set of sets) {
      const ready = await profiled(set);
      const measured = await compare(ready, rounds, stage);
      // At once, because the whole benchmark takes long.
      console.table(measured.map((row) => shownRow(row, measured)));
      rows.push(...measured);
      if (set.latencyMillis === 0) {
        alone.push(await filling(ready, stage));
      }
    }
  } finally {
    proxy.stop();
    await emulator.stop();
  }
  console.log('Calls of the driver, cold');
  console.table(shownCalls(rows.filter(({ set, calls }) => calls !== undefined && sets.some(({ name }) => set === coldName(name)))));
  console.log('A task by itself');
  console.table(alone);
  const bars = barsOf({ sets, rows, filling: alone, packageMegabytes: packageMegabytes() });
  console.table(bars);
  if (options.has('json')) {
    writeFileSync(options.get('json')!, JSON.stringify({ rows, filling: alone, bars }, undefined, 2));
  }
}

/** Only S3 goes through the proxy. */
async function surroundings(emulator: Emulator, proxy: S3Proxy): Promise<Surroundings> {
  const environment = cloudEnvironment({
    ...emulator.env,
    AWS_ENDPOINT_URL_S3: proxy.endpoint,
    BENCH_JARS: await s3Jars(),
    BENCH_JVM_OPTIONS: JVM_OPTIONS,
    JAVA_HOME: await javaHome(),
  });
  return { environment, emulatorPid: emulator.pid, log: LOG };
}
