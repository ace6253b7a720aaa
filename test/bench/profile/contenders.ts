/** The programs that are measured. Each reads a whole file, in a process of its own. */

import { closeSync, createReadStream, openSync, readFileSync, readSync } from 'node:fs';
import { parse } from 'papaparse';
import type { CorpusFile, Form } from './corpus';
import { profileFile } from '../../../lambda-src/core/profiling/profile-file';
import type { Family } from '../../../lambda-src/core/schema/field-type';

export interface Task {
  readonly path: string;
  readonly format: Family;
  readonly form: Form;
  /** Reads the file this many times, as one long file. */
  readonly repeat?: number;
}

/** About the size of the chunks that the SDK's streams give. */
const CHUNK_BYTES = 64 * 1024;

/** The first with counts, presence, extremes and lengths; the second with sketches too, as the function reads files. */
export const PROFILER = 'this profiler';
export const SKETCHING = 'this profiler, sketches';

/** Opened once, because opening takes longer than reading a small file. */
let duckDb: ReturnType<typeof connectDuckDb> | undefined;

async function connectDuckDb() {
  // Only this contender loads it, so that it takes no memory of the others.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  return (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
}

export const CONTENDERS: Readonly<Record<string, (task: Task) => Promise<unknown>>> = {
  [PROFILER]: async (task) => profileFile(async () => bytesOf(task), { format: task.format }),
  [SKETCHING]: async (task) => profileFile(async () => bytesOf(task), { format: task.format }, { sketches: true }),
  'DuckDB': async ({ path, format }) => {
    const connection = await (duckDb ??= connectDuckDb());
    const reader = format === 'csv' ? `read_csv_auto('${path}', sample_size=-1, header=true)` : `read_json_auto('${path}', sample_size=-1)`;
    await connection.runAndReadAll(`describe select * from ${reader}`);
  },
  'JSON.parse, no profile': async ({ path, form }) => {
    if (form === 'documents') {
      JSON.parse(readFileSync(path, 'utf8'));
    } else {
      for (const line of lines(path)) {
        JSON.parse(line);
      }
    }
  },
  'papaparse, no profile': ({ path }) => new Promise((resolve, reject) => {
    const input = createReadStream(path, { encoding: 'utf8', highWaterMark: 1024 * 1024 });
    parse(input, { delimiter: ',', chunk: () => undefined, complete: resolve, error: reject });
  }),
};

/** Which contenders can read the file. */
export function contendersFor({ form }: CorpusFile): string[] {
  switch (form) {
    case 'table': return [PROFILER, SKETCHING, 'DuckDB', 'papaparse, no profile'];
    case 'array': return [PROFILER, SKETCHING, 'DuckDB'];
    default: return [PROFILER, SKETCHING, 'DuckDB', 'JSON.parse, no profile'];
  }
}

function bytesOf(task: Task): AsyncIterable<Uint8Array> {
  return task.repeat === undefined ? read(task.path) : repeated(task);
}

/**
 * The file as chunks. They are read directly, because Node's file streams take as long as the profiling, and the function
 * does not use them.
 */
async function* read(path: string): AsyncGenerator<Buffer> {
  const file = openSync(path, 'r');
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const count = readSync(file, chunk, 0, CHUNK_BYTES, null);
    if (count === 0) {
      break;
    }
    yield chunk.subarray(0, count);
  }
  closeSync(file);
}

function* lines(path: string): Generator<string> {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(1024 * 1024);
  let carried = 0;
  for (;;) {
    const count = readSync(file, buffer, carried, buffer.length - carried, null);
    if (count === 0) {
      break;
    }
    const end = carried + count;
    let start = 0;
    for (let at = buffer.indexOf(10); at !== -1 && at < end; at = buffer.indexOf(10, start)) {
      yield buffer.toString('utf8', start, at);
      start = at + 1;
    }
    buffer.copyWithin(0, start, end);
    carried = end - start;
  }
  closeSync(file);
}

/** The records of a file over and over. CSV has one header, and an array has one pair of brackets. */
async function* repeated({ path, format, form, repeat }: Task): AsyncGenerator<Uint8Array> {
  const isArray = form === 'array';
  for (let i = 0; i < repeat!; i++) {
    let isFirst = true;
    let held: Buffer | undefined;
    for await (const chunk of read(path)) {
      if (held !== undefined) {
        yield held;
      }
      held = chunk;
      if (isFirst && i > 0) {
        held = format === 'csv' ? held.subarray(held.indexOf(10) + 1) : isArray ? Buffer.concat([Buffer.from(','), held.subarray(1)]) : held;
      }
      isFirst = false;
    }
    yield isArray && i < repeat! - 1 ? held!.subarray(0, -1) : held!;
  }
}
