/** What the scanners' faults mean, by the names of their codes in `scanner/common/fault-codes.ts`: the dead-letter reason and the message. */

import type { DeadLetterReason } from '../fault';

/** What was expected instead of what was found. */
const EXPECTED = {
  EXPECTED_VALUE: 'a value',
  EXPECTED_NAME: 'a name in quotes',
  EXPECTED_NAME_OR_CLOSE: "a name in quotes or '}'",
  EXPECTED_COLON: "':'",
  EXPECTED_COMMA_OR_CLOSE_OBJECT: "',' or '}'",
  EXPECTED_COMMA_OR_CLOSE_ARRAY: "',' or ']'",
  EXPECTED_DIGIT: 'a digit',
  EXPECTED_END_OF_NUMBER: 'the end of the number',
  EXPECTED_WORD: 'true, false or null',
  EXPECTED_ESCAPE: 'one of " \\ / b f n r t u',
  EXPECTED_HEX_DIGITS: 'four hexadecimal digits',
  EXPECTED_TEXT: 'a closing quote, or an escape (control characters must be escaped in strings)',
  EXPECTED_RECORD: 'a record',
  EXPECTED_SEPARATOR: "',' or ']'",
  EXPECTED_NOTHING: 'nothing after the array',
} as const;

const NAMED = {
  BAD_UTF8: ['invalid_encoding', 'these bytes are not UTF-8; send UTF-8, or UTF-16 with a byte order mark'],
  LONE_SURROGATE: ['lone_surrogate', 'an escape stands for half of a surrogate pair'],
  DUPLICATE_NAME: ['duplicate_key', 'a key appears twice in one object'],
  TOO_DEEP: ['too_deep', 'objects and arrays are nested too deeply'],
  NOT_AN_OBJECT: ['not_a_record', 'found a value that is not an object, expected every record to be a JSON object'],
  RAGGED_ROW: ['ragged_row', 'the row has a different number of cells than the header'],
  VALUE_WITHOUT_NAME: ['empty_header', 'a column without a name has a value'],
  BYTE_AFTER_QUOTE: ['malformed_csv', 'a cell goes on after its closing quote; '
    + 'expected a delimiter or the end of the row (a quote within quotes is doubled, or follows the escape character that the source declares)'],
  UNCLOSED_QUOTE: ['malformed_csv', 'the quote that opens a cell is never closed'],
} as const satisfies Record<string, readonly [DeadLetterReason, string]>;

type ExpectedName = keyof typeof EXPECTED;

/** A fault that can be described without the host's help. */
export type FaultName = ExpectedName | keyof typeof NAMED;

/** The codes of the faults, as every scanner exports them. */
export type FaultCodes = Readonly<Record<FaultName, number>> & {
  /** The host refused a path and knows why. */
  readonly PATH_REFUSED: number;
};

const NAMES = Object.keys({ ...EXPECTED, ...NAMED }) as FaultName[];

/** The fault that has the code. */
export function faultName(code: number, codes: FaultCodes): FaultName {
  const name = NAMES.find((each) => codes[each] === code);
  if (name === undefined) {
    throw new Error(`the scanner reports a fault with the code ${code}, which has no description`);
  }
  return name;
}

/** @param found the character there; undefined at the end of the file. */
export function describeFault(name: FaultName, found: string | undefined): { readonly reason: DeadLetterReason; readonly detail: string } {
  if (isExpected(name)) {
    return { reason: 'malformed_json', detail: `found ${found ?? 'the end of the file'}, expected ${EXPECTED[name]}` };
  }
  const [reason, detail] = NAMED[name];
  return { reason, detail };
}

function isExpected(name: FaultName): name is ExpectedName {
  return name in EXPECTED;
}
