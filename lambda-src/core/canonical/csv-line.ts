/** One CSV row as a line of the canonical copy: every cell as a string, to be cast under its read type. Cells that are null are left out. */

import { ESCAPED, LONGEST_ESCAPE } from './json-escape';
import type { CanonicalLines } from './lines';
import type { Delimiter } from '../../../src/contract';

const [LINE_FEED, RETURN, QUOTE, OPEN_BRACE, CLOSE_BRACE] = [0x0a, 0x0d, 0x22, 0x7b, 0x7d];

/** What to do with a byte of a cell. */
const [COPY, ESCAPE, END] = [0, 1, 2];

export class CanonicalCsv {
  /** Comma, name, colon, and the quote that begins the cell. */
  private readonly keys: readonly Uint8Array[];
  /** Most bytes of a line, without what its cells hold. */
  private readonly frameBytes: number;
  private readonly delimiter: number;
  /** By byte, what to do with it in a cell without quotes, and in one with quotes. */
  private readonly plain: Uint8Array;
  private readonly quoted = rules([QUOTE]);
  /** As they stand in the copy. */
  private readonly nullMarkers: readonly Buffer[];

  /** @param nullMarkers cells that are null. */
  constructor(private readonly out: CanonicalLines, columns: readonly string[], delimiter: Delimiter, nullMarkers: readonly string[] = []) {
    this.keys = columns.map((name) => Buffer.from(`,${JSON.stringify(name)}:"`));
    this.frameBytes = this.keys.reduce((sum, key) => sum + key.length + '"'.length, '{}\n'.length);
    this.delimiter = delimiter.charCodeAt(0);
    this.plain = rules([this.delimiter, LINE_FEED, RETURN]);
    this.nullMarkers = nullMarkers.map((marker) => Buffer.from(JSON.stringify(marker).slice(1, -1)));
  }

  /**
   * Writes the row that has these bytes, its end included. The scanner has read it: it is valid.
   *
   * (It is one long function, because every call and every access to a member costs time in a loop over bytes.)
   */
  write(bytes: Uint8Array, start: number, end: number): void {
    const { keys, delimiter, plain, quoted } = this;
    const line = this.out.reserve(this.frameBytes + LONGEST_ESCAPE * (end - start));
    const lineAt = this.out.length;
    let length = lineAt;
    for (let at = start, column = 0; ; at++, column++) {
      const before = length;
      // Cells beyond the last column are null, too.
      if (column < keys.length) {
        line.set(keys[column], length);
        length += keys[column].length;
      }
      const cellAt = length;
      let actions = plain;
      if (bytes[at] === QUOTE) {
        actions = quoted;
        at++;
      }
      for (; at < end; at++) {
        const byte = bytes[at];
        const action = actions[byte];
        if (action === COPY) {
          line[length++] = byte;
        } else {
          if (action === END) {
            if (actions === plain) {
              break;
            }
            // A quote within quotes is doubled.
            at++;
            if (at >= end || bytes[at] !== QUOTE) {
              break;
            }
          }
          const escape = ESCAPED[byte]!;
          for (let i = 0; i < escape.length; i++) {
            line[length++] = escape[i];
          }
        }
      }
      if (length === cellAt || this.isNullMarker(line, cellAt, length)) {
        length = before;
      } else {
        line[length++] = QUOTE;
      }
      if (at >= end || bytes[at] !== delimiter) {
        break;
      }
    }
    if (length === lineAt) {
      length++;
    }
    line[lineAt] = OPEN_BRACE;
    line[length++] = CLOSE_BRACE;
    this.out.endLine(length);
  }

  private isNullMarker(line: Buffer, start: number, end: number): boolean {
    return this.nullMarkers.length > 0 && this.nullMarkers.some((marker) => marker.equals(line.subarray(start, end)));
  }
}

/** By byte, what to do with it in a cell that ends before any of the bytes given. */
function rules(ends: readonly number[]): Uint8Array {
  return Uint8Array.from(ESCAPED, (escape, byte) => (ends.includes(byte) ? END : escape === undefined ? COPY : ESCAPE));
}
