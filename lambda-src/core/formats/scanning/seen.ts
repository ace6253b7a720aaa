/** How often something was seen, and in which record first. */

export interface Seen {
  /** At least 1. */
  readonly count: number;
  /** Number of the record among those that the scanner read, from 1. */
  readonly first: number;
}

/** Reads a count and a record number of a scanner's table; undefined if the count is 0. */
export function readSeen(view: DataView, count: number, first: number): Seen | undefined {
  return seen(Number(view.getBigUint64(count, true)), view.getFloat64(first, true));
}

export function seen(count: number, first: number | undefined): Seen | undefined {
  return count === 0 || first === undefined ? undefined : { count, first };
}

/** What was seen in both together. */
export function mergeSeen(a: Seen | undefined, b: Seen | undefined): Seen | undefined {
  return a === undefined || b === undefined ? a ?? b : { count: a.count + b.count, first: Math.min(a.first, b.first) };
}
