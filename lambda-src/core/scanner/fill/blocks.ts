// Blocks of memory for what columns hold. A block has a power of two of bytes, and a block that is given back is used again.

import { extendHeap } from '../common/memory';

/** Small enough that 50,000 columns of few rows take little. */
const SMALLEST_BITS: u32 = 8;

/** The first free block of each size, by the exponent; each free block holds the address of the next one. */
const FREE: usize = memory.data(4 * 32);

/** Forgets all blocks; the heap must be empty too. */
export function resetBlocks(): void {
  memory.fill(FREE, 0, 4 * 32);
}

/** The exponent of the smallest block that holds `bytes`. */
// @ts-ignore: decorator
@inline
function sizeBits(bytes: u32): u32 {
  return max(SMALLEST_BITS, 32 - clz(bytes - 1));
}

/** Takes a block of at least `bytes` bytes, with any content. */
export function takeBlock(bytes: u32): usize {
  const bits = sizeBits(bytes);
  const head = FREE + (<usize>bits << 2);
  const free: usize = load<u32>(head);
  if (!free) return extendHeap(<usize>1 << bits);
  store<u32>(head, load<u32>(free));
  return free;
}

/** Gives a block back that was taken for `bytes` bytes. */
export function giveBlock(block: usize, bytes: u32): void {
  if (!block) return;
  const head = FREE + (<usize>sizeBits(bytes) << 2);
  store<u32>(block, load<u32>(head));
  store<u32>(head, <u32>block);
}
