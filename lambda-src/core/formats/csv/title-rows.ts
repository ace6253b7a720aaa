/**
 * Finds the rows above a table that are no part of it: titles, a date, a few names with their values. The table begins with the first row
 * that is filled like the rows below it.
 */

import { cellKind } from './cell-kind';
import type { Cut, CutRow } from './cut';
import { firstRowOf } from './first-row';
import { filledIn } from './foot-rows';

export interface TitleRows {
  /** The number of rows. */
  readonly rows: number;
  /** The number of lines before the table, with blank ones. */
  readonly lines: number;
  /** The number of cells that the rows of the table have. */
  readonly width: number;
  /** The row below them names the columns. If this is not certain, they may be a header that lacks some names. */
  readonly isCertain: boolean;
}

/** More rows than this are no titles. */
const MOST_ROWS = 40;

/** A table is there only if this share of the rows below the titles has its width. */
const SHARE_OF_TABLE = 0.9;

/** With this many columns, a row of one cell can hardly be their header. */
const COLUMNS_OF_A_TABLE = 3;

/** A header and two records are no accident. */
const ROWS_OF_A_TABLE = 3;

/**
 * @param width that most rows have.
 * @param end the rows from here on are not part of the table.
 */
export function titleRows(cut: Cut, text: string, width: number, end: number): TitleRows | undefined {
  let [rows, filled] = [0, 0];
  for (const row of cut.rows(0, Math.min(end, MOST_ROWS + 2))) {
    if (!isTitle(row, width)) {
      // A header may lack names in columns that have no values either.
      rows = filledIn(row.cells) > filled ? rows : 0;
      break;
    }
    rows++;
    filled = Math.max(filled, filledIn(row.cells));
  }
  const below = cut.widths.slice(rows, end);
  const alike = below.filter((each) => each === width).length;
  if (rows === 0 || rows > MOST_ROWS || below.length < 2 || below[0] !== width || alike < SHARE_OF_TABLE * below.length) {
    return undefined;
  }
  const table = cut.sample(undefined, rows, end);
  const says = firstRowOf(table);
  const isTable = below.length >= ROWS_OF_A_TABLE && !table.every(isProse);
  return { rows, width, lines: linesBefore(text, cut.startOf(rows)), isCertain: isTable && (says === 'names' || (says === 'no-sign' && width >= COLUMNS_OF_A_TABLE)) };
}

/** How many lines end before a place in the text. */
export function linesBefore(text: string, place: number): number {
  return (text.slice(0, place).match(/\r\n|\r|\n/g) ?? []).length;
}

/** Whether the row has one text, a few at its beginning such as a name and its value, or nothing; or whether it is shorter than a record by half. */
function isTitle({ cells, quoted }: CutRow, width: number): boolean {
  const filled = filledIn(cells);
  if (filled === 0 || 2 * cells.length <= width) {
    return true;
  }
  if (filled === 1) {
    return cells.some((cell) => cellKind(cell) === 'text');
  }
  if (cells.length !== width && isProse({ cells, quoted })) {
    return true;
  }
  return 2 * filled <= width && cells.slice(0, filled).every((cell) => cell.trim() !== '') && cellKind(cells[0]) === 'text';
}

/** Whether the row may be a sentence that holds the delimiter. */
function isProse({ cells, quoted }: CutRow): boolean {
  return quoted === undefined && cells.slice(1).every((cell) => cell.startsWith(' '));
}
