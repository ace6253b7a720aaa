/** The bytes of a file that its records still need, found by their offsets. */
export class RecordWindow {
  private held = Buffer.allocUnsafeSlow(0);
  private length = 0;

  /** @param offset of the first byte that will be pushed. */
  constructor(private offset: number) {}

  /** What is held; valid until the next call. */
  get bytes(): Uint8Array {
    return this.held;
  }

  /** Where in `bytes` the byte at an offset is. */
  indexOf(offset: number): number {
    // eslint-disable-next-line no-bitwise -- offsets are doubles: loops over bytes from one to the other would be slower
    return (offset - this.offset) | 0;
  }

  push(chunk: Uint8Array): void {
    if (this.length + chunk.length > this.held.length) {
      const wider = Buffer.allocUnsafeSlow(2 * (this.length + chunk.length));
      this.held.copy(wider, 0, 0, this.length);
      this.held = wider;
    }
    this.held.set(chunk, this.length);
    this.length += chunk.length;
  }

  /** Nobody will ask for a byte before this offset. */
  forget(before: number): void {
    const cut = before - this.offset;
    if (cut <= 0) {
      return;
    }
    this.held.copyWithin(0, cut, this.length);
    this.length -= cut;
    this.offset = before;
  }
}
