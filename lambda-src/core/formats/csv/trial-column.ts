/** A column of a trial: what its cells have in common. */

import { type CellKind, cellKind, isTyped } from './cell-kind';

/** A column has a type if this share of its cells that are not empty have it. */
const SHARE_OF_TYPE = 0.9;

export interface Column {
  /** The kind of its cells below the first row. */
  readonly kind: CellKind;
  /** Hardly any of them has a type. */
  readonly isText: boolean;
  /** None of them is empty. */
  readonly isFull: boolean;
  readonly cells: ReadonlySet<string>;
  /** Every cell appears more than once. */
  readonly isCategory: boolean;
  /** The common shape of all cells with digits, such as `A9` for A100 and B17; undefined if their shapes differ. */
  readonly shape?: string;
}

export function columnOf(rows: ReadonlyArray<readonly string[]>, index: number): Column {
  const counts = new Map<CellKind, number>();
  const cells = new Set<string>();
  const again = new Set<string>();
  for (const row of rows) {
    const kind = cellKind(row[index]);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (kind !== 'empty') {
      (cells.has(row[index]) ? again : cells).add(row[index]);
    }
  }
  const empty = counts.get('empty') ?? 0;
  const filled = rows.length - empty;
  const typed = [...counts].find(([kind, count]) => isTyped(kind) && count >= SHARE_OF_TYPE * filled);
  const isText = filled > 0 && (counts.get('text') ?? 0) >= SHARE_OF_TYPE * filled;
  return { kind: filled === 0 ? 'empty' : typed?.[0] ?? 'text', isText, isFull: empty === 0, cells, isCategory: again.size === cells.size, shape: commonShape(cells) };
}

function commonShape(cells: ReadonlySet<string>): string | undefined {
  let shape: string | undefined;
  for (const cell of cells) {
    const each = shapeOf(cell);
    if (each === undefined || (shape !== undefined && shape !== each)) {
      return undefined;
    }
    shape = each;
  }
  return shape;
}

/**
 * The cell with each letter as A or a, and each run of digits as 9. A cell without digits has a shape only
 * if the same sign is at both ends (as in `:smile:`), or if it has no letter: names have letters. undefined for long texts and for all other
 * texts.
 */
export function shapeOf(cell: string): string | undefined {
  if (cell.length > 32) {
    return undefined;
  }
  const is = ASCII_ONLY.test(cell) ? IN_ASCII : IN_ALL_SCRIPTS;
  if (!/\d/.test(cell)) {
    return is.letter.test(cell) ? is.betweenSigns.exec(cell)?.[1] : 'no letter';
  }
  return cell.replace(is.upper, 'A').replace(is.lower, 'a').replace(/\d+/g, '9');
}

const ASCII_ONLY = /^[\x00-\x7f]*$/;

/** The first use of a class of Unicode takes a millisecond in a fresh process, and few files need one. */
const IN_ASCII = { letter: /[A-Za-z]/, betweenSigns: /^([^A-Za-z\d\s]).+\1$/, upper: /[A-Z]/g, lower: /[a-z]/g };
const IN_ALL_SCRIPTS = { letter: /\p{L}/u, betweenSigns: /^([^\p{L}\p{N}\s]).+\1$/u, upper: /\p{Lu}/gu, lower: /\p{Ll}/gu };
