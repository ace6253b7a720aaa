/** Names of columns as they are typed: one row of CSV, so that a name may hold a comma. */

import { CsvRows } from '../../lambda-src/core/formats/csv/rows';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { TextChunk } from '../../lambda-src/core/formats/stored/text';
import { SourceLimit } from '../../src/contract';
import { isColumnName, repeatedName } from '../../src/source-rules';
import { UsageError } from '../command-line/usage-error';

/** @throws UsageError if they cannot be the columns of a table. */
export function parseColumnNames(text: string): readonly string[] {
  const names = cellsOf(text);
  const bad = names.find((name) => !isColumnName(name));
  if (bad !== undefined) {
    throw new UsageError(`--column-names has the name '${bad}'; expected 1 to ${SourceLimit.FIELD_NAME_CHARS} characters`);
  }
  const twin = repeatedName(names);
  if (twin !== undefined) {
    throw new UsageError(`--column-names has the name '${twin}' twice, be it but for case; give each column a name of its own`);
  }
  return names;
}

function cellsOf(text: string): readonly string[] {
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
