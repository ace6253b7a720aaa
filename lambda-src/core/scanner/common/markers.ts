// Texts that a source writes instead of a missing value: they count as null.

import { allocate, WINDOW } from './memory';
import { sameBytes } from './simd';

/** Bit n modulo 64 is set if some marker has n bytes. This shows for most texts that they are not markers. */
let lengths: u64 = 0;
let newest: usize = 0;

@unmanaged
class Marker {
  bytes: u32;
  older: usize;
}

const MARKER_BYTES: usize = 16;

/** Forgets all markers; the heap must be empty too. */
export function resetMarkers(): void {
  lengths = 0;
  newest = 0;
}

/** Adds the marker whose bytes the host wrote to the front of the window. Call after `begin` and before the first `scan`. */
export function addMarker(bytes: u32): void {
  const address = allocate(MARKER_BYTES + bytes + 16);
  const marker = changetype<Marker>(address);
  marker.bytes = bytes;
  marker.older = newest;
  memory.copy(address + MARKER_BYTES, WINDOW, bytes);
  newest = address;
  lengths |= <u64>1 << (bytes & 63);
}

/** Whether the text counts as null. Reads up to 16 bytes after it. */
// @ts-ignore: decorator
@inline
export function isMarker(text: usize, bytes: u32): bool {
  return lengths != 0 && ((lengths >> (bytes & 63)) & 1) != 0 && isOneOf(text, bytes);
}

function isOneOf(text: usize, bytes: u32): bool {
  for (let address = newest; address; address = changetype<Marker>(address).older) {
    const marker = changetype<Marker>(address);
    if (marker.bytes == bytes && sameBytes(address + MARKER_BYTES, text, bytes)) return true;
  }
  return false;
}
