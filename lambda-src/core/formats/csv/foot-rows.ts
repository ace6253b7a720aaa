/**
 * Finds the rows below a table that are no part of it: notes, sources, totals. A row that might be a record stays one: its values would
 * be lost otherwise.
 */

import { cellKind, isTyped } from './cell-kind';
import type { CutRow } from './cut';

/** More rows than this are no notes. */
const MOST_ROWS = 40;

/** How many rows above the notes are compared with them. */
const COMPARED_ROWS = 40;

/** A text with this many words is a sentence, if the column above it has no such texts. */
const WORDS_OF_A_SENTENCE = 4;

/** A column has a type if this share of its cells that are not empty have it. */
const SHARE_OF_TYPE = 0.9;

const TOTAL = /^(?:(?:grand |sub)?totals?|(?:\S+ ){1,3}totals?|totals? (?:\S+ ?){1,3}|sum|summe|gesamt(?:summe|ergebnis)?|insgesamt|totale|totaal|suma|somme|итого|всего|合计|合計|总计|總計)\s*:?$/i;

/**
 * @param rows the last rows of a file, in order.
 * @param gaps the indexes of rows that have a blank line before them.
 * @param width of the table.
 * @returns how many of the rows are below the table, or 0 if that is not certain.
 */
export function footRows(rows: readonly CutRow[], gaps: ReadonlySet<number>, width: number): number {
  if (width < 2) {
    return 0;
  }
  let [at, found] = [rows.length, 0];
  // Each of these rows may be the first note. It is compared with the rows above it.
  while (at > 0 && rows.length - at < MOST_ROWS && mayBeFoot(rows[at - 1])) {
    at--;
  }
  for (let start = at; start < rows.length && found === 0; start++) {
    const table = rows.slice(Math.max(0, start - COMPARED_ROWS), start).filter(({ cells }) => cells.length === width && filledIn(cells) > 1);
    if (table.length > 0 && areFeet(rows.slice(start), table, isAfterGap(rows, gaps, start), width)) {
      found = rows.length - start;
    }
  }
  return found;
}

/** If the last row of a file is none of these, nothing follows the table. */
export function mayBeFoot({ cells }: CutRow): boolean {
  return filledIn(cells) <= 1 || isTotal(cells);
}

function isAfterGap(rows: readonly CutRow[], gaps: ReadonlySet<number>, start: number): boolean {
  return gaps.has(start) || filledIn(rows[start].cells) === 0 || (start > 0 && filledIn(rows[start - 1].cells) === 0);
}

/** A blank line, a sentence or a total begins what follows the table. */
function areFeet(feet: readonly CutRow[], table: readonly CutRow[], isAfterBlank: boolean, width: number): boolean {
  const first = feet.find(({ cells }) => filledIn(cells) > 0);
  if (first === undefined) {
    return false;
  }
  const text = first.cells.find((cell) => cell.trim() !== '')!;
  if (isTotal(first.cells)) {
    return contradictsTypes(first.cells, table) || (isAfterBlank && first.cells.length === width);
  }
  if (cellKind(text) !== 'text') {
    return false;
  }
  const column = first.cells.indexOf(text);
  const longest = Math.max(0, ...table.map(({ cells }) => words(cells[column])));
  const isSentence = words(text) >= WORDS_OF_A_SENTENCE && words(text) > 2 * longest;
  return isSentence || (isAfterBlank && (first.cells.length !== width || words(text) > longest || contradictsTypes(first.cells, table)));
}

/** Whether the row has a text in a column in which the rows above have numbers, dates or times. */
function contradictsTypes(cells: readonly string[], table: readonly CutRow[]): boolean {
  return cells.some((cell, i) => {
    if (cellKind(cell) !== 'text') {
      return false;
    }
    const filled = table.map((row) => cellKind(row.cells[i] ?? '')).filter((kind) => kind !== 'empty');
    return filled.length > 0 && filled.filter(isTyped).length >= SHARE_OF_TYPE * filled.length;
  });
}

/** Whether the first text of the row says that the numbers after it are totals. */
function isTotal(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '');
  return filled.length > 1 && TOTAL.test(filled[0].trim()) && filled.slice(1).every((cell) => isTyped(cellKind(cell)));
}

export function filledIn(cells: readonly string[]): number {
  return cells.filter((cell) => cell.trim() !== '').length;
}

function words(text: string | undefined): number {
  return text === undefined ? 0 : text.trim().split(/\s+/).filter((word) => word !== '').length;
}
