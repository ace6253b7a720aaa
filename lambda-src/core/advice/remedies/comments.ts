import { cellsIn, widestCut } from './lines';
import type { Refusal } from './remedy';
import type { Change } from '../trying/change';
import { COMMENT_PREFIXES } from '../trying/sample';

const REASONS = new Set(['ragged_row', 'not_delimited', 'ambiguous_csv', 'malformed_csv', 'empty_header', 'duplicate_header']);

/** Lines that begin with a character that usually marks remarks. */
export function* comments({ fault, declared, lines }: Refusal): Generator<Change> {
  if (!REASONS.has(fault.reason) || declared.format !== 'csv') {
    return;
  }
  const { width, delimiter } = widestCut(lines, declared.csv?.delimiter);
  for (const comment of COMMENT_PREFIXES) {
    const marked = lines.filter((line) => line.startsWith(comment));
    const count = marked.length;
    // A line with as many cells as the rows may be the header, or a record.
    if (count > 0 && count < lines.length && (width < 2 || marked.every((line) => cellsIn(line, delimiter) !== width))) {
      yield { set: { csv: { comment } }, because: `${count === 1 ? 'one line begins' : `${count} lines begin`} with ${comment} and ${count === 1 ? 'is no row' : 'are no rows'}`, cost: 0.8 };
    }
  }
}
