/** What a file seems to be if its delimiter does not cut it. Each line would be one cell, and the table a meaningless column. */

import { cellKind, isTyped } from './cell-kind';
import { type Reading, findDelimiter } from './delimiter';
import type { DeclaredSyntax } from './syntax';
import { shown } from '../fault-text';

const MARKUP = /^\s*<(?:!doctype\b|\?xml\b|!--|html\b|[a-z][\w:.-]*(?:\s[^<>]*)?\/?>)/i;

/** Characters that separate cells in other formats. A colon also appears in times and addresses, and a blank in every sentence. */
const FOREIGN_DELIMITERS = ['^', '~', '#', '\u0001', '\u001f', '¦', '§'];

/** Three or more columns of fixed width are no accident if this share of the lines has them. Two columns must be in all lines. */
const SHARE_OF_FIXED = 0.6;

/** @returns what the text looks like if it begins like HTML or XML, as a clause without its subject. */
export function markup(text: string): string | undefined {
  return MARKUP.test(text) ? 'looks like HTML or XML' : undefined;
}

/**
 * @param reading a reading with one column.
 * @returns what the file looks like instead, as a clause without its subject; undefined if it may well be a list of values.
 */
export function otherForm(reading: Reading, text: string, isWhole: boolean, declared?: DeclaredSyntax): string | undefined {
  const rows = reading.sample(1);
  const lines = rows.map(({ cells }) => cells[0]);
  // Decimal commas and times of day contain delimiters too.
  if (lines.every((line) => isTyped(cellKind(line)))) {
    return undefined;
  }
  const better = findDelimiter(text, isWhole, declared).best;
  if (better.delimiter !== reading.delimiter && better.width > 1 && better.held === 1) {
    return `has lines that look separated by ${shown(better.delimiter)}, ${better.width} cells each`;
  }
  if (rows.length < 2) {
    return undefined;
  }
  if (rows.every(({ quoted }) => quoted !== undefined)) {
    return quotedRows(lines);
  }
  return fixedWidth(lines) ?? foreignDelimiter(lines) ?? colons(lines) ?? spaces(lines);
}

function quotedRows(lines: readonly string[]): string | undefined {
  const { best } = findDelimiter(`${lines.join('\n')}\n`, true);
  return best.width > 1 && best.held === 1
    ? `has rows that are quoted as a whole, with ${shown(best.delimiter)} between ${best.width} cells within them`
    : undefined;
}

/** There may be titles above such columns. */
function fixedWidth(lines: readonly string[]): string | undefined {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const pieces = line.trim().split(/ {2,}/).length;
    counts.set(pieces, (counts.get(pieces) ?? 0) + 1);
  }
  const [columns] = [...counts].find(([pieces, count]) => pieces > 1 && count >= (pieces > 2 ? SHARE_OF_FIXED : 1) * lines.length) ?? [];
  return columns === undefined ? undefined : `looks like ${columns} columns of fixed width`;
}

function foreignDelimiter(lines: readonly string[]): string | undefined {
  const found = FOREIGN_DELIMITERS.find((each) => piecesEach(lines, each) > 1);
  return found === undefined ? undefined : `has lines that look separated by ${shown(found)}, ${piecesEach(lines, found)} cells each`;
}

function colons(lines: readonly string[]): string | undefined {
  const width = piecesEach(lines, ':');
  return width > 2 && areCells(lines, ':', 1) ? `has lines that look separated by ":", ${width} cells each` : undefined;
}

function spaces(lines: readonly string[]): string | undefined {
  const trimmed = lines.map((line) => line.trim());
  const width = piecesEach(trimmed, / +/);
  const isTable = width > 1 && (areCells(trimmed, / +/, 1) || areCells(trimmed, / +/, width));
  return isTable ? `has lines that look separated by spaces, ${width} cells each` : undefined;
}

/** The number of pieces that every line has; 0 if the lines differ. */
function piecesEach(lines: readonly string[], separator: string | RegExp): number {
  const width = lines[0].split(separator).length;
  return lines.every((line) => line.split(separator).length === width) ? width : 0;
}

/**
 * Whether the pieces of the lines are cells of columns: at least `typed` columns have a type throughout. Names and times contain
 * blanks and colons too. But a column of numbers below a name, or numbers in all columns, are no accident.
 */
function areCells(lines: readonly string[], separator: string | RegExp, typed: number): boolean {
  if (lines.slice(1).every((line) => isTyped(cellKind(line)))) {
    return false;
  }
  const [first, ...others] = lines.map((line) => line.split(separator));
  const isTypedColumn = (i: number) => others.every((pieces) => pieces[i] === '-' || isTyped(cellKind(pieces[i])));
  const columns = [...first.keys()].filter(isTypedColumn);
  return columns.length >= typed && (typed > 1 || columns.some((i) => !isTyped(cellKind(first[i]))) || first.length > 2);
}
