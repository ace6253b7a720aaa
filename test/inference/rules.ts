/** Why the profiler's type of a field may differ from DuckDB's. `docs/command-line.md` shows this list. */

import type { Family, FieldType } from '../../lambda-src/core/schema/field-type';

export interface Difference {
  readonly format: Family;
  readonly path: string;
  /** The profiler's type; undefined if it has no such path. */
  readonly ours?: FieldType;
  /** DuckDB's type; undefined if it has no such path. */
  readonly duckdb?: string;
  /** The distinct cells of the column, as they are written; empty for JSON. */
  readonly cells: readonly string[];
}

export interface Rule {
  readonly name: string;
  readonly sentence: string;
  readonly explains: (difference: Difference) => boolean;
}

/** The types that are the same under different names. */
const SAME: Readonly<Partial<Record<FieldType, string>>> = {
  'boolean': 'BOOLEAN',
  'bigint': 'BIGINT',
  'bigint(wide)': 'BIGINT',
  'double': 'DOUBLE',
  'date': 'DATE',
  'timestamp': 'TIMESTAMP',
  'string': 'VARCHAR',
  'array': 'LIST',
  'struct': 'STRUCT',
  'map': 'MAP',
  'json': 'JSON',
};

export function agree(ours: FieldType | undefined, duckdb: string | undefined): boolean {
  return ours !== undefined && SAME[ours] === duckdb;
}

const JSON_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const ISO_DATE_FIRST = /^\d{4}-\d{2}-\d{2}/;

export const RULES: readonly Rule[] = [
  {
    name: 'json_text_stays_text',
    sentence: 'A JSON string is `string`, whatever it looks like: one `"N/A"` in a later file must not change the type. '
      + 'DuckDB takes strings that all look like dates or timestamps for `DATE` or `TIMESTAMP`.',
    explains: ({ format, ours, duckdb }) => format === 'json' && ours === 'string' && ['DATE', 'TIMESTAMP'].includes(duckdb!),
  },
  {
    name: 'integers_by_value',
    sentence: 'Integers are `bigint` if all of their values fit. DuckDB reads JSON integers as signed and unsigned ones, '
      + 'and where both meet, in a field with negative and positive values, it goes on to `HUGEINT` (128 bits).',
    explains: ({ format, ours, duckdb }) => format === 'json' && ours === 'bigint' && duckdb === 'HUGEINT',
  },
  {
    name: 'csv_numbers_as_json',
    sentence: 'A CSV cell is a number only if JSON would write it so. `.097` is text to us and `DOUBLE` to DuckDB.',
    explains: ({ format, ours, duckdb, cells }) =>
      format === 'csv' && ours === 'string' && duckdb === 'DOUBLE' && cells.some((cell) => !JSON_NUMBER.test(cell)),
  },
  {
    name: 'csv_times_as_iso',
    sentence: 'A CSV cell is a date or a timestamp only in ISO order with `-` (`01/02/2015` means two days). '
      + '`2015/05/30 11:00:00` is text to us and `TIMESTAMP` to DuckDB.',
    explains: ({ format, ours, duckdb, cells }) =>
      format === 'csv' && ours === 'string' && duckdb === 'TIMESTAMP' && cells.some((cell) => !ISO_DATE_FIRST.test(cell)),
  },
];

/** The rule that explains a difference; undefined if none does. */
export function explanationOf(difference: Difference): Rule | undefined {
  return RULES.find((rule) => rule.explains(difference));
}
