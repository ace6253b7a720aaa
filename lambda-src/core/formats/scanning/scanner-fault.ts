/** What the scanners' fault codes (`scanner/common/fault.ts`) mean: the dead-letter reason and the message. */

import type { DeadLetterReason } from '../fault';

export const ScannerFault = {
  DUPLICATE_NAME: 3,
  PATH_REFUSED: 6,
  RAGGED_ROW: 7,
  BYTE_AFTER_QUOTE: 8,
  UNCLOSED_QUOTE: 9,
} as const;

/** The codes that say what was expected instead of what was found. */
const EXPECTED: ReadonlyMap<number, string> = new Map([
  [20, 'a value'],
  [21, 'a name in quotes'],
  [22, "a name in quotes or '}'"],
  [23, "':'"],
  [24, "',' or '}'"],
  [25, "',' or ']'"],
  [26, 'a digit'],
  [27, 'the end of the number'],
  [28, 'true, false or null'],
  [29, 'one of " \\ / b f n r t u'],
  [30, 'four hexadecimal digits'],
  [31, 'a closing quote, or an escape (control characters must be escaped in strings)'],
  [32, 'a record'],
  [33, "',' or ']'"],
  [34, 'nothing after the array'],
]);

const NAMED: ReadonlyMap<number, readonly [DeadLetterReason, string]> = new Map([
  [1, ['invalid_encoding', 'these bytes are not UTF-8; send UTF-8, or UTF-16 with a byte order mark']],
  [2, ['lone_surrogate', 'an escape stands for half of a surrogate pair']],
  [ScannerFault.DUPLICATE_NAME, ['duplicate_key', 'a key appears twice in one object']],
  [4, ['too_deep', 'objects and arrays are nested too deeply']],
  [5, ['not_a_record', 'found a value that is not an object, expected every record to be a JSON object']],
  [ScannerFault.RAGGED_ROW, ['ragged_row', 'the row has a different number of cells than the header']],
  [ScannerFault.BYTE_AFTER_QUOTE, ['malformed_csv', 'a cell goes on after its closing quote; '
    + 'expected a delimiter or the end of the row (a quote within quotes is doubled)']],
  [ScannerFault.UNCLOSED_QUOTE, ['malformed_csv', 'the quote that opens a cell is never closed']],
]);

/** @param found the character there; undefined at the end of the file. */
export function describeFault(code: number, found: string | undefined): { readonly reason: DeadLetterReason; readonly detail: string } {
  const named = NAMED.get(code);
  if (named !== undefined) {
    return { reason: named[0], detail: named[1] };
  }
  return { reason: 'malformed_json', detail: `found ${found ?? 'the end of the file'}, expected ${EXPECTED.get(code)}` };
}
