/**
 * How fast a file is profiled, beside other programs that infer a schema or only parse.
 *
 *   npm run bench -- profile [--megabytes 160] [--rounds 5] [--only WORD] [--large GIGABYTES] [--json FILE]
 *
 * In every round the programs take turns, and each reads the file once, so that a slow moment of the machine affects all of
 * them. The result is the median of the rounds' CPU time. `--large` also profiles files of that size, to find the peak of memory.
 */
import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { ColdStart } from './cold';
import { PROFILER, SKETCHING, type Task, contendersFor } from './contenders';
import { type CorpusFile, corpus, sizeOf, smallFile } from './corpus';
import { median, rounded, showProgress } from '../figures';
import type { Measured } from './worker';
import { type Worker, PROFILER_NODE_OPTIONS, bundle, nodeWorker, pythonWorker } from './workers';
import { pythonOf } from '../../../local/python';

const ROOT = join(__dirname, '..', '..', '..');
const FOLDER = join(ROOT, 'node_modules', '.cache', 'bench');

const OURS: ReadonlySet<string> = new Set([PROFILER, SKETCHING]);

/** Programs that are so slow that they get only one round, with a small file. */
const SLOW = new Set(['genson']);
const SLOW_BYTES = 8e6;

const COLD_SIZES = [4_000, 1_000_000, 10_000_000];
const COLD_STARTS = 7;

export interface Row {
  readonly file: string;
  readonly program: string;
  /** Millions of bytes of the file per second of CPU time: the median of the rounds. */
  readonly megabytesPerSecond: number;
  /** DuckDB's time divided by this program's: the median of the rounds. */
  readonly timesDuckDb?: number;
  readonly peakMegabytes: number;
}

export async function profileBench(options: ReadonlyMap<string, string>): Promise<void> {
  const bytes = Number(options.get('megabytes') ?? 160) * 1e6;
  const rounds = Number(options.get('rounds') ?? 5);
  const files = corpus(FOLDER, bytes).filter(({ name }) => name.includes(options.get('only') ?? ''));
  const worker = await bundle(join(__dirname, 'worker.ts'), FOLDER);

  const rows: Row[] = [];
  for (const file of files) {
    rows.push(...await compare(file, { rounds, bytes }, worker));
  }
  const cold = await coldStarts();
  const large = options.has('large') ? await largeFiles(files, Number(options.get('large')) * 1e9, worker) : [];
  const machine = `${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.version}`;
  console.log(`\n${machine}, ${rounds} rounds, ${bytes / 1e6} MB`);
  console.table(rows.map(shown));
  console.table(cold);
  if (large.length > 0) {
    console.table(large);
  }
  if (options.has('json')) {
    writeFileSync(options.get('json')!, JSON.stringify({ machine, rounds, bytes, rows, cold, large }, undefined, 2));
  }
}

/** @param bytes read per round, about. A smaller file is read several times, because a tenth of a second says little. */
async function compare(file: CorpusFile, { rounds, bytes }: { readonly rounds: number; readonly bytes: number }, bundled: string): Promise<Row[]> {
  const times = file.paths.length > 1 ? 1 : Math.max(1, Math.round(bytes / sizeOf(file.paths)));
  const workers = new Map<string, Worker>();
  for (const name of contendersFor(file)) {
    workers.set(name, nodeWorker(bundled, name, OURS.has(name) ? PROFILER_NODE_OPTIONS : []));
  }
  if (isPythons(file)) {
    const python = await pythonOf('bench');
    for (const name of file.format === 'json' ? ['pyarrow', 'genson'] : ['pyarrow']) {
      workers.set(name, pythonWorker(python, name));
    }
  }
  const measured = new Map<string, Measured[]>([...workers.keys()].map((name) => [name, []]));
  // The first round does not count: it compiles and fills caches.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, worker] of workers) {
      if (SLOW.has(name) && round > 1) {
        continue;
      }
      showProgress(`${file.name} round ${round} of ${rounds}: ${name}`);
      const one = await worker.measure(tasksOf(name, file, times));
      if (round > 0) {
        measured.get(name)!.push(one);
      }
    }
  }
  showProgress();
  for (const worker of workers.values()) {
    worker.stop();
  }
  const duckDb = measured.get('DuckDB')!;
  return [...measured].map(([program, ones]) => ({
    file: file.name,
    program,
    megabytesPerSecond: sizeOf(tasksOf(program, file, times).map(({ path }) => path)) / 1e3 / median(ones.map((one) => one.cpuMillis)),
    timesDuckDb: SLOW.has(program) ? undefined : median(ones.map((one, i) => duckDb[i].cpuMillis / one.cpuMillis)),
    peakMegabytes: Math.max(...ones.map((one) => one.peakMegabytes)),
  }));
}

function tasksOf(program: string, { paths, format, form }: CorpusFile, times = 1): Task[] {
  const read = SLOW.has(program) ? [smallFile(FOLDER, SLOW_BYTES, format)] : Array.from({ length: times }, () => paths).flat();
  return read.map((path) => ({ path, format, form }));
}

/** Whether the Python programs can read it. They read no arrays and no mixed values, and not all of the real files. */
function isPythons({ form, paths, isMixed }: CorpusFile): boolean {
  return paths.length === 1 && form !== 'array' && !isMixed;
}

/** For fresh processes: the median time to load the profiler's bundle, and to profile a first file. */
async function coldStarts() {
  const profiler = await bundle(join(ROOT, 'lambda-src', 'core', 'profiling', 'profile-file.ts'), FOLDER);
  const cold = await bundle(join(__dirname, 'cold.ts'), FOLDER);
  const rows = [];
  for (const format of ['json', 'csv'] as const) {
    for (const bytes of COLD_SIZES) {
      const path = smallFile(FOLDER, bytes, format);
      const starts = Array.from({ length: COLD_STARTS }, () => (
        JSON.parse(spawnSync(process.execPath, [...PROFILER_NODE_OPTIONS, cold, profiler, path, format], { encoding: 'utf8' }).stdout) as ColdStart
      ));
      const medianOf = (figure: keyof ColdStart) => rounded(median(starts.map((start) => start[figure])));
      rows.push({
        format,
        bytes,
        loadMillis: medianOf('loadMillis'),
        loadCpuMillis: medianOf('loadCpuMillis'),
        profileMillis: medianOf('profileMillis'),
        profileCpuMillis: medianOf('profileCpuMillis'),
      });
    }
  }
  return rows.map((row) => ({ ...row, bundleKilobytes: rounded(statSync(profiler).size / 1e3) }));
}

async function largeFiles(files: readonly CorpusFile[], bytes: number, bundled: string) {
  const rows = [];
  for (const file of files.filter(({ paths }) => paths.length === 1)) {
    const repeat = Math.ceil(bytes / sizeOf(file.paths));
    const profiler = nodeWorker(bundled, SKETCHING, PROFILER_NODE_OPTIONS);
    const { peakMegabytes } = await profiler.measure(tasksOf(SKETCHING, file).map((task) => ({ ...task, repeat })));
    profiler.stop();
    rows.push({ file: file.name, gigabytes: rounded(repeat * sizeOf(file.paths) / 1e9), peakMegabytes: rounded(peakMegabytes) });
  }
  return rows;
}

function shown({ file, program, megabytesPerSecond, timesDuckDb, peakMegabytes }: Row) {
  return { file, program, 'MB/s': rounded(megabytesPerSecond), '× DuckDB': timesDuckDb === undefined ? '' : rounded(timesDuckDb), 'peak MB': Math.round(peakMegabytes) };
}
