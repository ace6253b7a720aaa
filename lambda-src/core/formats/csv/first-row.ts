/** Whether the first row of a CSV file names its columns, or is the first record. */

import { type CellKind, cellKind, isTyped } from './cell-kind';
import type { CutRow } from './cut';

/**
 * `names` and `record` are certain. `no-sign` is a row without any sign, such as words above words, which is nearly always a
 * header. `unclear` is a row that may equally be one or the other.
 */
export type FirstRow = 'names' | 'record' | 'no-sign' | 'unclear';

/** A column has a type if this share of its cells that are not empty have it. */
const SHARE_OF_TYPE = 0.9;

/** One sign overrules the other if this many times as many cells show it. */
const OVERRULING = 4;

/** The first row is a record if this many of its texts appear again below, in the same columns. Fewer may be chance. */
const REPEATED_VALUES = 3;

/** Numbers that count from 0 or 1 are labels if there are at least this many. Fewer may be chance. */
const COUNTED_LABELS = 4;

/** Numbers that only grow along the row, as on an axis, are labels if there are at least this many. Fewer may be chance. */
const LABELS_OF_AN_AXIS = 8;

/** A row is like a header if it has at least so many texts of another kind than those below, in at least so many rows. */
const UNLIKE_CELLS = 2;
const ROWS_WITH_VALUES = 3;

/** With fewer rows it may be chance that each text appears again. */
const ROWS_OF_CATEGORIES = 8;

/** More rows of names, units and remarks than this are not above a table. */
const MOST_ROWS_OF_HEADER = 5;

const YEAR = /^(?:1[89]|20)\d\d$/;
const INTEGER = /^\d{1,9}$/;

/** @param rows of the beginning of the file, in order. Rows with another width than the first one show nothing. */
export function firstRowOf(rows: readonly CutRow[]): FirstRow {
  const [first, ...others] = rows.map(({ cells }) => cells);
  // A file that was put together from several files may have its header several times.
  const below = others.filter((cells) => cells.length === first.length && cells.some((cell, i) => cell !== first[i]));
  return below.length === 0 ? aloneSays(first) : comparedSays(first, below);
}

/** What the first row shows by itself, if the rows below say nothing. A fraction is never a name, but a time may be one of a series of names. */
function aloneSays(first: readonly string[]): FirstRow {
  const kinds = first.map(cellKind);
  const typed = first.filter((_, i) => isTyped(kinds[i]));
  if (typed.length === 0) {
    return 'no-sign';
  }
  if (!kinds.includes('text')) {
    return 'record';
  }
  if (typed.length > 1 && typed.every((cell) => YEAR.test(cell))) {
    return 'no-sign';
  }
  if (kinds.some((kind, i) => kind === 'number' && !INTEGER.test(first[i]))) {
    return 'record';
  }
  const times = kinds.filter((kind) => kind === 'time').length;
  return times > 0 && times <= 2 ? 'record' : 'unclear';
}

