import { commonWidth } from './lines';
import type { Refusal } from './remedy';
import { CSV_DELIMITERS } from '../../../../src/contract';
import { shown } from '../../formats/fault-text';
import type { Change } from '../trying/change';

/** Characters that separate cells in some files, with what each of them costs. Blanks and colons are in texts and times too. */
const OTHERS: ReadonlyArray<readonly [delimiter: string, cost: number]> = [
  ['^', 1], ['~', 1], ['#', 1], ['\u0001', 1], ['\u001f', 1], ['!', 1.2], ['*', 1.2], ['/', 1.5], [':', 1.5], [' ', 1.5],
];

/** Lines that must have the same number of cells. */
const SHARE_OF_LINES = 0.9;

/** Rows that the present delimiter cuts unequally probably lack something else than another delimiter, above all if it was found in the file. */
const COST_IF_DECLARED = 0.3;
const COST_IF_FOUND = 1;

const REASONS = new Set(['not_delimited', 'ragged_row', 'malformed_csv', 'empty_header', 'duplicate_header']);

/** Another delimiter, which cuts nearly all lines into the same number of cells. */
export function* delimiters({ fault, declared, lines }: Refusal): Generator<Change> {
  if (!REASONS.has(fault.reason) || declared.format !== 'csv') {
    return;
  }
  const present = fault.reason === 'not_delimited' ? 0 : declared.csv?.delimiter === undefined ? COST_IF_FOUND : COST_IF_DECLARED;
  const usual = CSV_DELIMITERS.map((delimiter) => [delimiter as string, 1] as const);
  for (const [delimiter, cost] of [...usual, ...OTHERS]) {
    const { width, share } = commonWidth(lines, delimiter);
    if (delimiter !== declared.csv?.delimiter && width > 1 && share >= SHARE_OF_LINES) {
      yield { set: { csv: { delimiter } }, because: `${shown(delimiter)} cuts ${share === 1 ? 'every line' : 'nearly every line'} into ${width} cells`, cost: cost + present };
    }
  }
}
