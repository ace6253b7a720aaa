/**
 * Finds the delimiter by the beginning of a CSV file: its rows are consistent, its cells have types, and no other delimiter is
 * left over in its cells.
 */

import { cellKind, isTyped } from './cell-kind';
import { Cut, type CutRow } from './cut';
import { type DeclaredSyntax, csvSyntax } from './syntax';
import { type TitleRows, linesBefore, titleRows } from './title-rows';
import { CSV_DELIMITERS, type Delimiter } from '../../../../src/contract';
import { CSV_DEFAULTS } from '../../../../src/source-config';

/** The beginning of a file as one delimiter cuts it. */
export interface Reading {
  readonly delimiter: Delimiter;
  /** Rows above the table that are no part of it. If that is certain, they are not among the rows of this reading. */
  readonly titles?: TitleRows;
  /** The number of rows. */
  readonly length: number;
  /** The number of cells that most rows have; 0 if there is no row. */
  readonly width: number;
  /** How consistent the rows are: the share of rows with that width, or half of it if the first row has another width. */
  readonly held: number;
  /** Whether some quoted cell is not closed, or continues after its closing quote. */
  readonly isMalformed: boolean;
  /** The first row, and others from all over the text; only rows of one width, and only those after the first ones, if that is given. */
  sample(width?: number, without?: number): readonly CutRow[];
  /** The first rows. */
  top(count: number): readonly CutRow[];
  /** The rows with a blank line before them. There are hardly any, so not more than these are looked at. */
  afterBlankLines(count: number): readonly CutRow[];
  /** How many lines of the file are before a row. */
  linesBefore(row: number): number;
}

export interface FoundDelimiter {
  readonly best: Reading;
  /** Another reading that is about as good, if there is one. */
  readonly rival?: Reading;
}

/** How much one cell speaks for the delimiter that cut it off. */
const Worth = {
  TYPED: 1,
  /** Text, or nothing: any delimiter makes an empty cell if it appears twice in a row. */
  PLAIN: 0.5,
  /** What each other delimiter within the text takes off, if its own reading is consistent. With a blank after it, it counts as prose. */
  LEFT_OVER: 1,
  LEFT_OVER_AS_PROSE: 0.3,
  /** The least that a cell can count, however many delimiters are left over in it. */
  LEAST: -1,
  /** Another delimiter is next to a quote: a cell begins or ends there, and this delimiter has cut through it. */
  CUTS_QUOTES: -3,
} as const;

/**
 * The scores of readings that cut nothing, of those that cut only a table below longer titles, and of those with broken quotes: they
 * win only if there is no other reading.
 */
const [UNCUT, UNCUT_TITLES, MALFORMED] = [-2, -1.5, -1];

/** The first row shows best where cells end: a character that does not cut it as it cuts the others is probably not the delimiter. */
const ODD_FIRST_ROW = 0.5;

/** A line of nothing but delimiters is blank too, unless the source says that it is a record. */
const BLANK_LINE = { skip: /(\r\n|\r|\n)[,;\t| ]*\1/, keep: /(\r\n|\r|\n) *\1/ } as const;
const BLANK_LINE_AT_END = { skip: new RegExp(`${BLANK_LINE.skip.source}$`), keep: new RegExp(`${BLANK_LINE.keep.source}$`) } as const;

/** A longer line is none of them. */
const BLANK_LINE_CHARS = 200;

/** A delimiter that cuts all rows is a little better than one that cuts all rows but those of titles. */
const BELOW_TITLES = 0.95;

/**
 * If the score of a reading is within this distance of the best one, it is about as good. The distance corresponds to a fifth of all
 * cells being numbers in one reading and text in the other. With few rows, a few cells could change the order, so it is larger.
 */
function rivalDistance(rows: number, leavesOver: boolean): number {
  return Math.max(leavesOver ? DISTANCE_OF_LEAVING_OVER : 0, 0.1 + 0.28 / rows);
}

/** If the best reading leaves other delimiters over, it has to be better by this much. */
const DISTANCE_OF_LEAVING_OVER = 0.2;

/** The beginning of a file, or a part of it, which may be cut by any delimiter. */
export interface Head {
  readonly text: string;
  /** The text is the whole file. */
  readonly isWhole: boolean;
  /** What the source declares about its characters. */
  readonly declared?: DeclaredSyntax;
  /** Whether rows above the table are looked for. */
  readonly mayHaveTitles: boolean;
}

export function findDelimiter(head: Head): FoundDelimiter {
  const present = CSV_DELIMITERS.filter((delimiter) => head.text.includes(delimiter));
  if (present.length < 2) {
    return { best: readingBy(present[0] ?? CSV_DELIMITERS[0], head) };
  }
  const readings = present.map((delimiter) => readingBy(delimiter, head));
  const scored = readings.map((reading) => ({ reading, ...scoreOf(reading, readings) })).sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  // A reading with less consistent rows would be refused anyway. Long lists within cells make many pieces of text, but no types.
  const isRival = second.reading.width > 1 && !second.reading.isMalformed && second.reading.held >= best.reading.held
    && (best.score - second.score < rivalDistance(second.reading.length, best.leavesOver) || (best.leavesOver && second.typed > best.typed));
  return { best: best.reading, rival: isRival ? second.reading : undefined };
}