function comparedSays(first: readonly string[], below: ReadonlyArray<readonly string[]>): FirstRow {
  const kinds = first.map(cellKind);
  const columns = first.map((_, i) => columnOf(below, i));
  const hasCorner = isCorner(first, columns);
  // Programs write the numbers of the rows below an empty corner.
  if (hasCorner && below.every(([number]) => INTEGER.test(number)) && isAscending(below.map(([number]) => number))) {
    return 'names';
  }
  const hasName = hasCorner || kinds.includes('text');
  const labels = labelsIn(first, below, columns, hasName);
  const unlike = below.filter((cells) => 2 * cells.filter((cell, i) => cell === first[i]).length <= first.length);
  const repeats = (i: number) => (kinds[i] === 'text' && columns[i].isText && !isMark(first[i], columns[i]) ? unlike.filter((cells) => cells[i] === first[i]).length : 0);
  let [names, record, repeated] = [hasCorner ? 1 : 0, 0, 0];
  first.forEach((cell, i) => {
    const says = labels.has(i) ? 'names' : cellSays(cell, kinds[i], columns[i]);
    // Next to an empty corner above names, whole numbers may be names too.
    if (says === 'record' && hasCorner && columns[0].kind === 'text' && INTEGER.test(cell)) {
      return;
    }
    if (says === 'names') {
      names++;
    }
    if (says === 'record') {
      record++;
    }
    if (says === undefined) {
      repeated += repeats(i);
    }
  });
  const isRepeated = repeated >= REPEATED_VALUES;
  if (repeated > 0 && record === 0) {
    names += first.filter((_, i) => cellSays(first[i], kinds[i], columns[i]) === undefined && isUnlike(first[i], kinds[i], columns[i])).length;
  }
  if (names > 0) {
    return hasName && names >= OVERRULING * (record + (isRepeated ? 1 : 0)) ? 'names' : 'unclear';
  }
  if (record > 0 || isRepeated) {
    return 'record';
  }
  return repeated > 0 ? 'unclear' : aloneSays(first);
}

