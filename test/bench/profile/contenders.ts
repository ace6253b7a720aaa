/** What is measured: programs that read a whole file, each in a process of its own. */

import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { parse } from 'papaparse';
import { profileFile } from '../../../lambda-src/formats/profile-file';
import { Family } from '../../../lambda-src/schema/field-type';

export interface Task {
  readonly path: string;
  readonly format: Family;
  readonly isArray: boolean;
  /** Reads the file so many times as one long one. */
  readonly repeat?: number;
}

/** Bytes that the SDK's streams hand out at a time, about. */
const CHUNK_BYTES = 64 * 1024;

export const PROFILER = 'this profiler';

export const CONTENDERS: Readonly<Record<string, (task: Task) => Promise<unknown>>> = {
  [PROFILER]: async (task) => profileFile(task.repeat === undefined ? read(task.path) : repeated(task), { format: task.format }),
  'DuckDB': async ({ path, format }) => {
    // Loaded by this one alone, so that the others' memory is their own.
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    const reader = format === 'csv' ? `read_csv_auto('${path}', sample_size=-1, header=true)` : `read_json_auto('${path}', sample_size=-1)`;
    await connection.runAndReadAll(`describe select * from ${reader}`);
    connection.closeSync();
    instance.closeSync();
  },
  'JSON.parse, no profile': async ({ path }) => {
    for (const line of lines(path)) JSON.parse(line);
  },
  'papaparse, no profile': ({ path }) => new Promise((resolve, reject) => {
    const input = createReadStream(path, { encoding: 'utf8', highWaterMark: 1024 * 1024 });
    parse(input, { delimiter: ',', chunk: () => undefined, complete: resolve, error: reject });
  }),
};

/** Which contenders can read the file. */
export function contendersFor({ format, isArray }: Omit<Task, 'path'>): string[] {
  if (format === 'csv') return [PROFILER, 'DuckDB', 'papaparse, no profile'];
  return isArray ? [PROFILER, 'DuckDB'] : [PROFILER, 'DuckDB', 'JSON.parse, no profile'];
}

/**
 * The file as chunks. Read directly: Node's file streams take as long as profiling does, and in the function the bytes come
 * from elsewhere.
 */
async function* read(path: string): AsyncGenerator<Buffer> {
  const file = openSync(path, 'r');
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const count = readSync(file, chunk, 0, CHUNK_BYTES, null);
    if (count === 0) break;
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
    if (count === 0) break;
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

/** The records of a file over and over: of CSV with one header, of an array in one pair of brackets. */
async function* repeated({ path, format, isArray, repeat }: Task): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < repeat!; i++) {
    let isFirst = true;
    let held: Buffer | undefined;
    for await (const chunk of read(path)) {
      if (held !== undefined) yield held;
      held = chunk;
      if (isFirst && i > 0) held = format === 'csv' ? held.subarray(held.indexOf(10) + 1) : isArray ? Buffer.concat([Buffer.from(','), held.subarray(1)]) : held;
      isFirst = false;
    }
    yield isArray && i < repeat! - 1 ? held!.subarray(0, -1) : held!;
  }
}
