// AssemblyScript has no exceptions: a fault is a code and an address, and the caller looks at `fault` afterwards.

import { BAD_UTF8 } from './fault-codes';
import { multibyteLength } from './utf8';

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
