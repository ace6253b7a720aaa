import { parse } from 'papaparse';
import { CsvRows } from './rows';
import { CSV_DELIMITERS } from '../../../src/contract';
import { Delimiter } from '../dialect';
import { FileFault } from '../fault';
import { TextChunk } from '../stored/text';

/** Characters at the beginning of a file by which its delimiter is found; a fixed number, so that chunking cannot matter. */
export const DELIMITER_HEAD_CHARS = 64 * 1024;

/**
 * The delimiter that cuts the first rows into the same number of cells. Where the first row has none of that, because a
 * ragged row was in the way, it is the one that cuts the first row into the most cells: else every row would pass for a single
 * cell, in silence. A comma if none occurs.
 */
export function guessDelimiter(text: string): Delimiter {
  const head = wholeLines(text);
  const { meta } = parse<string[]>(head, { preview: 1, delimitersToGuess: [...CSV_DELIMITERS], skipEmptyLines: true });
  const guess = CSV_DELIMITERS.find((delimiter) => delimiter === meta.delimiter) ?? ',';
  if (cellsOfFirstRow(head, guess) > 1) return guess;
  return CSV_DELIMITERS.reduce((best, delimiter) => (cellsOfFirstRow(head, delimiter) > cellsOfFirstRow(head, best) ? delimiter : best), guess);
}

/** 0 where it is no row. */
function cellsOfFirstRow(head: string, delimiter: Delimiter): number {
  const rows = new CsvRows(delimiter);
  try {
    for (const { cells } of rows.push(new TextChunk(head, 0))) return cells.length;
    for (const { cells } of rows.end()) return cells.length;
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
  }
  return 0;
}

/** Without the line that the head breaks off in, whose cells would count as too few. */
function wholeLines(text: string): string {
  const head = text.slice(0, DELIMITER_HEAD_CHARS);
  const lastLineEnd = Math.max(head.lastIndexOf('\n'), head.lastIndexOf('\r'));
  return text.length <= DELIMITER_HEAD_CHARS || lastLineEnd === -1 ? head : head.slice(0, lastLineEnd + 1);
}
