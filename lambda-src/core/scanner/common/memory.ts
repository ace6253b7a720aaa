// Linear memory, from low to high addresses:
//
//   0        constants that the compiler places
//   FIXED    from 64 KB on: tables of fixed size (open containers, hash slots, scratch), owned by each scanner
//   WINDOW   the input: unread bytes of earlier chunks, then the newest chunk, then at least PADDING bytes of filler
//   HEAP     what grows with the schema (nodes, columns, names); nothing is freed before the next file
//
// The window has a fixed place and the heap is last. So memory grows with the number of paths, and never with the file.

/** First address of the tables of fixed size. */
export const FIXED: usize = 0x10000;

/** First address of the input. */
export const WINDOW: usize = 0x100000;

/** Bytes that the window can hold: the longest token and a chunk. */
export const WINDOW_CAPACITY: usize = 20 << 20;

/** Bytes of filler after the input. Loads of 16 bytes may run past the end of the input, and always meet a byte that stops them. */
export const PADDING: usize = 128;

/** The heap keeps a distance from the window, because the comparison with a predicted name may read beyond the filler. */
const HEAP: usize = WINDOW + WINDOW_CAPACITY + 0x10000;

const PAGE: usize = 0x10000;

let heapEnd: usize = HEAP;

/** Forgets everything that was allocated. */
export function resetHeap(): void {
  heapEnd = HEAP;
}

/** Takes `bytes` zero bytes from the heap, at a multiple of 16. */
export function allocate(bytes: usize): usize {
  const start = extendHeap(bytes);
  memory.fill(start, 0, heapEnd - start);
  return start;
}

/** The same, but the bytes have any content. It traps if the host does not allow so much memory. */
export function extendHeap(bytes: usize): usize {
  const start = heapEnd;
  heapEnd = (heapEnd + bytes + 15) & ~15;
  // There is one spare page, so that a load of 16 bytes at the last name does not trap.
  const missing = <i32>((heapEnd + PAGE - 1) / PAGE) + 1 - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  return start;
}
