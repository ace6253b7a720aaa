// The codes of faults. Both scanners export them; `formats/scanning/scanner-fault.ts` finds each by its name and says what it means.

export const BAD_UTF8: i32 = 1;
export const LONE_SURROGATE: i32 = 2;
export const DUPLICATE_NAME: i32 = 3;
export const TOO_DEEP: i32 = 4;
export const NOT_AN_OBJECT: i32 = 5;
/** The host refused a path; it knows why. */
export const PATH_REFUSED: i32 = 6;
export const RAGGED_ROW: i32 = 7;
export const BYTE_AFTER_QUOTE: i32 = 8;
export const UNCLOSED_QUOTE: i32 = 9;
export const VALUE_WITHOUT_NAME: i32 = 12;

// These say what was expected at the place of the fault:
export const EXPECTED_VALUE: i32 = 20;
export const EXPECTED_NAME: i32 = 21;
export const EXPECTED_NAME_OR_CLOSE: i32 = 22;
export const EXPECTED_COLON: i32 = 23;
export const EXPECTED_COMMA_OR_CLOSE_OBJECT: i32 = 24;
export const EXPECTED_COMMA_OR_CLOSE_ARRAY: i32 = 25;
export const EXPECTED_DIGIT: i32 = 26;
export const EXPECTED_END_OF_NUMBER: i32 = 27;
export const EXPECTED_WORD: i32 = 28;
export const EXPECTED_ESCAPE: i32 = 29;
export const EXPECTED_HEX_DIGITS: i32 = 30;
export const EXPECTED_TEXT: i32 = 31;
export const EXPECTED_RECORD: i32 = 32;
export const EXPECTED_SEPARATOR: i32 = 33;
export const EXPECTED_NOTHING: i32 = 34;
