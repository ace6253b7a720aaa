/** The schema of CSV records. */

import { cellType } from './value-type';
import type { CsvRow } from '../../lambda-src/core/formats/csv/rows';
import { type FieldType, join } from '../../lambda-src/core/schema/field-type';
import type { SchemaProfile } from '../../lambda-src/core/schema/schema-profile';
import { memberPath } from '../../src/field-path';

interface Column {
  type: FieldType;
  values: number;
}

export class CsvProfile {
  private readonly columns: Column[] = [];
  private records = 0;

  /** Takes one record into the profile. */
  add(row: CsvRow): void {
    this.records++;
    row.cells.forEach((cell, i) => {
      const type = cellType(cell);
      if (type === undefined) {
        return;
      }
      const column = this.column(i);
      column.values++;
      if (type !== column.type) {
        column.type = join(column.type, type, 'csv');
      }
    });
  }

  /** A column is present because the header names it, whatever its cells hold. */
  finish(names: readonly string[]): SchemaProfile {
    const fields = new Map(names.map((name, i) => {
      const { type, values } = this.column(i);
      return [memberPath(undefined, name), { type, values, nulls: this.records - values, parents: this.records }];
    }));
    return { family: 'csv', records: this.records, fields };
  }

  private column(i: number): Column {
    return this.columns[i] ??= { type: 'unknown', values: 0 };
  }
}
