/** The lines of a canonical copy on their way to the compressor. They are bytes, because strings would cost more than everything else. */

import { CopyBounds } from '../formats/bounds';

/** Whole lines. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly records: number;
}

const LINE_FEED = 0x0a;

export class CanonicalLines {
  private bytes = newBytes();
  private records = 0;
  private written = 0;

  /** Bytes of the lines that were ended. */
  get length(): number {
    return this.written;
  }

  /**
   * Call before a line is written.
   *
   * @param bytes that it has at most, its line end included.
   * @returns where to write it, from `length` on. Nothing else may be written there.
   */
  reserve(bytes: number): Buffer {
    if (this.written + bytes > this.bytes.length) {
      const wider = Buffer.allocUnsafeSlow(this.written + bytes);
      this.bytes.copy(wider, 0, 0, this.written);
      this.bytes = wider;
    }
    return this.bytes;
  }

  /** @param end the end of the line that was written. */
  endLine(end: number): void {
    this.bytes[end] = LINE_FEED;
    this.written = end + 1;
    this.records++;
  }

  /** Hands out the lines written, for good; undefined if there are none. */
  take(): Block | undefined {
    if (this.records === 0) {
      return undefined;
    }
    const block = { bytes: this.bytes.subarray(0, this.written), records: this.records };
    this.bytes = newBytes();
    this.written = 0;
    this.records = 0;
    return block;
  }
}

/** Lines are handed out when they fill half of these bytes. */
function newBytes(): Buffer {
  return Buffer.allocUnsafeSlow(2 * CopyBounds.BLOCK_BYTES);
}
