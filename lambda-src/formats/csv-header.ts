/** The first row of a CSV file, which names its columns, and what must not pass for one. */

import { Bounds } from './bounds';
import { CsvRow } from './csv-rows';
import { FaultPlace, FileFault } from './fault';
import { shown } from './json-cursor';

/** A JSON object, or an array of objects: as CSV it would be a header of nonsense that then counts as the schema. */
const JSON_START = /^\s*(\{\s*["}]|\[\s*[{\]])/;

/** @throws FileFault `malformed_csv` if the text, the beginning of a file, is JSON. */
export function assertIsNoJson(text: string, place: FaultPlace): void {
  if (!JSON_START.test(text)) return;
  throw new FileFault('malformed_csv', 'the file is JSON, but its source is declared as CSV', place);
}

/**
 * The names of the columns.
 *
 * @throws FileFault if they cannot be the columns of a table.
 */
export function columnNames(row: CsvRow): readonly string[] {
  if (row.cells.length > Bounds.FIELDS) {
    throw row.fault('too_many_fields', `the header has ${row.cells.length} columns, expected at most ${Bounds.FIELDS}`);
  }
  const byLowerCase = new Map<string, string>();
  row.cells.forEach((name, i) => {
    if (name.trim() === '') throw row.fault('empty_header', `column ${i + 1} has no name`);
    if (name.length > Bounds.NAME_CHARS) {
      throw row.fault('field_name_too_long', `the name of column ${i + 1} has more than ${Bounds.NAME_CHARS} characters`);
    }
    const twin = byLowerCase.get(name.toLowerCase());
    if (twin === name) throw row.fault('duplicate_header', `two columns have the name ${shown(name)}`);
    if (twin !== undefined) {
      throw row.fault('case_collision', `the columns ${shown(twin)} and ${shown(name)} differ in case only; send one of them`);
    }
    byLowerCase.set(name.toLowerCase(), name);
  });
  return row.cells;
}
