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
  /** How many cells the header has after the last name. Their columns do not exist as long as they have no values. */
  readonly nameless: number;
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
 * @param isHeader whether it names them, or has names that the source replaces.
 * @throws FileFault if they cannot be the columns of a table.
 */
export function columnsBy(row: CsvRow, isHeader: boolean, reading: CsvReading): CsvColumns {
  const { columnNames, headers } = reading;
  if (columnNames !== undefined) {
    return isHeader ? { names: columnNames, nameless: surplusOf(row, columnNames, reading), isRecord: false }
      : { names: columnNames, nameless: 0, isRecord: true };
  }
  assertFewEnough(row);
  if (!isHeader) {
    return { names: row.cells.map((_, i) => columnName(i)), nameless: 0, isRecord: true };
  }
  const given = headers === 'repair' ? repaired(row.cells) : withoutNamelessEnd(row.cells);
  const names = hasCorner(given) ? [columnName(0), ...given.slice(1)] : given;
  assertAreNames(names, row);
  return { names, nameless: row.cells.length - names.length, isRecord: false };
}

/** What a file can be told that has a column without a name. */
export const NAMES_FOR_THE_NAMELESS = 'columnNames of the source give it one, and so does headers: REPAIR';

function assertFewEnough(row: CsvRow): void {
  if (row.cells.length <= Bounds.FIELDS) {
    return;
  }
  throw row.fault('too_many_fields', `the first row has ${row.cells.length} columns, expected at most ${Bounds.FIELDS}`);
}

/** How many cells of a header follow those whose names are replaced. */
function surplusOf(row: CsvRow, names: readonly string[], { raggedRows }: CsvReading): number {
  const { length } = withoutNamelessEnd(row.cells);
  if (length > names.length || (row.cells.length < names.length && raggedRows !== 'fill')) {
    throw row.fault('ragged_row', `the header has ${length} names, and columnNames of the source has ${names.length}`);
  }
  return Math.max(0, row.cells.length - names.length);
}

const isNameless = (name: string) => name.trim() === '';

/** Spreadsheets write empty cells after the last column. */
function withoutNamelessEnd(cells: readonly string[]): readonly string[] {
  let end = cells.length;
  while (end > 0 && isNameless(cells[end - 1])) {
    end--;
  }
  return cells.slice(0, end);
}

/** A table with names on two sides has an empty corner between them. Any other column without a name is a fault. */
function hasCorner(cells: readonly string[]): boolean {
  return cells.length > 1 && isNameless(cells[0]) && !isNameless(cells[1]);
}

/** The names, with numbers where they are equal. A name that is given once stays, whatever the others become. */
function repaired(cells: readonly string[]): readonly string[] {
  const taken = new Set(cells.map((name) => name.toLowerCase()));
  const met = new Set<string>();
  return cells.map((cell, i) => {
    const name = isNameless(cell) ? columnName(i) : cell;
    const isFirst = isNameless(cell) ? !taken.has(name) : !met.has(cell.toLowerCase());
    let unique = name;
    for (let n = 2; !isFirst && taken.has(unique.toLowerCase()); n++) {
      unique = `${name}_${n}`;
    }
    taken.add(unique.toLowerCase());
    met.add(cell.toLowerCase());
    return unique;
  });
}

function assertAreNames(names: readonly string[], row: CsvRow): void {
  if (names.length === 0) {
    throw row.fault('empty_header', 'no column has a name');
  }
  const byLowerCase = new Map<string, string>();
  names.forEach((name, i) => {
    if (isNameless(name)) {
      throw row.fault('empty_header', `column ${i + 1} has no name; ${NAMES_FOR_THE_NAMELESS}`);
    }
    if (name.length > Bounds.NAME_CHARS) {
      throw row.fault('field_name_too_long', `the name of column ${i + 1} has more than ${Bounds.NAME_CHARS} characters`);
    }
    const twin = byLowerCase.get(name.toLowerCase());
    if (twin === name) {
      throw row.fault('duplicate_header', `two columns have the name ${shown(name)}; headers: REPAIR numbers them, and columnNames replace them`);
    }
    if (twin !== undefined) {
      throw row.fault('case_collision', `the columns ${shown(twin)} and ${shown(name)} differ in case only; headers: REPAIR numbers them, `
        + 'and columnNames replace them');
    }
    byLowerCase.set(name.toLowerCase(), name);
  });
}
