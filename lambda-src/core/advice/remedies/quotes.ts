import type { Refusal } from './remedy';
import type { Change } from '../trying/change';

/** Lines with a quote that has no partner, so that quotes do not come in pairs at all. */
const LEAST_UNEVEN = 2;

const REASONS = new Set(['malformed_csv', 'ragged_row', 'not_delimited', 'ambiguous_csv', 'record_too_long']);

/** Another way to write cells that hold the delimiter: an escape character, other quotes, or no quotes at all. */
export function* quotes({ fault, declared, text, lines }: Refusal): Generator<Change> {
  if (!REASONS.has(fault.reason) || declared.format !== 'csv') {
    return;
  }
  if (text.includes('\\"')) {
    yield { set: { csv: { escape: '\\' } }, because: 'a quote within quotes has a backslash before it', cost: 0.8 };
  } else if (/\\[,;|\t]/.test(text)) {
    yield { set: { csv: { escape: '\\' } }, because: 'some delimiters have a backslash before them', cost: 1.2 };
  }
  if (/(?:^|[,;|\t\n])'[^'\n]*'(?=[,;|\t\r\n])/.test(text)) {
    yield { set: { csv: { quote: "'" } }, because: 'cells are quoted with apostrophes', cost: 1 };
  }
  // A single quote too many is more likely a fault of the sender.
  const isQuoted = /(?:^|[,;|\t\n])"[^"\n]*"(?=[,;|\t\r\n])/.test(text);
  const uneven = lines.filter((line) => line.split('"').length % 2 === 0).length;
  if (fault.reason === 'malformed_csv' && !isQuoted && uneven >= LEAST_UNEVEN) {
    yield { set: { csv: { quote: '' } }, because: 'quotation marks are part of the text and do not quote cells', cost: 1.5 };
  }
}
