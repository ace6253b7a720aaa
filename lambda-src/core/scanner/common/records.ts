// Records: how many there are, and where the newest begins.

import { WINDOW } from './memory';

/** Position in the file of the window's first byte; the host moves it forward. */
let windowOffset: f64 = 0;
/** How many records have ended. */
export let records: f64 = 0;
/** Position in the file where the newest record began. */
export let recordOffset: f64 = 0;
/** Whether a record has begun and not ended. */
export let inRecord: bool = false;

export function resetRecords(): void {
  windowOffset = 0;
  records = 0;
  recordOffset = 0;
  inRecord = false;
}

/** Called by the host before each scan. */
export function moveWindow(offset: f64): void {
  windowOffset = offset;
}

/** The window begins so many bytes later, for a host that does not say where it is. */
export function advanceWindow(bytes: usize): void {
  windowOffset += <f64>bytes;
}

// @ts-ignore: decorator
@inline
export function beginRecord(p: usize): void {
  recordOffset = windowOffset + <f64>(p - WINDOW);
  inRecord = true;
}

/** How many bytes there are from the beginning of the newest record to `p`. */
// @ts-ignore: decorator
@inline
export function bytesOfRecord(p: usize): f64 {
  return windowOffset + <f64>(p - WINDOW) - recordOffset;
}

/** Call if what has begun turns out not to be a record. */
// @ts-ignore: decorator
@inline
export function dropRecord(): void {
  inRecord = false;
}

// @ts-ignore: decorator
@inline
export function endRecord(): void {
  inRecord = false;
  records++;
}
