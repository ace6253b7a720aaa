/** Names of columns as they are typed: one row of CSV, so that a name may hold a comma. */

import { CsvRows } from '../../lambda-src/core/formats/csv/rows';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { TextChunk } from '../../lambda-src/core/formats/stored/text-chunk';
import { UsageError } from '../command-line/usage-error';

/** @throws UsageError if the text is not one row of CSV. */
export function parseColumnNames(text: string): readonly string[] {
  const rows = new CsvRows(',');
  try {
    const [row, ...more] = [...rows.push(new TextChunk(text, 0)), ...rows.end()];
    if (row !== undefined && more.length === 0) {
      return row.cells;
    }
  } catch (error) {
    if (!(error instanceof FileFault)) {
      throw error;
    }
  }
  throw new UsageError(`--column-names is ${JSON.stringify(text)}; expected names with commas between them, one for each column, for example id,name (a name with a comma in quotes)`);
}
