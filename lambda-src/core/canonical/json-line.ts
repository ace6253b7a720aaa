/**
 * One JSON record as a line of the canonical copy: an object that Spark reads with the same values, given each path's
 * read type. The record is copied as it was written, except for values that Spark would read differently.
 */

import { isEscaped, isText, spaceEnd, stringEnd, unescaped, valueEnd } from './json-bytes';
import { ESCAPED, LONGEST_ESCAPE } from './json-escape';
import type { CanonicalLines } from './lines';
import type { Rewriting } from './rewriting';

const [LINE_FEED, RETURN, SPACE, QUOTE, COMMA] = [0x0a, 0x0d, 0x20, 0x22, 0x2c];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

const [NULL, NEGATIVE_ZERO, NEGATIVE_ZERO_DOUBLE] = ['null', '-0', '-0.0'].map((text) => Buffer.from(text));

/** Up to this many bytes, copying one by one is faster than the calls that copy them together. */
const FEW_BYTES = 48;

export class CanonicalJson {
  /** In quotes, without escapes. */
  private readonly nullMarkers: readonly Buffer[];
  /** Most bytes that a marker can have in a file, however much of it is escaped. */
  private readonly longestMarker: number;
  /** The record, and the place up to which it was copied. */
  private bytes: Uint8Array = new Uint8Array(0);
  private copied = 0;
  /** The line, and the place up to which it was written. */
  private line: Uint8Array = new Uint8Array(0);
  private length = 0;

  /**
   * @param rewriting what has to be changed; undefined if nothing has.
   * @param breaks whether records may contain line breaks.
   * @param nullMarkers strings that are null.
   */
  constructor(
    private readonly out: CanonicalLines, private readonly rewriting: Rewriting | undefined, private readonly breaks: boolean,
    nullMarkers: readonly string[] = [],
  ) {
    this.nullMarkers = nullMarkers.map((marker) => Buffer.from(`"${marker}"`));
    this.longestMarker = LONGEST_ESCAPE * Math.max(0, ...this.nullMarkers.map(({ length }) => length));
  }

  /** Writes the record that has these bytes. The scanner has read it: it is valid. */
  write(bytes: Uint8Array, start: number, end: number): void {
    const changes = this.rewriting !== undefined || this.nullMarkers.length > 0;
    // As text a value is at most three times as long: 1 becomes "1", and "" becomes "\"\"".
    this.line = this.out.reserve((changes ? 3 : 1) * (end - start) + 1);
    this.length = this.out.length;
    this.bytes = bytes;
    this.copied = start;
    if (changes) {
      this.value(start, this.rewriting);
    }
    this.copyTo(end);
    if (this.breaks) {
      this.blankBreaks();
    }
    this.out.endLine(this.length);
  }

  /** @returns the end of the value that begins here. */
  private value(at: number, rewriting: Rewriting | undefined): number {
    const { bytes, nullMarkers } = this;
    const first = bytes[at];
    if (first === QUOTE) {
      const end = stringEnd(bytes, at);
      if (nullMarkers.length > 0 && this.isNullMarker(at, end)) {
        this.replace(at, end, NULL);
      } else if (rewriting?.as === 'json') {
        this.replaceByText(at, end);
      }
      return end;
    }
    if (rewriting === undefined && nullMarkers.length === 0) {
      return valueEnd(bytes, at);
    }
    if (rewriting?.as === 'json' || rewriting?.as === 'string') {
      const end = valueEnd(bytes, at);
      if (!isText(bytes, at, end, NULL)) {
        this.replaceByText(at, end);
      }
      return end;
    }
    if (first === OPEN_BRACE) {
      return this.object(at, rewriting);
    }
    if (first === OPEN_BRACKET) {
      return this.array(at, rewriting);
    }
    const end = valueEnd(bytes, at);
    // Spark reads the token -0 as an integer and loses the sign.
    if (rewriting?.as === 'double' && isText(bytes, at, end, NEGATIVE_ZERO)) {
      this.replace(at, end, NEGATIVE_ZERO_DOUBLE);
    }
    return end;
  }

  private object(start: number, rewriting: Rewriting | undefined): number {
    const { bytes } = this;
    let at = spaceEnd(bytes, start + 1);
    if (bytes[at] === CLOSE_BRACE) {
      return at + 1;
    }
    for (;;) {
      const nameEnd = stringEnd(bytes, at);
      const member = rewriting?.ofMember(bytes, at, nameEnd);
      const colon = spaceEnd(bytes, nameEnd);
      at = spaceEnd(bytes, this.value(spaceEnd(bytes, colon + 1), member));
      if (bytes[at] !== COMMA) {
        return at + 1;
      }
      at = spaceEnd(bytes, at + 1);
    }
  }

  private array(start: number, rewriting: Rewriting | undefined): number {
    const { bytes } = this;
    let at = spaceEnd(bytes, start + 1);
    if (bytes[at] === CLOSE_BRACKET) {
      return at + 1;
    }
    for (;;) {
      at = spaceEnd(bytes, this.value(at, rewriting?.elements));
      if (bytes[at] !== COMMA) {
        return at + 1;
      }
      at = spaceEnd(bytes, at + 1);
    }
  }

  private isNullMarker(start: number, end: number): boolean {
    if (end - start > this.longestMarker) {
      return false;
    }
    const { bytes, nullMarkers } = this;
    if (!isEscaped(bytes, start, end)) {
      return nullMarkers.some((marker) => isText(bytes, start, end, marker));
    }
    const text = unescaped(bytes, start, end);
    return nullMarkers.some((marker) => marker.equals(text));
  }

  private replace(start: number, end: number, by: Uint8Array): void {
    this.copyTo(start);
    this.line.set(by, this.length);
    this.length += by.length;
    this.copied = end;
  }

  /** Replaces a value by a string that holds its source text. */
  private replaceByText(start: number, end: number): void {
    this.copyTo(start);
    const { bytes, line } = this;
    let { length } = this;
    line[length++] = QUOTE;
    for (let at = start; at < end; at++) {
      const byte = bytes[at];
      const escape = ESCAPED[byte];
      if (escape === undefined) {
        line[length++] = byte;
      } else {
        line.set(escape, length);
        length += escape.length;
      }
    }
    line[length++] = QUOTE;
    this.length = length;
    this.copied = end;
  }

  /** Copies what comes before `end` as it is. */
  private copyTo(end: number): void {
    const { bytes, line, copied } = this;
    let { length } = this;
    if (end - copied > FEW_BYTES) {
      line.set(bytes.subarray(copied, end), length);
      length += end - copied;
    } else {
      for (let at = copied; at < end; at++) {
        line[length++] = bytes[at];
      }
    }
    this.length = length;
    this.copied = end;
  }

  /** Strings have their line breaks escaped, so any other line break is white space. */
  private blankBreaks(): void {
    const { line, length } = this;
    for (let at = this.out.length; at < length; at++) {
      if (line[at] === LINE_FEED || line[at] === RETURN) {
        line[at] = SPACE;
      }
    }
  }
}
