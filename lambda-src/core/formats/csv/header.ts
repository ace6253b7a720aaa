/** The first row of a CSV file, which names its columns, and checks that it can be a header. */

import { Bounds } from '../bounds';
import type { CsvRow } from './rows';
import type { CsvReading } from '../dialect';
import { type FaultPlace, FileFault } from '../fault';
import { shown } from '../fault-text';

/** A JSON object, or an array of objects. Read as CSV it would be a meaningless header, which would then become the schema. */
const JSON_START = /^\s*(\{\s*["}]|\[\s*[{\]])/;

/** @param text the beginning of the file. @throws FileFault `malformed_csv` if it is JSON. */
export function assertIsNoJson(text: string, place: FaultPlace): void {
  if (!JSON_START.test(text)) {
    return;
  }
  throw new FileFault('malformed_csv', 'the file is JSON, but its source is declared as CSV', place);
}

export interface CsvColumns {
  readonly names: readonly string[];
  /** Whether the row is the first record, not a header. */
  readonly isRecord: boolean;
}

/** The name of a column that no row names. @param index from 0. */
export function columnName(index: number): string {
  return `column_${index + 1}`;
}

/**
 * The columns that the first row of the file shows.
 *
 * @param isHeader whether it names them.
 * @throws FileFault if they cannot be the columns of a table.
 */
export function columnsBy(row: CsvRow, isHeader: boolean, { columnNames, raggedRows }: CsvReading): CsvColumns {
  if (columnNames !== undefined) {
    return { names: columnNames, isRecord: true };
  }
  if (isHeader) {
    return { names: namesIn(row, raggedRows === 'fill'), isRecord: false };
  }
  assertFewEnough(row);
  return { names: row.cells.map((_, i) => columnName(i)), isRecord: true };
}

function assertFewEnough(row: CsvRow): void {
  if (row.cells.length <= Bounds.FIELDS) {
    return;
  }
  throw row.fault('too_many_fields', `the first row has ${row.cells.length} columns, expected at most ${Bounds.FIELDS}`);
}

/** Spreadsheets write empty cells after the last column. If ragged rows are filled up or cut, these cells are dropped too. */
function withoutEmptyEnd(cells: readonly string[]): readonly string[] {
  let end = cells.length;
  while (end > 0 && cells[end - 1] === '') {
    end--;
  }
  return cells.slice(0, end);
}

/** A table with names on two sides has an empty corner between them. Any other column without a name is a fault. */
function hasCorner(cells: readonly string[]): boolean {
  return cells.length > 1 && cells[0].trim() === '' && cells[1].trim() !== '';
}

function namesIn(row: CsvRow, dropsEmptyEnd: boolean): readonly string[] {
  const given = dropsEmptyEnd ? withoutEmptyEnd(row.cells) : row.cells;
  const cells = hasCorner(given) ? [columnName(0), ...given.slice(1)] : given;
  assertFewEnough(row);
  if (cells.length === 0) {
    throw row.fault('empty_header', 'no column has a name');
  }
  const byLowerCase = new Map<string, string>();
  cells.forEach((name, i) => {
    if (name.trim() === '') {
      throw row.fault('empty_header', `column ${i + 1} has no name`);
    }
    if (name.length > Bounds.NAME_CHARS) {
      throw row.fault('field_name_too_long', `the name of column ${i + 1} has more than ${Bounds.NAME_CHARS} characters`);
    }
    const twin = byLowerCase.get(name.toLowerCase());
    if (twin === name) {
      throw row.fault('duplicate_header', `two columns have the name ${shown(name)}`);
    }
    if (twin !== undefined) {
      throw row.fault('case_collision', `the columns ${shown(twin)} and ${shown(name)} differ in case only; send one of them`);
    }
    byLowerCase.set(name.toLowerCase(), name);
  });
  return cells;
}
