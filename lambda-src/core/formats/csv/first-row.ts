/** Whether the first row of a CSV file names its columns, or is the first record. */

import { type CellKind, cellKind, isTyped } from './cell-kind';
import type { CutRow } from './cut';
import { type Column, columnOf, shapeOf } from './trial-column';

/**
 * `names` and `record` are certain. `no-sign` is a row without any sign, such as words above words, which is nearly always a
 * header. `unclear` is a row that may equally be one or the other.
 */
export type FirstRow = 'names' | 'record' | 'no-sign' | 'unclear';

/** One sign overrules the other if this many times as many cells show it. */
const OVERRULING = 4;

/** The first row is a record if this many of its texts appear again below, in the same columns. Fewer may be chance. */
const REPEATED_VALUES = 3;

/** Numbers that count from 0 or 1 are labels if there are at least this many. Fewer may be chance. */
const COUNTED_LABELS = 4;

/** Numbers that only grow along the row, as on an axis, are labels if there are at least this many. Fewer may be chance. */
const LABELS_OF_AN_AXIS = 8;

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
  const areOnAxis = hasName && values.length >= LABELS_OF_AN_AXIS && isAscending(values)
    && !rows.some((row) => isAscending(numbers.map((i) => row[i])));
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
