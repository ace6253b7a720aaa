// Records: how many there are, where the newest begins, and, if they are to be copied, where each begins and ends.

import { FIXED, WINDOW } from './memory';

/** Where records begin and end in the file: pairs of 64-bit floats. */
export const BORDERS: usize = FIXED;
/** There is room for this many records. */
export const MAX_BORDERS: u32 = 4096;
/** The scanners' own tables follow here. */
export const BORDERS_END: usize = BORDERS + 16 * MAX_BORDERS;

/** Position in the file of the window's first byte; the host moves it forward. */
export let windowOffset: f64 = 0;
/** How many records have ended. */
export let records: f64 = 0;
/** Position in the file where the newest record began. */
export let recordOffset: f64 = 0;
/** Whether a record has begun and not ended. */
export let inRecord: bool = false;
/** How many records are in BORDERS. The host reads them between calls and then sets this to 0. */
export let borders: u32 = 0;

let keepBorders: bool = false;

export function resetRecords(wantBorders: bool): void {
  windowOffset = 0;
  records = 0;
  recordOffset = 0;
  inRecord = false;
  borders = 0;
  keepBorders = wantBorders;
}

/** Called by the host before each scan. */
export function moveWindow(offset: f64): void {
  windowOffset = offset;
  borders = 0;
}

// @ts-ignore: decorator
@inline
function offsetOf(p: usize): f64 {
  return windowOffset + <f64>(p - WINDOW);
}

// @ts-ignore: decorator
@inline
export function beginRecord(p: usize): void {
  recordOffset = offsetOf(p);
  inRecord = true;
}

/** Call if what has begun turns out not to be a record. */
// @ts-ignore: decorator
@inline
export function dropRecord(): void {
  inRecord = false;
}

/** @returns whether to continue; false if the host has to read the borders first. */
// @ts-ignore: decorator
@inline
export function endRecord(p: usize): bool {
  inRecord = false;
  records++;
  if (!keepBorders) return true;
  const pair = BORDERS + (<usize>borders << 4);
  store<f64>(pair, recordOffset);
  store<f64>(pair, offsetOf(p), 8);
  return ++borders < MAX_BORDERS;
}
