/** Reads a Parquet file with DuckDB. */

import { type DuckDBResultReader, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

async function read(sql: string): Promise<DuckDBResultReader> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    return await connection.runAndReadAll(sql);
  } finally {
    connection.closeSync();
  }
}

/** @param select what to select of each row. */
export async function parquetRows(path: string, select = '*'): Promise<Record<string, DuckDBValue>[]> {
  return (await read(`SELECT ${select} FROM '${path}'`)).getRowObjects();
}

/** The values of each row as JSON, in which they keep every digit. */
export async function jsonRows(path: string): Promise<DuckDBValue[][]> {
  return (await read(`SELECT to_json(COLUMNS(*))::VARCHAR FROM '${path}'`)).getRows();
}

/** Name → DuckDB's name of the type. */
export async function parquetTypes(path: string): Promise<Record<string, string>> {
  const columns = (await read(`DESCRIBE SELECT * FROM '${path}'`)).getRows();
  return Object.fromEntries(columns.map(([name, type]) => [String(name), String(type)]));
}
