// AssemblyScript has no exceptions: a fault is a code and an address, and the caller looks at `fault` afterwards.
// `formats/scanning/scanner-fault.ts` gives each code its dead-letter reason.

import { multibyteLength } from './utf8';

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

/** The code of the first fault; 0 as long as there is none. */
export let fault: i32 = 0;
/** Where in the window the fault is. */
export let faultAt: usize = 0;

export function resetFault(): void {
  fault = 0;
  faultAt = 0;
}

export function fail(code: i32, at: usize): void {
  fault = code;
  faultAt = at;
}

/**
 * Call it if the byte at `p` is not what `code` says was expected. This is a fault, unless the window ends there. Then it is a
 * fault only if nothing follows (`final`). Otherwise the token is read again, together with the next chunk.
 */
export function mismatch(code: i32, p: usize, end: usize, final: bool): void {
  if (p >= end) {
    if (final) fail(code, end);
    return;
  }
  if (load<u8>(p) > 0x7f) {
    const length = multibyteLength(p, end);
    if (length == 0 || (length < 0 && final)) fail(BAD_UTF8, p);
    if (length <= 0) return;
  }
  fail(code, p);
}

/** The same for a token that is wrong at `at`, which shows only at `p`. */
export function mismatchFrom(code: i32, at: usize, p: usize, end: usize, final: bool): void {
  if (at == p) mismatch(code, p, end, final);
  else if (p < end || final) fail(code, at);
}
