/** What a file seems to be if its delimiter does not cut it. Each line would be one cell, and the table a meaningless column. */

import { cellKind, isTyped } from './cell-kind';
import { type Head, type Reading, findDelimiter } from './delimiter';
import { shown } from '../fault-text';

const MARKUP = /^\s*<(?:!doctype\b|\?xml\b|!--|html\b|[a-z][\w:.-]*(?:\s[^<>]*)?\/?>)/i;

/** On the first two lines, arrays of numbers and texts. */
const JSON_ARRAY = /^(?:\s*\[(?:\s*(?:-?\d[\d.eE+-]*|"[^"\r\n]*"|true|false|null)\s*(?:,(?=[^\]])|(?=\])))+\][ \t]*[\r\n]+){2}/;

/** Characters that separate cells in other formats. A colon also appears in times and addresses, and a blank in every sentence. */
const FOREIGN_DELIMITERS = ['^', '~', '#', '\u0001', '\u001f', '¦', '§'];

/** Fewer lines may have the same number of such characters by chance, if another delimiter cuts most of them alike. */
const ROWS_OF_FOREIGN = 3;

/** Three or more columns of fixed width are no accident if this share of the lines has them. Two columns must be in all lines. */
const SHARE_OF_FIXED = 0.6;

/** @returns what the text looks like if it begins like HTML, XML or arrays in JSON, as a clause without its subject. */
export function markup(text: string): string | undefined {
  if (MARKUP.test(text)) {
    return 'looks like HTML or XML';
  }
  return JSON_ARRAY.test(text) ? 'has lines that are arrays in JSON' : undefined;
}

/** What a file looks like. */
export interface OtherForm {
  /** As a clause without its subject. */
  readonly says: string;
  /** A delimiter that the source may declare. */
  readonly delimiter?: string;
}

/**
 * @param reading a reading with one column.
 * @returns what the file looks like instead; undefined if it may well be a list of values.
 */
export function otherForm(reading: Reading, head: Head): OtherForm | undefined {
  const rows = reading.sample(1);
  const lines = rows.map(({ cells }) => cells[0]);
  // Decimal commas and times of day contain delimiters too.
  if (lines.every((line) => isTyped(cellKind(line)))) {
    return undefined;
  }
  const better = findDelimiter(head).best;
  if (better.delimiter !== reading.delimiter && better.width > 1 && better.held === 1) {
    return separatedBy(better.delimiter, better.width);
  }
  if (rows.length < 2) {
    return undefined;
  }
  if (rows.every(({ quoted }) => quoted !== undefined)) {
    return quotedRows(lines);
  }
  return fixedWidth(lines) ?? foreignDelimiter(lines) ?? colons(lines) ?? spaces(lines);
}

/**
 * @param reading the best reading by the usual delimiters.
 * @returns another delimiter, if it cuts all rows alike and the usual ones do not.
 */
export function foreignForm(reading: Reading): OtherForm | undefined {
  if (reading.width < 2 || reading.held === 1 || reading.titles?.isCertain === true) {
    return undefined;
  }
  const lines = reading.sample().filter(({ quoted }) => quoted === undefined).map(({ cells }) => cells.join(reading.delimiter));
  return lines.length < ROWS_OF_FOREIGN ? undefined : foreignDelimiter(lines);
}

function quotedRows(lines: readonly string[]): OtherForm | undefined {
  const { best } = findDelimiter({ text: `${lines.join('\n')}\n`, isWhole: true, mayHaveTitles: false });
  return best.width > 1 && best.held === 1
    ? { says: `has rows that are quoted as a whole, with ${shown(best.delimiter)} between ${best.width} cells within them` }
    : undefined;
}

/** There may be titles above such columns. */
function fixedWidth(lines: readonly string[]): OtherForm | undefined {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const pieces = line.trim().split(/ {2,}/).length;
    counts.set(pieces, (counts.get(pieces) ?? 0) + 1);
  }
  const [columns] = [...counts].find(([pieces, count]) => pieces > 1 && count >= (pieces > 2 ? SHARE_OF_FIXED : 1) * lines.length) ?? [];
  return columns === undefined ? undefined : { says: `looks like ${columns} columns of fixed width` };
}

function foreignDelimiter(lines: readonly string[]): OtherForm | undefined {
  const found = FOREIGN_DELIMITERS.find((each) => piecesEach(lines, each) > 1);
  return found === undefined ? undefined : separatedBy(found, piecesEach(lines, found));
}

function colons(lines: readonly string[]): OtherForm | undefined {
  const width = piecesEach(lines, ':');
  return width > 2 && areCells(lines, ':', 1) ? separatedBy(':', width) : undefined;
}

function spaces(lines: readonly string[]): OtherForm | undefined {
  const single = spacedBy(lines, ' ');
  const width = single > 0 ? single : spacedBy(lines.map((line) => line.trim()), / +/);
  if (width === 0) {
    return undefined;
  }
  const says = `has lines that look separated by spaces, ${width} cells each`;
  // If there are several spaces between some cells, a space as the delimiter would make cells of nothing.
  return single > 0 ? { says, delimiter: ' ' } : { says };
}

/** The number of cells in each line; 0 if the spaces are only those between words. */
function spacedBy(lines: readonly string[], separator: string | RegExp): number {
  const width = piecesEach(lines, separator);
  return width > 1 && (areCells(lines, separator, 1) || areCells(lines, separator, width)) ? width : 0;
}

function separatedBy(delimiter: string, width: number): OtherForm {
  const says = `has lines that look separated by ${shown(delimiter)}, ${width} cells each`;
  return /^[\x01-\x7f]$/.test(delimiter) ? { says, delimiter } : { says };
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

/**
 * @param text the beginning of a file that is not JSON.
 * @returns what it looks like, as a clause without its subject; undefined if that cannot be seen.
 */
export function tableLook(text: string): string | undefined {
  const { best } = findDelimiter({ text, isWhole: false, mayHaveTitles: true });
  const isTable = best.width > 1 && best.length > 1 && best.held >= SHARE_OF_TABLE && !best.isMalformed;
  return markup(text) ?? (isTable ? `looks like CSV, with ${shown(best.delimiter)} between ${best.width} cells` : undefined);
}

/** Most rows of a table have the same number of cells. */
const SHARE_OF_TABLE = 0.9;
