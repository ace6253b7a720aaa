/**
 * The types that a field can have, and how the types of two values are joined into one.
 *
 * Under `join` they are a join-semilattice: commutative, associative, idempotent, with `unknown` at the bottom. So the
 * order of values, records, chunks and files does not matter to the resulting schema.
 */

/**
 * - `unknown`: only nulls were seen.
 * - `bigint`: integers within ±2^53, which a double holds exactly. `bigint(wide)`: 64-bit integers, some beyond that.
 *   Both have the same column type; the difference decides how they join with `double`.
 * - `decimal(p,0)`: integers beyond 64 bits, 19 ≤ p ≤ 38.
 * - `map`: objects whose names are data; it has values of one type instead of members (see `maps.ts`).
 * - `json`: values of kinds that have no common type; it has no paths below it.
 */
export type FieldType =
  | 'unknown' | 'boolean' | 'bigint' | 'bigint(wide)' | 'double' | `decimal(${number},0)`
  | 'date' | 'timestamp' | 'string' | 'array' | 'struct' | 'map' | 'json';

/** Escaped path → type. */
export type Fields = ReadonlyMap<string, FieldType>;

/** What a source sends; it decides what a path with values of different kinds becomes. */
export type Family = 'json' | 'csv';

/**
 * Position in the chain of integer types, each of which holds every value of the types before it; undefined for other types.
 * A decimal of 19 digits holds every 64-bit integer, so the chain needs no gap there.
 */
function integerRank(type: FieldType): number | undefined {
  if (type === 'bigint') {
    return 0;
  }
  if (type === 'bigint(wide)') {
    return 1;
  }
  return type.startsWith('decimal(') ? decimalPrecision(type) : undefined;
}

/** The p of `decimal(p,0)`. Any other type has none. */
export function decimalPrecision(type: FieldType): number {
  return Number(type.slice('decimal('.length, type.indexOf(',')));
}

/** The smallest type that holds every value of both: their least upper bound. */
export function join(a: FieldType, b: FieldType, family: Family): FieldType {
  if (a === b || b === 'unknown') {
    return a;
  }
  if (a === 'unknown') {
    return b;
  }
  const [rankA, rankB] = [integerRank(a), integerRank(b)];
  if (rankA !== undefined && rankB !== undefined) {
    return rankA > rankB ? a : b;
  }
  if (isPair(a, b, 'bigint', 'double')) {
    return 'double';
  }
  if (isPair(a, b, 'date', 'timestamp')) {
    return 'timestamp';
  }
  if (isPair(a, b, 'struct', 'map')) {
    return 'map';
  }
  return family === 'csv' ? 'string' : 'json';
}

function isPair(a: FieldType, b: FieldType, narrow: FieldType, wide: FieldType): boolean {
  return (a === narrow && b === wide) || (a === wide && b === narrow);
}

/** Whether `to` holds every value of `from` exactly, as another column type (or, for decimals, a larger precision). */
export function isWidening(from: FieldType, to: FieldType): boolean {
  if (from === 'bigint' && to === 'double') {
    return true;
  }
  if (from === 'date' && to === 'timestamp') {
    return true;
  }
  const [rankFrom, rankTo] = [integerRank(from), integerRank(to)];
  return rankFrom !== undefined && rankTo !== undefined && rankFrom < rankTo;
}

/** The type of the Parquet column: wide and narrow integers share one. */
export function physicalType(type: FieldType): FieldType {
  return type === 'bigint(wide)' ? 'bigint' : type;
}
