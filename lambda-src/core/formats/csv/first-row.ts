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
  const hasName = hasCorner || kinds.includes('text');
  const labels = labelsIn(first, columns, hasName);
  const unlike = below.filter((cells) => 2 * cells.filter((cell, i) => cell === first[i]).length <= first.length);
  const repeats = (i: number) => (kinds[i] === 'text' && columns[i].isText ? unlike.filter((cells) => cells[i] === first[i]).length : 0);
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
  /** The common shape of all cells with digits, such as `A9` for A100 and B17; undefined if their shapes differ. */
  readonly shape?: string;
}

function columnOf(rows: ReadonlyArray<readonly string[]>, index: number): Column {
  const counts = new Map<CellKind, number>();
  const cells = new Set<string>();
  for (const row of rows) {
    const kind = cellKind(row[index]);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (kind !== 'empty') {
      cells.add(row[index]);
    }
  }
  const empty = counts.get('empty') ?? 0;
  const filled = rows.length - empty;
  const typed = [...counts].find(([kind, count]) => isTyped(kind) && count >= SHARE_OF_TYPE * filled);
  const isText = filled > 0 && (counts.get('text') ?? 0) >= SHARE_OF_TYPE * filled;
  return { kind: filled === 0 ? 'empty' : typed?.[0] ?? 'text', isText, isFull: empty === 0, cells, shape: commonShape(cells) };
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

/** The cell with each letter as A or a, and each run of digits as 9; undefined for long texts and for texts without digits. */
function shapeOf(cell: string): string | undefined {
  if (cell.length > 32 || !/\d/.test(cell)) {
    return undefined;
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
  if (kind !== 'text') {
    return undefined;
  }
  return column.shape !== undefined && column.shape === shapeOf(cell) ? 'record' : undefined;
}

/** Whether the first row has nothing above a column without gaps: the empty corner of a table with names on two sides. */
function isCorner(first: readonly string[], [column]: readonly Column[]): boolean {
  return first.length > 1 && first[0].trim() === '' && column.isFull && first.slice(1).every((cell) => cell.trim() !== '');
}

/**
 * The numbers of the first row, if they are names: years above values that are not years; or 1, 2, 3 … next to names, or
 * above fractions.
 */
function labelsIn(first: readonly string[], columns: readonly Column[], hasName: boolean): ReadonlySet<number> {
  const numbers = [...first.keys()].filter((i) => cellKind(first[i]) === 'number');
  if (!numbers.every((i) => columns[i].kind === 'number' || columns[i].kind === 'empty')) {
    return new Set();
  }
  const values = numbers.map((i) => first[i]);
  const below = numbers.flatMap((i) => [...columns[i].cells]);
  const areYears = isRunOfYears(values) && !below.every((cell) => YEAR.test(cell));
  const areCounted = isCount(values) && (hasName || below.some((cell) => !INTEGER.test(cell)));
  return new Set(areYears || areCounted ? numbers : []);
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
