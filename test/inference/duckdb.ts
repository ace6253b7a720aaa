/** What DuckDB infers about a file, by the paths of this project. */

import {
  type DuckDBConnection, DuckDBInstance, DuckDBListType, DuckDBMapType, DuckDBStructType, type DuckDBType,
} from '@duckdb/node-api';
import type { Family } from '../../lambda-src/core/schema/field-type';
import { elementPath, memberPath, valuePath } from '../../src/field-path';

const READERS: Readonly<Record<Family, string>> = { json: 'read_json_auto', csv: 'read_csv_auto' };

export class DuckDb {
  static async open(): Promise<DuckDb> {
    // One thread, like a function; and DuckDB must not download extensions.
    const instance = await DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false' });
    return new DuckDb(await instance.connect());
  }

  private constructor(private readonly connection: DuckDBConnection) {}

  /** Path → DuckDB's name of the type; `STRUCT`, `LIST` and `MAP` without their contents. DuckDB looks at every record. */
  async fieldTypes(file: string, format: Family): Promise<Map<string, string>> {
    const result = await this.connection.run(`SELECT * FROM ${READERS[format]}('${file}', sample_size = -1) LIMIT 0`);
    const fields = new Map<string, string>();
    result.columnNames().forEach((name, column) => addFields(fields, memberPath(undefined, name), result.columnType(column)));
    return fields;
  }

  /** The distinct cells of a CSV column, as they are written. */
  async cells(file: string, column: string): Promise<string[]> {
    const name = column.replaceAll('"', '""');
    const result = await this.connection.runAndReadAll(
      `SELECT DISTINCT "${name}" FROM ${READERS.csv}('${file}', sample_size = -1, all_varchar = true) WHERE "${name}" IS NOT NULL`);
    return result.getRows().map(([cell]) => String(cell));
  }

  close(): void {
    this.connection.closeSync();
  }
}

function addFields(fields: Map<string, string>, path: string, type: DuckDBType): void {
  if (type instanceof DuckDBStructType) {
    fields.set(path, 'STRUCT');
    type.entryNames.forEach((name, entry) => addFields(fields, memberPath(path, name), type.entryTypes[entry]));
  } else if (type instanceof DuckDBListType) {
    fields.set(path, 'LIST');
    addFields(fields, elementPath(path), type.valueType);
  } else if (type instanceof DuckDBMapType) {
    fields.set(path, 'MAP');
    addFields(fields, valuePath(path), type.valueType);
  } else {
    fields.set(path, type.alias ?? type.toString());
  }
}
