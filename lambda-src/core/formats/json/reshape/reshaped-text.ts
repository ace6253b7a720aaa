/** The rewritten text, and from where in the original each part of it comes. */

import { Bounds } from '../../bounds';
import { FileFault } from '../../fault';

/** Takes what is copied from a text, and what is added to it. */
export interface Sink {
  /** @param offset of the first byte in the original text. */
  copy(bytes: Uint8Array, from: number, to: number, offset: number): void;
  /** @param offset of the place in the original text to which the addition belongs. */
  add(bytes: Uint8Array, offset: number): void;
}

/** For what is only skipped. */
export const NOWHERE: Sink = { copy: () => undefined, add: () => undefined };

/** Below this many bytes, a loop copies faster than a call. */
const FEW_BYTES = 24;
const FIRST_BYTES = 64 * 1024;

export class ReshapedText implements Sink {
  private buffer = Buffer.allocUnsafe(FIRST_BYTES);
  private filled = 0;
  private taken = 0;
  /** Offsets at which runs begin, here and in the original. Runs before `oldest` are forgotten. */
  private readonly starts: number[] = [];
  private readonly origins: number[] = [];
  private oldest = 0;

  /** Bytes that were not taken yet. */
  get waiting(): number {
    return this.filled;
  }

  /** All bytes so far. */
  get length(): number {
    return this.taken + this.filled;
  }

  copy(bytes: Uint8Array, from: number, to: number, offset: number): void {
    const count = to - from;
    if (count === 0) {
      return;
    }
    this.reserve(count);
    this.note(offset);
    if (count < FEW_BYTES) {
      for (let i = from; i < to; i++) {
        this.buffer[this.filled++] = bytes[i];
      }
    } else {
      this.buffer.set(bytes.subarray(from, to), this.filled);
      this.filled += count;
    }
  }

  add(bytes: Uint8Array, offset: number): void {
    this.copy(bytes, 0, bytes.length, offset);
  }

  /** Hands over the bytes that wait. */
  take(): Uint8Array {
    const bytes = this.buffer.subarray(0, this.filled);
    this.taken += this.filled;
    this.buffer = Buffer.allocUnsafe(Math.max(FIRST_BYTES, this.filled));
    this.filled = 0;
    return bytes;
  }

  /** The offset in the original that belongs to an offset here. Of an addition, all bytes belong to its place. */
  sourceOffset(offset: number): number {
    let [run, after] = [this.oldest, this.starts.length];
    if (run === after) {
      return 0;
    }
    while (after - run > 1) {
      const middle = Math.floor((run + after) / 2);
      if (this.starts[middle] <= offset) {
        run = middle;
      } else {
        after = middle;
      }
    }
    const linear = this.origins[run] + Math.max(0, offset - this.starts[run]);
    return after < this.starts.length ? Math.min(linear, this.origins[after]) : linear;
  }

  /** Nobody will ask for an offset before this one. */
  forget(before: number): void {
    while (this.oldest + 1 < this.starts.length && this.starts[this.oldest + 1] <= before) {
      this.oldest++;
    }
    if (this.oldest > 1024 && 2 * this.oldest > this.starts.length) {
      this.starts.splice(0, this.oldest);
      this.origins.splice(0, this.oldest);
      this.oldest = 0;
    }
  }

  private note(offset: number): void {
    const last = this.starts.length - 1;
    if (last >= this.oldest && this.origins[last] + (this.length - this.starts[last]) === offset) {
      return;
    }
    this.starts.push(this.length);
    this.origins.push(offset);
  }

  private reserve(count: number): void {
    if (this.length + count > Bounds.FILE_BYTES) {
      throw new FileFault('file_too_large', `the records have more than ${Bounds.FILE_BYTES} bytes with the columns that are added to them; `
        + 'split the file into several files');
    }
    if (this.filled + count > this.buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.filled + count));
      grown.set(this.buffer.subarray(0, this.filled));
      this.buffer = grown;
    }
  }
}
