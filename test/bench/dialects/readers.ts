/** The programs that are compared. Each reads a whole file, and is told no more about it than its name. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Facts, Reading } from './reading';
import { FileFault } from '../../../lambda-src/core/formats/fault';
import type { FileProfile } from '../../../lambda-src/core/profiling/file-profile';
import { profileTolerantly } from '../../../lambda-src/core/profiling/profile-file';
import { warningsOf } from '../../../lambda-src/core/warnings/warnings-of';
import { CSV_DEFAULTS, type ReadingConfig } from '../../../src/source-config';

export interface Reader {
  readonly name: string;
  read(path: string): Promise<Reading>;
}

export const profiler: Reader = { name: 'this profiler', read: (path) => readAs(path, { format: 'csv' }) };

/**
 * The profiler, told what a team may paste into its declaration of the source.
 *
 * @param propose gives a declaration for a file; undefined if there is none.
 */
export function toldBy(propose: (path: string) => Promise<ReadingConfig | undefined>): Reader {
  return { name: 'as suggested', read: async (path) => readAs(path, await propose(path) ?? { format: 'csv' }) };
}

/** @throws FileFault */
async function profiled(path: string, declared: ReadingConfig): Promise<FileProfile> {
  const stored = readFileSync(path);
  return profileTolerantly(async () => oneChunk(stored), declared, { filename: basename(path), storedBytes: stored.length });
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readAs(path: string, declared: ReadingConfig): Promise<Reading> {
  try {
    const profile = await profiled(path, declared);
    return { facts: factsOf(profile, declared, readFileSync(path)), warnings: warningsOf(profile, declared).map(({ code }) => code) };
  } catch (error) {
    if (error instanceof FileFault) {
      return { refused: error.reason };
    }
    throw error;
  }
}

function factsOf({ dialect, columns, records, start, markBytes }: FileProfile, { csv }: ReadingConfig, stored: Buffer): Facts {
  const bytes = (dialect.compression === 'gzip' ? gunzipSync(stored) : stored).subarray(markBytes);
  const text = new TextDecoder(dialect.encoding).decode(bytes);
  const before = Buffer.from(text).subarray(0, start).toString();
  return {
    delimiter: dialect.delimiter!,
    quote: csv?.quote ?? CSV_DEFAULTS.quote,
    header: csv?.columnNames === undefined ? dialect.columnNames === undefined : undefined,
    columns: columns!.length,
    records,
    firstRecordLine: (before.match(/\r\n|\r|\n/g) ?? []).length + 1,
  };
}

/** Finds the form with `sniff_csv`. Then reads all values into a table with `read_csv`, because a mere count would not convert them. */
export async function duckDb(): Promise<Reader> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  return {
    name: 'DuckDB',
    async read(path) {
      try {
        const form = await firstRow(connection, 'SELECT Delimiter, Quote, HasHeader, SkipRows, len(Columns) FROM sniff_csv($path)', { path });
        await connection.run('CREATE OR REPLACE TEMP TABLE file AS SELECT * FROM read_csv($path)', { path });
        const [records] = await firstRow(connection, 'SELECT count(*) FROM file');
        const [delimiter, quote, header, skippedRows, columns] = form;
        const facts = {
          delimiter: String(delimiter),
          quote: String(quote),
          header: header === true,
          columns: Number(columns),
          records: Number(records),
          firstRecordLine: Number(skippedRows) + (header === true ? 2 : 1),
        };
        return { facts, warnings: [] };
      } catch (error) {
        return { refused: (error as Error).message.split(':')[0] };
      }
    },
  };
}

async function firstRow(connection: DuckDBConnection, sql: string, values?: Record<string, string>): Promise<readonly unknown[]> {
  const [row] = (await connection.runAndReadAll(sql, values)).getRows();
  return row;
}
