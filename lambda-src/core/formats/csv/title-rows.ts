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
  /** The row below them shows that it names columns; it has not only words above words. */
  readonly areAboveNames: boolean;
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
 * @param width that most rows of the table have.
 * @param end the rows from here on are not part of the table.
 */
export function titleRows(cut: Cut, text: string, width: number, end: number): TitleRows | undefined {
  let [rows, most] = [0, 0];
  // The first row may hold anything if it has at most half as many cells as a record.
  for (const row of cut.rows(0, Math.min(end, MOST_ROWS + 2))) {
    const filled = rows === 0 && 2 * row.cells.length <= width ? filledIn(row.cells) : filledInTitle(row, width);
    if (filled === undefined) {
      // A header may lack names in columns that have no values either.
      rows = filledIn(row.cells) > most ? rows : 0;
      break;
    }
    rows++;
    most = Math.max(most, filled);
  }
  const below = cut.widths.slice(rows, end);
  const alike = below.filter((each) => each === width).length;
  if (rows === 0 || rows > MOST_ROWS || below.length < 2 || below[0] !== width || alike < SHARE_OF_TABLE * below.length) {
    return undefined;
  }
  const table = cut.sample(undefined, rows, end);
  const says = firstRowOf(table);
  const isTable = below.length >= ROWS_OF_A_TABLE && !table.every(isProse);
  const isCertain = isTable && (says === 'names' || (says === 'no-sign' && width >= COLUMNS_OF_A_TABLE && isAboveWords(cut, rows, table)));
  return { rows, width, isCertain, areAboveNames: says === 'names', lines: linesBefore(text, cut.startOf(rows)) };
}

/**
 * Whether rows above words are titles, and not the header of a list whose texts hold the delimiter: they have several words, and no cell
 * of the row below them comes again.
 */
function isAboveWords(cut: Cut, rows: number, [first, ...below]: readonly CutRow[]): boolean {
  const hasWords = [...cut.rows(0, rows)].some(({ cells }) => cells.some((cell) => cell.trim().includes(' ')));
  return hasWords && !below.some(({ cells }) => cells.some((cell, i) => cell.trim() !== '' && cell === first.cells[i]));
}

/** How many lines end before a place in the text. */
export function linesBefore(text: string, place: number): number {
  return (text.slice(0, place).match(/\r\n|\r|\n/g) ?? []).length;
}

/**
 * How many cells of the row are filled, if it may be above a table: it has one text, a few cells at its beginning such as a name and its
 * value, or nothing; or it is a sentence.
 */
function filledInTitle(row: CutRow, width: number): number | undefined {
  const { cells } = row;
  const filled = filledIn(cells);
  const hasCorner = cells.length === width && filled === width - 1 && cells[0].trim() === '';
  if (filled > 0 && hasCorner) {
    return undefined;
  }
  if (cells.length !== width && isProse(row)) {
    return 1;
  }
  const isText = filled === 1 && cells.some((cell) => cellKind(cell) === 'text');
  const isAtBeginning = 2 * filled <= width && cells.slice(0, filled).every((cell) => cell.trim() !== '') && cellKind(cells[0]) === 'text';
  return filled === 0 || isText || isAtBeginning ? filled : undefined;
}

/** Whether the row may be a sentence that holds the delimiter. */
function isProse({ cells, quoted }: CutRow): boolean {
  return quoted === undefined && cells.length > 1 && cells.slice(1).every((cell) => cell.startsWith(' '));
}
