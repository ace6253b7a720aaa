import { BACKSLASH, CLOSE_ARRAY, CLOSE_OBJECT, COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './bytes';
import type { RecordFinder, RecordPlace } from '../records/record-batches';

/** Finds the records of JSON that the scanner has read without a fault: objects one after the other, or in one array. */
export class JsonRecords implements RecordFinder {
  private depth = 0;
  /** Depth at which records begin: 1 in an array of records. */
  private top = 0;
  private isInText = false;
  private isEscaped = false;
  private recordStart?: number;
  private latest?: RecordPlace;
  private comma?: number;

  find(bytes: Uint8Array, start: number): { readonly ended: readonly RecordPlace[]; readonly blanks: readonly number[] } {
    const ended: RecordPlace[] = [];
    const blanks: number[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.isInText) {
        if (this.isEscaped) {
          this.isEscaped = false;
        } else if (byte === BACKSLASH) {
          this.isEscaped = true;
        } else if (byte === QUOTE) {
          this.isInText = false;
        }
      } else if (byte === QUOTE) {
        this.isInText = true;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (this.depth === 0 && byte === OPEN_ARRAY) {
          this.top = 1;
          blanks.push(start + at);
        } else if (this.depth === this.top) {
          this.recordStart = start + at;
        }
        this.depth++;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        this.depth--;
        if (this.depth === this.top && this.recordStart !== undefined) {
          this.latest = { start: this.recordStart, end: start + at + 1, before: this.comma };
          this.recordStart = undefined;
          ended.push(this.latest);
        } else if (this.depth < this.top) {
          blanks.push(start + at);
        }
      } else if (byte === COMMA && this.depth === this.top && this.latest !== undefined) {
        this.comma = start + at;
        this.latest.after = this.comma;
        blanks.push(this.comma);
      }
    }
    return { ended, blanks };
  }

  last(): RecordPlace | undefined {
    return undefined;
  }
}
