// Texts that a source writes instead of a missing value: they count as null.

import { WINDOW } from './memory';
import { sameBytes } from './simd';

/** Bit n is set if some marker has n bytes. This shows for most texts that they are not markers. */
let lengths: u64 = 0;

/** The limits of what a source may declare, which the host checks: `SourceLimit.NULL_MARKERS` and `NULL_MARKER_BYTES`. */
const MAX_MARKERS: i32 = 100;
const MAX_MARKER_BYTES: i32 = 63;

/** Each marker: its length, and from byte 16 on its text, with room for a load of 16 bytes at its end. */
const MARKER_BYTES: i32 = 16 + MAX_MARKER_BYTES + 17;
const MARKERS: usize = memory.data(MARKER_BYTES * MAX_MARKERS, 16);

let count: i32 = 0;

export function clearMarkers(): void {
  lengths = 0;
  count = 0;
}

/** Adds the marker whose bytes the host wrote to the front of the window. Call before the first `scan`. */
export function addMarker(bytes: u32): void {
  if (count == MAX_MARKERS || <i32>bytes > MAX_MARKER_BYTES) unreachable();
  const marker = MARKERS + <usize>(MARKER_BYTES * count++);
  store<u32>(marker, bytes);
  memory.copy(marker + 16, WINDOW, bytes);
  lengths |= <u64>1 << <u64>bytes;
}

/** Whether the text counts as null. Reads up to 16 bytes after it. */
// @ts-ignore: decorator
@inline
export function isMarker(text: usize, bytes: u32): bool {
  return lengths != 0 && <i32>bytes <= MAX_MARKER_BYTES && ((lengths >> <u64>bytes) & 1) != 0 && isOneOf(text, bytes);
}

function isOneOf(text: usize, bytes: u32): bool {
  for (let i = 0; i < count; i++) {
    const marker = MARKERS + <usize>(MARKER_BYTES * i);
    if (load<u32>(marker) == bytes && sameBytes(marker + 16, text, bytes)) return true;
  }
  return false;
}
