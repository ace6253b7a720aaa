/** The columns of a table as a Parquet schema: the types that the job writes. */

import type { SchemaElement } from 'hyparquet-writer' with { 'resolution-mode': 'import' };
import { type FieldType, decimalPrecision, decimalScale } from '../../lambda-src/core/schema/field-type';
import type { ReadColumn } from '../columns/read-columns';

const TEXT: Omit<SchemaElement, 'name'> = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };

/** @param names path → name of columns and of struct fields. */
export function parquetSchema(columns: readonly ReadColumn[], names: ReadonlyMap<string, string>): SchemaElement[] {
  const named = (fields: readonly ReadColumn[]) => fields.flatMap((field) => elements(field, names.get(field.path)!, names));
  return [{ name: 'schema', num_children: columns.length }, ...named(columns)];
}

/** The column and everything in it, from the outside in. */
function elements(column: ReadColumn, name: string, names: ReadonlyMap<string, string>): SchemaElement[] {
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  switch (column.type) {
    case 'struct': {
      const fields = column.fields.flatMap((field) => elements(field, names.get(field.path)!, names));
      return [{ ...optional, num_children: column.fields.length }, ...fields];
    }
    case 'array': return [
      { ...optional, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      ...elements(column.element!, 'element', names),
    ];
    case 'map': return [
      { ...optional, num_children: 1, converted_type: 'MAP', logical_type: { type: 'MAP' } },
      { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
      { name: 'key', repetition_type: 'REQUIRED', ...TEXT },
      ...elements(column.element!, 'value', names),
    ];
    default: return [{ ...optional, ...scalar(column.type) }];
  }
}

function scalar(type: FieldType): Omit<SchemaElement, 'name'> {
  switch (type) {
    case 'boolean': return { type: 'BOOLEAN' };
    case 'bigint': case 'bigint(wide)': return { type: 'INT64' };
    case 'double': return { type: 'DOUBLE' };
    case 'date': return { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } };
    case 'timestamp': return {
      type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    };
    case 'string': case 'json': return TEXT;
    default: return decimal(decimalPrecision(type), decimalScale(type));
  }
}

/** Stored in as few bytes as hold every number of so many digits. */
function decimal(precision: number, scale: number): Omit<SchemaElement, 'name'> {
  const bits = (10n ** BigInt(precision) - 1n).toString(2).length + 1;
  return {
    type: 'FIXED_LEN_BYTE_ARRAY',
    type_length: Math.ceil(bits / 8),
    converted_type: 'DECIMAL',
    precision,
    scale,
    logical_type: { type: 'DECIMAL', precision, scale },
  };
}
