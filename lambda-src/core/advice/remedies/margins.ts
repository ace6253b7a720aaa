import { cellsIn, commonWidth } from './lines';
import type { Refusal } from './remedy';
import { CSV_DELIMITERS } from '../../../../src/contract';
import { cellKind } from '../../formats/csv/cell-kind';
import type { Change } from '../trying/change';
import { footer, preamble } from '../trying/margin';
import { TOTAL } from '../trying/sample';

const MOST_PREAMBLE_LINES = 50;
const MOST_FOOTER_LINES = 10;
/** What each further line costs. */
const COST_OF_LINE = 0.01;

const REASONS = new Set([
  'ragged_row', 'not_delimited', 'ambiguous_csv', 'malformed_csv', 'empty_header', 'duplicate_header', 'case_collision', 'field_name_too_long',
]);

/** Lines before and after the table: their number of cells is another one than that of the rows. */
export function* margins({ fault, declared, lines, sample }: Refusal): Generator<Change> {
  if (!REASONS.has(fault.reason) || declared.format !== 'csv') {
    return;
  }
  const declaredDelimiter = declared.csv?.delimiter;
  for (const delimiter of declaredDelimiter === undefined ? CSV_DELIMITERS : [declaredDelimiter]) {
    const { width } = commonWidth(lines.slice(Math.floor(lines.length / 2)), delimiter);
    // Spreadsheets fill up the lines of titles with empty cells.
    const typical = typicalFilling(lines.filter((line) => cellsIn(line, delimiter) === width), delimiter);
    const isRow = (line: string) => cellsIn(line, delimiter) === width && 2 * filledCells(line, delimiter) >= typical;
    const first = lines.findIndex(isRow);
    if (width < 2 || first === -1) {
      continue;
    }
    // A title has fewer cells than the rows. A header with more cells than the rows is no title.
    const hasTitles = lines.slice(0, first).every((line) => filledCells(line, delimiter) < width) && lines.filter(isRow).length > 1;
    if (first > 0 && first <= MOST_PREAMBLE_LINES && hasTitles) {
      yield { ...preamble(first), cost: 1 + COST_OF_LINE * first };
    }
    const after = sample.isWhole ? linesAfter(lines, isRow) : [];
    // A line with more cells may be a row that lacks some. As a footer it would be lost.
    const isFooter = (line: string) => TOTAL.test(line) || 2 * filledCells(line, delimiter) <= width;
    if (after.length > 0 && after.length <= MOST_FOOTER_LINES && after.every(isFooter)) {
      yield { ...footer(after.length), cost: 1 + COST_OF_LINE * after.length };
    }
    // The first of two header lines often has one name for several columns.
    const below = lines[first + 1]?.split(delimiter) ?? [];
    const areNames = below.every((cell) => cellKind(cell) === 'text');
    if ((fault.reason === 'empty_header' || fault.reason === 'duplicate_header') && areNames) {
      yield {
        set: { csv: { preambleLines: first + 1 } },
        because: `the names of the columns are in line ${first + 2}; the line above it groups them`,
        cost: 1.2 + COST_OF_LINE * first,
      };
    }
  }
}

/** The lines after the last row that have any character. */
function linesAfter(lines: readonly string[], isRow: (line: string) => boolean): readonly string[] {
  let last = lines.length - 1;
  while (last >= 0 && !isRow(lines[last])) {
    last--;
  }
  return lines.slice(last + 1).filter((line) => line !== '');
}

/** How many cells are filled in half of the lines, or more. */
function typicalFilling(lines: readonly string[], delimiter: string): number {
  return lines.map((line) => filledCells(line, delimiter)).sort((a, b) => a - b)[Math.floor(lines.length / 2)] ?? 0;
}

function filledCells(line: string, delimiter: string): number {
  return line.split(delimiter).filter((cell) => cell.trim() !== '').length;
}
