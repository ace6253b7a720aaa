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
 * - `decimal(p,s)`: p digits, s of them after the point. Without a hint only integers beyond 64 bits are decimals: s is 0, and
 *   19 ≤ p ≤ 38.
 * - `map`: objects whose names are data; it has values of one type instead of members (see `maps.ts`).
 * - `json`: values of kinds that have no common type; it has no paths below it.
 */
export type FieldType =
  | 'unknown' | 'boolean' | 'bigint' | 'bigint(wide)' | 'double' | `decimal(${number},${number})`
  | 'date' | 'timestamp' | 'string' | 'array' | 'struct' | 'map' | 'json';

/** Escaped path → type. */
export type Fields = ReadonlyMap<string, FieldType>;

/** What a source sends; it decides what a path with values of different kinds becomes. */
export type Family = 'json' | 'csv';

/** The p of `decimal(p,s)`. Any other type has none. */
export function decimalPrecision(type: FieldType): number {
  return Number(type.slice('decimal('.length, type.indexOf(',')));
}

/** The s of `decimal(p,s)`. */
export function decimalScale(type: FieldType): number {
  return Number(type.slice(type.indexOf(',') + 1, -1));
}

export function isNumeric(type: FieldType): boolean {
  return type === 'bigint' || type === 'bigint(wide)' || type === 'double' || type.startsWith('decimal(');
}

const MOST_DIGITS = 38;

/** How many digits exact numbers of a type have before and after the point, at most; undefined for other types. */
function exactDigits(type: FieldType): { readonly whole: number; readonly scale: number } | undefined {
  switch (type) {
    case 'bigint': return { whole: 16, scale: 0 };
    case 'bigint(wide)': return { whole: 19, scale: 0 };
    default: return type.startsWith('decimal(') ? { whole: decimalPrecision(type) - decimalScale(type), scale: decimalScale(type) } : undefined;
  }
}

/** The smallest type of exact numbers that holds both; undefined if one of them is not exact, or if no decimal has so many digits. */
function joinExact(a: FieldType, b: FieldType): FieldType | undefined {
  const [one, other] = [exactDigits(a), exactDigits(b)];
  if (one === undefined || other === undefined) {
    return undefined;
  }
  if (!a.startsWith('decimal(') && !b.startsWith('decimal(')) {
    return 'bigint(wide)';
  }
  const [whole, scale] = [Math.max(one.whole, other.whole), Math.max(one.scale, other.scale)];
  return whole + scale > MOST_DIGITS ? undefined : `decimal(${whole + scale},${scale})`;
}

/** The smallest type that holds every value of both: their least upper bound. */
export function join(a: FieldType, b: FieldType, family: Family): FieldType {
  if (a === b || b === 'unknown') {
    return a;
  }
  if (a === 'unknown') {
    return b;
  }
  const exact = joinExact(a, b);
  if (exact !== undefined) {
    return exact;
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

/** Whether `to` holds every value of `from` exactly, as another column type (or, for decimals, with more digits). */
export function isWidening(from: FieldType, to: FieldType): boolean {
  if (from === 'bigint' && to === 'double') {
    return true;
  }
  if (from === 'date' && to === 'timestamp') {
    return true;
  }
  return from !== to && exactDigits(from) !== undefined && exactDigits(to) !== undefined && joinExact(from, to) === to;
}

/** The type of the Parquet column: wide and narrow integers share one. */
export function physicalType(type: FieldType): FieldType {
  return type === 'bigint(wide)' ? 'bigint' : type;
}
