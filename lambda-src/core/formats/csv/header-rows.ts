/** Rows below the first one that may be headers too: of the same table, such as units, or of another one. */

import { cellKind, isTyped } from './cell-kind';
import type { CutRow } from './cut';
import { columnOf, shapeOf } from './trial-column';

/** A row is like a header if it has at least so many texts of another kind than those below, in at least so many rows. */
const UNLIKE_CELLS = 2;
const ROWS_WITH_VALUES = 3;

/** With fewer rows it may be chance that each text appears again. */
const ROWS_OF_CATEGORIES = 8;

/** More rows of names, units and remarks than this are not above a table. */
const MOST_ROWS_OF_HEADER = 5;

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
