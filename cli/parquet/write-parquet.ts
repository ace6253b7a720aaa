/** Writes the records of one file as Parquet, a row group at a time. */

import { parquetSchema } from './parquet-schema';
import { parquetValues } from './parquet-values';
import type { ReadingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import type { Fields } from '../../lambda-src/core/schema/field-type';
import { type ReadColumn, readColumns } from '../columns/read-columns';
import { FillModule } from '../filling/fill-module';
import type { RowGroup } from '../filling/filled-columns';
import { Filler } from '../filling/filler';

/** About how many bytes of values are in memory at a time. As values of JavaScript they take several times as much. */
const ROW_GROUP_BYTES = 8 * 1024 * 1024;

/**
 * @param paths the read types of the table. At least one of them has a column.
 * @param names path → name of columns and of struct fields.
 * @param out is written from its beginning.
 */
export async function writeParquet(
  bytes: AsyncIterable<Uint8Array>, plan: ReadingPlan, paths: Fields, names: ReadonlyMap<string, string>, out: string,
): Promise<void> {
  const columns = readColumns(paths);
  // The package has modules of ECMAScript only.
  const { ParquetWriter, fileWriter } = await import('hyparquet-writer');
  const parquet = new ParquetWriter({ writer: fileWriter(out), schema: parquetSchema(columns, names) });
  const write = (group: RowGroup) => parquet.write({
    columnData: group.columns.map((filled) => ({
      name: names.get(filled.column.path)!,
      data: parquetValues(filled, names),
      // The dictionary that the writer would make takes -0 for 0.
      ...hasDouble(filled.column) ? { encoding: 'PLAIN' } : {},
    })),
    rowGroupSize: group.rows,
  });
  const filler = new Filler(new FillModule(plan.format), columns, ROW_GROUP_BYTES);
  for await (const group of filler.read(bytes, plan)) {
    await write(group);
  }
  const rest = filler.rest();
  if (rest !== undefined) {
    await write(rest);
  }
  await parquet.finish();
}

function hasDouble({ type, fields, element }: ReadColumn): boolean {
  return type === 'double' || fields.some(hasDouble) || (element !== undefined && hasDouble(element));
}
