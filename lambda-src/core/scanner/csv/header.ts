// Rows that repeat the header byte for byte. They are records like all others, and are counted so that people hear of them.

import { allocate, WINDOW } from '../common/memory';
import { sameBytes } from '../common/simd';
import { thisRecord } from '../count/values';

const LINE_FEED: u32 = 10;
const RETURN: u32 = 13;

/** How many rows repeat the header, and the record that is the first of them. */
export let headers: f64 = 0;
export let firstHeader: f64 = 0;

/** The header without its line end, and how many bytes it has. */
let text: usize = 0;
let textBytes: u32 = 0;
/** Its first 8 bytes. One comparison is enough for nearly every row. */
let head: u64 = 0;
let headMask: u64 = 0;

/** Forgets the header: no row begins as it. */
export function resetHeader(): void {
  headers = 0;
  firstHeader = 0;
  textBytes = 0;
  head = 1;
  headMask = 0;
}

/** Says that the header is what the host wrote to the front of the window. Call before the first `scan`. */
export function setHeader(bytes: u32): void {
  text = allocate(bytes + 16);
  memory.copy(text, WINDOW, bytes);
  textBytes = bytes;
  headMask = bytes >= 8 ? u64.MAX_VALUE : ((<u64>1) << (<u64>bytes << 3)) - 1;
  head = load<u64>(text) & headMask;
}

/** Whether the row at `p` begins as the header, or too few bytes of it are there to see. */
// @ts-ignore: decorator
@inline
export function beginsAsHeader(p: usize, end: usize): bool {
  return (load<u64>(p) & headMask) == head || p + 8 > end;
}

/**
 * Counts the row at `p` if it is the header.
 *
 * @returns false if the row is not complete before `end`
 */
export function isHeaderRow(p: usize, end: usize, final: bool): bool {
  if (!textBytes) return true;
  const after = p + textBytes;
  if (after >= end && !final) return false;
  if (after > end || !sameBytes(text, p, textBytes)) return true;
  const next: u32 = load<u8>(after);
  if (after == end || next == LINE_FEED || next == RETURN) {
    if (!headers) firstHeader = thisRecord();
    headers++;
  }
  return true;
}