export function readingBy(delimiter: Delimiter, { text, isWhole, declared, mayHaveTitles }: Head): Reading {
  const cut = new Cut(text, csvSyntax(delimiter, declared), isWhole);
  const { widths, isMalformed } = cut;
  const all = mostCommon(widths);
  // Only a table is below titles, so rows that are not cut do not count.
  const table = all.width > 1 ? all : mostCommon(widths.filter((each) => each > 1));
  // Notes may be below it.
  const tableEnd = isWhole ? widths.lastIndexOf(table.width) + 1 : widths.length;
  const titles = mayHaveTitles && table.width > 1 ? titleRows(cut, text, table.width, tableEnd) : undefined;
  const hasTitles = titles?.isCertain === true;
  const [from, end] = hasTitles ? [titles.rows, tableEnd] : [0, widths.length];
  const { width, alike } = hasTitles ? mostCommon(widths.slice(from, end)) : all;
  const length = end - from;
  const first = hasTitles ? (titles.areAboveNames ? BELOW_TITLES : ODD_FIRST_ROW) : widths[from] === width ? 1 : ODD_FIRST_ROW;
  const held = first * alike / Math.max(1, length);
  return {
    delimiter,
    titles,
    length,
    width,
    held,
    isMalformed,
    sample: (of, without = 0) => cut.sample(of, from + without, end),
    top: (count) => [...cut.rows(from, Math.min(from + count, end))],
    afterBlankLines: (count) => rowsAfterBlankLines(cut, text, [from, end], count, declared?.blankRows ?? CSV_DEFAULTS.blankRows),
    linesBefore: (row) => linesBefore(text, cut.startOf(from + row)),
  };
}

function rowsAfterBlankLines(
  cut: Cut, text: string, [from, end]: readonly [number, number], count: number, blankRows: keyof typeof BLANK_LINE,
): CutRow[] {
  const found: CutRow[] = [];
  if (!BLANK_LINE[blankRows].test(text)) {
    return found;
  }
  for (let i = from + 1; i < end && found.length < count; i++) {
    const start = cut.startOf(i);
    if (BLANK_LINE_AT_END[blankRows].test(text.slice(Math.max(0, start - BLANK_LINE_CHARS), start))) {
      found.push(...cut.rows(i, i + 1));
    }
  }
  return found;
}

function mostCommon(widths: readonly number[]): { readonly width: number; readonly alike: number } {
  const counts = new Map<number, number>();
  for (const width of widths) {
    counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  let [width, alike] = [0, 0];
  // Of two widths that are equally common, take the greater one: rows that are not cut say nothing about a delimiter.
  for (const [each, count] of counts) {
    if (count > alike || (count === alike && each > width)) {
      [width, alike] = [each, count];
    }
  }
  return { width, alike };
}

interface Score {
  /** From below 0 to 1. */
  readonly score: number;
  /** Whether some cell holds another delimiter that is not prose. */
  readonly leavesOver: boolean;
  /** Cells with a type, per row. */
  readonly typed: number;
}

const NO_CELLS = { leavesOver: false, typed: 0 };

function scoreOf(reading: Reading, all: readonly Reading[]): Score {
  const { delimiter, width, held, isMalformed, titles } = reading;
  if (isMalformed && reading.length === 0) {
    return { score: MALFORMED, ...NO_CELLS };
  }
  if (width <= 1) {
    return { score: titles === undefined ? UNCUT : UNCUT_TITLES, ...NO_CELLS };
  }
  const rows = reading.sample(width);
  const others = all.filter((other) => other.delimiter !== delimiter);
  const worths = rows.flatMap(({ cells, quoted }) => cells.map((cell, i) => worthOf(cell, quoted?.[i] === true, others)));
  const mean = worths.reduce((sum, worth) => sum + worth, 0) / worths.length;
  return {
    score: (mean > 0 ? mean * held * held : mean) + (isMalformed ? MALFORMED : 0),
    leavesOver: worths.some((worth) => worth < Worth.PLAIN - Worth.LEFT_OVER_AS_PROSE),
    typed: worths.filter((worth) => worth === Worth.TYPED).length / rows.length,
  };
}

function worthOf(cell: string, isQuoted: boolean, others: readonly Reading[]): number {
  if (isTyped(cellKind(cell))) {
    return Worth.TYPED;
  }
  if (isQuoted) {
    return Worth.PLAIN;
  }
  let worth: number = Worth.PLAIN;
  for (const { delimiter, held, width } of others) {
    if (width === 1) {
      continue;
    }
    for (let at = cell.indexOf(delimiter); at !== -1 && worth > Worth.LEAST; at = cell.indexOf(delimiter, at + 1)) {
      if (cell[at + 1] === '"' || cell[at - 1] === '"') {
        return Worth.CUTS_QUOTES;
      }
      worth -= held * held * (isProse(cell, at) ? Worth.LEFT_OVER_AS_PROSE : Worth.LEFT_OVER);
    }
  }
  return Math.max(worth, Worth.LEAST);
}

/** In prose, commas and semicolons follow a character and have a blank after them, and bars have blanks on both sides. Tabs are never prose. */
function isProse(cell: string, at: number): boolean {
  if (cell[at] === '\t' || at === 0) {
    return false;
  }
  return cell[at + 1] === ' ' && (cell[at] !== '|' || cell[at - 1] === ' ');
}
