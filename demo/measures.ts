import type { Row } from './data';

/** A figure on which SQL and an independent reader of the input must agree. */
export interface Measure {
  /** What the figure is, in words. */
  readonly name: string;
  /** The SQL expression. Its value is an integer, so neither rounding nor the order of a sum can hide a difference. */
  readonly sql: string;
  /** Calculates the same figure from the input. */
  of(rows: readonly Row[]): bigint;
}

/** How many records there are. */
export const ROWS: Measure = { name: 'rows', sql: 'count(*)', of: (rows) => BigInt(rows.length) };

/** How many records have a value for a field. */
export function values(field: string, column: string): Measure {
  return {
    name: `values of ${column}`,
    sql: `count("${column}")`,
    of: (rows) => BigInt(rows.filter((row) => row[field] !== null && row[field] !== undefined).length),
  };
}

/**
 * The sum over a numeric field.
 *
 * @param decimals how many decimal places the field's values have; the sum counts units of the last place
 */
export function sum(field: string, column: string, decimals = 0): Measure {
  const unit = 10 ** decimals;
  return {
    name: decimals === 0 ? `sum of ${column}` : `sum of ${column} × ${unit}`,
    sql: decimals === 0 ? `sum("${column}")` : `sum(cast(round("${column}" * ${unit}) as bigint))`,
    of: (rows) => rows.reduce((total, row) => total + BigInt(Math.round(Number(row[field] ?? 0) * unit)), 0n),
  };
}

/** The number of characters in a text field, over all records. */
export function characters(field: string, column: string): Measure {
  return {
    name: `characters of ${column}`,
    sql: `sum(length("${column}"))`,
    of: (rows) => rows.reduce((total, row) => total + BigInt([...String(row[field] ?? '')].length), 0n),
  };
}

/** How many different values a field has. */
export function distinct(field: string, column: string): Measure {
  return {
    name: `different values of ${column}`,
    sql: `count(distinct "${column}")`,
    of: (rows) => BigInt(new Set(rows.map((row) => row[field]).filter((value) => value !== null && value !== undefined)).size),
  };
}
