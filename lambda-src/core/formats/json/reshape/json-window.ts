/**
 * Bytes of a JSON text that arrive in chunks, as a window that moves forward.
 *
 * Every method that may need more bytes is a generator. Each `yield` waits until there are more.
 */

import { type DeadLetterReason, type FaultPlace, FileFault } from '../../fault';
import { codePoint } from '../../fault-text';
import { BLANK, END, isBlank } from '../bytes';

/** What the walk waits for: bytes, the columns around the next records, or that somebody takes what was written. */
export type Wait = 'bytes' | 'around' | 'room';
export type Steps<T = void> = Generator<Wait, T, undefined>;

/** Bytes that were not enough are read again only after they have doubled, if they are more than these. So the time stays linear. */
const PATIENT_FROM_BYTES = 4 * 1024;

export class JsonWindow {
  protected bytes: Buffer = Buffer.alloc(0);
  protected at = 0;
  protected ended = false;
  private readonly held: Uint8Array[] = [];
  private heldBytes = 0;

  /**
   * @param offset of the first byte, as `sourceOffset` wants it.
   * @param sourceOffset gives the offset in the original file.
   */
  constructor(protected offset: number, protected readonly sourceOffset: (offset: number) => number) {}

  /** Offset of the next byte. */
  get position(): number {
    return this.offset + this.at;
  }

  /** @returns whether it is worthwhile to go on with them */
  push(chunk: Uint8Array): boolean {
    this.held.push(chunk);
    this.heldBytes += chunk.length;
    const rest = this.bytes.length - this.at;
    if (rest > PATIENT_FROM_BYTES && this.heldBytes < rest) {
      return false;
    }
    this.join();
    return true;
  }

  /** Call after the last chunk. */
  end(): void {
    this.join();
    this.ended = true;
  }

  private join(): void {
    const rest = this.bytes.subarray(this.at);
    this.offset += this.at;
    this.at = 0;
    this.bytes = rest.length === 0 && this.held.length === 1
      ? Buffer.from(this.held[0].buffer, this.held[0].byteOffset, this.held[0].length)
      : Buffer.concat([rest, ...this.held]);
    this.held.length = this.heldBytes = 0;
  }

  /** A fault of the file. @param at offset; the next byte if it is absent. */
  fault(reason: DeadLetterReason, detail: string, place: FaultPlace = {}, at = this.position): FileFault {
    return new FileFault(reason, detail, { ...place, byteOffset: this.sourceOffset(at) });
  }

  /** The fault of the next character. */
  unexpected(expected: string, place?: FaultPlace): FileFault {
    const byte = this.bytes[this.at];
    // The rest of a longer character may not be there yet.
    const found = byte === undefined ? 'the end of the file' : byte < 0x80 ? codePoint(byte) : 'a character that is not ASCII';
    return this.fault('malformed_json', `found ${found}, expected ${expected}`, place);
  }

  /** The next byte, if it is there and certainly no white space; else 0. It spares most calls of `peek`. */
  get ready(): number {
    const byte = this.bytes[this.at];
    return byte > BLANK ? byte : 0;
  }

  /** The next byte that is not white space, which it leaves there; `END` if there is none. */
  *peek(): Steps<number> {
    for (;;) {
      for (; this.at < this.bytes.length; this.at++) {
        const byte = this.bytes[this.at];
        if (byte > BLANK || !isBlank(byte)) {
          return byte;
        }
      }
      if (this.ended) {
        return END;
      }
      yield 'bytes';
    }
  }

  /** Passes the byte that was peeked at. */
  pass(): void {
    this.at++;
  }

  /** Whether the bracket that was peeked at is closed at once. If so, it passes both. */
  *passEmpty(close: number): Steps<boolean> {
    for (let ahead = 1; ;) {
      const byte = this.bytes[this.at + ahead];
      if (byte === undefined) {
        if (this.ended) {
          return false;
        }
        yield 'bytes';
        ahead = 1;
      } else if (isBlank(byte)) {
        ahead++;
      } else {
        this.at += byte === close ? ahead + 1 : 0;
        return byte === close;
      }
    }
  }
}