interface Column {
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

function columnOf(rows: ReadonlyArray<readonly string[]>, index: number): Column {
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
 * The cell with each letter as A or a, and each run of digits as 9. Of a cell without digits, only the signs at both ends (as in `:smile:`),
 * or that it has no letter either: names have letters. undefined for long texts, and for texts that have none of these.
 */
function shapeOf(cell: string): string | undefined {
  if (cell.length > 32) {
    return undefined;
  }
  if (!/\d/.test(cell)) {
    return /\p{L}/u.test(cell) ? /^([^\p{L}\p{N}\s]).+\1$/u.exec(cell)?.[1] : 'no letter';
  }
  return cell.replace(/\p{Lu}/gu, 'A').replace(/\p{Ll}/gu, 'a').replace(/\d+/g, '9');
}

function cellSays(cell: string, kind: CellKind, column: Column): 'names' | 'record' | undefined {
  if (kind === 'empty' || column.kind === 'empty') {
    return undefined;
  }
  if (isTyped(column.kind)) {
    if (kind === column.kind) {
      return 'record';
    }
    // Days may be the names of columns of numbers, but numbers are never the names of columns of days.
    return kind === 'text' || column.kind === 'number' ? 'names' : undefined;
  }
  if (kind !== 'text' || isMark(cell, column)) {
    return undefined;
  }
  return column.shape !== undefined && column.shape === shapeOf(cell) ? 'record' : undefined;
}

/**
 * Whether the cell is another text than all below it, although each of those appears again. If it were one of them, it would
 * probably appear again too.
 */
function isUnlike(cell: string, kind: CellKind, column: Column): boolean {
  return kind === 'text' && column.isText && column.isCategory && !column.cells.has(cell);
}

/** Whether the cells below hold nothing or this text, as marks do that repeat the name of their column. */
function isMark(cell: string, { cells, isFull }: Column): boolean {
  return !isFull && cells.size === 1 && cells.has(cell);
}

/** Whether the first row has nothing above a column without gaps: the empty corner of a table with names on two sides. */
function isCorner(first: readonly string[], [column]: readonly Column[]): boolean {
  return first.length > 1 && first[0].trim() === '' && column.isFull && first.slice(1).every((cell) => cell.trim() !== '');
}

/**
 * The numbers of the first row, if they are names: years above values that are not years; 1, 2, 3 … next to names, or above
 * fractions; or many numbers next to names that only grow, as on an axis, while those of no row below do.
 */
function labelsIn(
  first: readonly string[], rows: ReadonlyArray<readonly string[]>, columns: readonly Column[], hasName: boolean,
): ReadonlySet<number> {
  const numbers = [...first.keys()].filter((i) => cellKind(first[i]) === 'number');
  if (!numbers.every((i) => columns[i].kind === 'number' || columns[i].kind === 'empty')) {
    return new Set();
  }
  const values = numbers.map((i) => first[i]);
  const below = numbers.flatMap((i) => [...columns[i].cells]);
  const areYears = isRunOfYears(values) && !below.every((cell) => YEAR.test(cell));
  const areCounted = isCount(values) && (hasName || below.some((cell) => !INTEGER.test(cell)));
  const areOnAxis = hasName && values.length >= LABELS_OF_AN_AXIS && isAscending(values) && !rows.some((row) => isAscending(numbers.map((i) => row[i])));
  return new Set(areYears || areCounted || areOnAxis ? numbers : []);
}

/** Whether all are numbers, each greater than the one before. Empty cells do not count, if there are at least three others. */
function isAscending(cells: readonly string[]): boolean {
  const values = cells.filter((cell) => cellKind(cell) !== 'empty').map(Number);
  return values.length > 2 && values.every((value, i) => (i === 0 ? !Number.isNaN(value) : value > values[i - 1]));
}

/** Whether they are two or more years, in ascending or descending order. */
function isRunOfYears(values: readonly string[]): boolean {
  const steps = values.slice(1).map((value, i) => Math.sign(Number(value) - Number(values[i])));
  return steps.length > 0 && steps[0] !== 0 && steps.every((step) => step === steps[0]) && values.every((value) => YEAR.test(value));
}

/** Whether they are 0, 1, 2 … or 1, 2, 3 …. */
function isCount(values: readonly string[]): boolean {
  return values.length >= COUNTED_LABELS && /^[01]$/.test(values[0]) && values.every((value, at) => value === String(Number(values[0]) + at));
}

/**
 * How many rows below the header look like a part of it, such as units: no cell of them is like those of the records, and some cells of the
 * first of them are of another kind.
 *
 * @param top the rows below the header, as they follow each other.
 * @param rows some of the rows below those.
 */
export function rowsLikeHeader(top: readonly CutRow[], rows: readonly CutRow[]): number {
  const all = [...top, ...rows].map(({ cells }) => cells);
  for (let count = Math.min(top.length, MOST_ROWS_OF_HEADER); count > 0; count--) {
    const records = all.slice(count).filter((cells) => cells.length === all[0].length);
    const unlike = all.slice(0, count).map((cells) => (cells.length === all[0].length ? unlikeCells(cells, records) : undefined));
    if (records.length >= ROWS_WITH_VALUES && !unlike.includes(undefined) && unlike[0]! >= UNLIKE_CELLS) {
      return count;
    }
  }
  return 0;
}

/** How many texts are of another kind than the cells below them; undefined if any cell is of their kind. */
function unlikeCells(cells: readonly string[], below: ReadonlyArray<readonly string[]>): number | undefined {
  let unlike = 0;
  for (const [i, cell] of cells.entries()) {
    const column = columnOf(below, i);
    const kind = cellKind(cell);
    if (isTyped(kind) ? isTyped(column.kind) : column.cells.has(cell)) {
      return undefined;
    }
    const isCategory = column.isText && column.isCategory && below.length >= ROWS_OF_CATEGORIES;
    const hasOtherShape = column.shape !== undefined && column.shape !== shapeOf(cell);
    unlike += kind === 'text' && (isTyped(column.kind) || isCategory || hasOtherShape) ? 1 : 0;
  }
  return unlike;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((cell, i) => cell === b[i]);
}

/**
 * Whether a row further below looks like the header of another table: it has texts only, one of them in a column in which all other rows
 * have numbers, dates or times.
 *
 * @param rows of the beginning of the file, in order, without the header.
 */
export function isOtherHeader({ cells }: CutRow, header: readonly string[], rows: readonly CutRow[]): boolean {
  const others = rows.map((row) => row.cells).filter((each) => each.length === cells.length && !isSame(each, cells));
  return others.length > 0 && !isSame(cells, header) && cells.every((cell) => cellKind(cell) === 'text')
    && cells.some((_, i) => isTyped(columnOf(others, i).kind));
}
