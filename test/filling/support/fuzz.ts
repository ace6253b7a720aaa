/** Compares what a filling scanner stores with what the plain reader finds, on random files, chunks and row groups. */

import { isDeepStrictEqual } from 'node:util';
import type { FillCase } from './case';
import { csvFillCase } from './csv-files';
import { rowsOf } from './filled-rows';
import { jsonFillCase } from './json-files';
import { type PlainFault, type PlainRow, type PlainRows, UNCHECKED_DUPLICATE } from './plain-rows';
import { readColumns } from '../../../cli/columns/read-columns';
import { FillModule } from '../../../cli/filling/fill-module';
import { FillFault, Filler } from '../../../cli/filling/filler';
import { describeFault } from '../../../lambda-src/core/formats/scanning/scanner-fault';
import type { Family } from '../../../lambda-src/core/schema/field-type';
import { Random } from '../../scanner/support/random';

/** How often each outcome of a file occurred, so that a run can show that it tried good and bad files. */
export type Tally = Record<string, number>;

export const CASE_MAKERS: Readonly<Record<Family, (random: Random) => FillCase>> = { json: jsonFillCase, csv: csvFillCase };

/** @throws Error that shows the first file on which both differ. */
export async function fuzzFilling(format: Family, files: number, seed: number): Promise<Tally> {
  const random = new Random(seed);
  const module = new FillModule(format);
  const tally: Tally = {};
  for (let done = 0; done < files;) {
    const made = CASE_MAKERS[format](random);
    const expected = expectedOf(made);
    for (const chunks of [whole, someChunks(random, made)]) {
      const fullBytes = random.pick([1, 100, 2_000, 2 ** 24]);
      const actual = await filled(module, made, chunks, fullBytes);
      if (!agree(expected, actual)) {
        throw new Error(shown(`${format} file ${done} of seed ${seed}, row groups of ${fullBytes} bytes, ${chunks.name} chunks`, made, expected, actual));
      }
    }
    done += made.files.length;
    for (const file of made.files) {
      const kind = file.expected.fault ?? 'accepted';
      tally[kind] = (tally[kind] ?? 0) + 1;
    }
  }
  return tally;
}

/** The files are read one after the other, up to the first one with a fault. */
function expectedOf({ files }: FillCase): PlainRows {
  const rows: PlainRow[] = [];
  for (const { expected } of files) {
    rows.push(...expected.rows);
    if (expected.fault !== undefined) {
      return { rows, fault: expected.fault };
    }
  }
  return { rows };
}

type Chunks = (bytes: Buffer) => AsyncGenerator<Buffer>;

async function* whole(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Chunks of random sizes. A large file has larger ones, or it would take too long. */
function someChunks(random: Random, { files }: FillCase): Chunks {
  const bytes = Math.max(...files.map((file) => file.bytes.length));
  const most = random.pick([1, 7, 64]) + Math.floor(bytes / 150);
  return async function* small(file: Buffer): AsyncGenerator<Buffer> {
    for (let at = 0; at < file.length;) {
      const size = random.integer(1, most);
      yield file.subarray(at, at + size);
      at += size;
    }
  };
}

/** What a scanner stored. `fault` is the name of the file's fault, or says how the scanner crashed. */
interface Filled {
  readonly rows: readonly PlainRow[];
  readonly fault?: string;
}

async function filled(module: FillModule, { schema, files }: FillCase, chunks: Chunks, fullBytes: number): Promise<Filled> {
  const filler = new Filler(module, readColumns(schema), fullBytes);
  const rows: PlainRow[] = [];
  try {
    for (const { bytes, plan, expected } of files) {
      for await (const group of filler.read(chunks(bytes), plan)) {
        rows.push(...rowsOf(group));
      }
      if (expected.fault === undefined && filler.records !== expected.rows.length) {
        throw new Error(`${filler.records} records were counted, expected ${expected.rows.length}`);
      }
    }
  } catch (error) {
    if (!(error instanceof FillFault)) {
      return { rows, fault: `${(error as Error).stack}` };
    }
    return { rows, fault: plainFault(error) };
  }
  const rest = filler.rest();
  return { rows: rest === undefined ? rows : [...rows, ...rowsOf(rest)] };
}

function plainFault({ fault }: FillFault): PlainFault {
  switch (fault) {
    case 'MISFIT': return 'misfit';
    case 'NO_COLUMN': return 'no_column';
    case 'RECORD_TOO_LONG': return 'record_too_long';
    default: return describeFault(fault, undefined).reason;
  }
}

/** After a fault, the columns are given up, so only row groups that were full before it can be compared. */
function agree(expected: PlainRows, actual: Filled): boolean {
  const common = Math.min(expected.rows.length, actual.rows.length);
  const isSame = isDeepStrictEqual(expected.rows.slice(0, common), actual.rows.slice(0, common));
  switch (expected.fault) {
    case undefined: return isSame && actual.fault === undefined && actual.rows.length === expected.rows.length;
    // The scanner may go on.
    case UNCHECKED_DUPLICATE: return isSame && !actual.fault?.includes('Error');
    default: return isSame && actual.fault === expected.fault && actual.rows.length === common;
  }
}

function shown(which: string, made: FillCase, expected: PlainRows, actual: Filled): string {
  const at = actual.rows.findIndex((row, i) => !isDeepStrictEqual(row, expected.rows[i]));
  const row = ({ rows }: Filled) => JSON.stringify(rows[Math.max(0, at)]);
  return [
    `${which}: fault ${actual.fault}, expected ${expected.fault}; ${actual.rows.length} rows, expected ${expected.rows.length}`,
    `schema ${JSON.stringify(Object.fromEntries(made.schema))}`,
    ...made.files.map(({ bytes, plan }) => `${JSON.stringify(plan)}\n${JSON.stringify(bytes.toString('latin1').slice(0, 5_000))}`),
    `row ${at}:\n${row(actual)}\nexpected:\n${row(expected)}`,
  ].join('\n');
}
