import type { Refusal } from './remedy';
import type { Change } from '../trying/change';

const PREFIXES = ['#', '//', '--', '%', '!', ';', '*', '@'];

const REASONS = new Set(['ragged_row', 'not_delimited', 'ambiguous_csv', 'malformed_csv', 'empty_header', 'duplicate_header']);

/** Lines that begin with a character that usually marks remarks. */
export function* comments({ fault, declared, lines }: Refusal): Generator<Change> {
  if (!REASONS.has(fault.reason) || declared.format !== 'csv') {
    return;
  }
  for (const comment of PREFIXES) {
    const count = lines.filter((line) => line.startsWith(comment)).length;
    if (count > 0 && count < lines.length) {
      yield { set: { csv: { comment } }, because: `${count === 1 ? 'one line begins' : `${count} lines begin`} with ${comment} and ${count === 1 ? 'is no row' : 'are no rows'}`, cost: 0.8 };
    }
  }
}
