// There are no exceptions in here: a fault is a code and an address, and whoever called looks at `fault` afterwards.
// `formats/scanner-fault.ts` gives each code its dead-letter reason.

export const UNEXPECTED_BYTE: i32 = 1;
export const UNEXPECTED_END: i32 = 2;
export const CONTROL_CHARACTER: i32 = 3;
export const BAD_ESCAPE: i32 = 4;
export const BAD_UTF8: i32 = 5;
export const LONE_SURROGATE: i32 = 6;
export const DUPLICATE_NAME: i32 = 7;
export const TOO_DEEP: i32 = 8;
export const NAME_TOO_LONG: i32 = 9;
export const NOT_AN_OBJECT: i32 = 10;
export const RECORD_TOO_LONG: i32 = 11;
export const RAGGED_ROW: i32 = 12;
export const BYTE_AFTER_QUOTE: i32 = 13;
export const UNCLOSED_QUOTE: i32 = 14;
/** The host refused a name; it knows why. */
export const NAME_REFUSED: i32 = 15;

/** The code of the first fault, 0 while there is none. */
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
 * The byte at `p` is not what the grammar wants: a fault, unless the window has ended there. Then it is a fault only if
 * nothing follows (`final`); else the token is read again with the next chunk behind it.
 */
export function mismatch(p: usize, end: usize, final: bool, code: i32 = UNEXPECTED_BYTE): void {
  if (p < end) fail(code, p);
  else if (final) fail(UNEXPECTED_END, end);
}
