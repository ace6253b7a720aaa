/**
 * Copies the values of records. Only brackets and quotes are looked at, to find where a value ends. The scanner judges what is in it.
 */

import { BLANK, CLOSES, LINE_FEED, MEANING, OPENS, QUOTES, RETURN, isInWord } from '../bytes';
import type { Steps } from './json-window';
import type { Sink } from './reshaped-text';
import { StrictJson, endWithoutBackslashes } from './strict-json';
import { Bounds } from '../../bounds';

const BLANK_BYTE = Uint8Array.of(BLANK);

export class JsonBytes extends StrictJson {
  /** Open brackets of the value that is copied. */
  private depth = 0;
  private inString = false;

  /** The next line, as a text of its own; undefined at the end. */
  *line(): Steps<JsonBytes | undefined> {
    for (;;) {
      const end = this.lineEnd();
      if (end === -1 && !this.ended) {
        if (this.bytes.length - this.at > Bounds.RECORD_BYTES) {
          throw this.fault('record_too_long', `a line has more than ${Bounds.RECORD_BYTES} bytes`);
        }
        yield 'bytes';
        continue;
      }
      const bytes = this.bytes.subarray(this.at, end === -1 ? undefined : end);
      if (end === -1 && bytes.length === 0) {
        return undefined;
      }
      const line = new JsonBytes(this.position, this.sourceOffset);
      line.push(bytes);
      line.end();
      this.at += bytes.length + (end === -1 ? 0 : 1);
      return line;
    }
  }

  /**
   * Copies the value that begins at the next byte. It is judged by its brackets and quotes alone. Line ends between its tokens
   * become blanks, so the value takes one line.
   *
   * @returns what is left to do if the end of the value is not there yet
   */
  copy(sink: Sink): Steps | undefined {
    if (MEANING[this.bytes[this.at]] !== 0) {
      return this.copyOn(this.depth, sink);
    }
    return this.copyWordPart(sink) ? undefined : this.copyWord(sink);
  }

  /** Copies what is left of a value, as `copy` does. @param outside its depth. */
  copyOn(outside: number, sink: Sink): Steps | undefined {
    return this.copyMore(outside, sink) ? undefined : this.copyTo(outside, sink);
  }

  /** Copies a bracket that was peeked at. */
  copyBracket(sink: Sink): void {
    this.depth += MEANING[this.bytes[this.at]] === OPENS ? 1 : -1;
    this.copyByte(sink);
  }

  /** Copies a string that was peeked at, and returns it decoded. */
  *copyText(sink: Sink): Steps<string> {
    return (yield* this.scalar((end) => sink.copy(this.bytes, this.at, end, this.position))) as string;
  }

  /** The same, if all of the string is there and it is plain. */
  copyPlainText(sink: Sink): string | undefined {
    const { at } = this;
    const text = this.plainText();
    sink.copy(this.bytes, at, this.at, this.offset + at);
    return text;
  }

  copyByte(sink: Sink): void {
    sink.copy(this.bytes, this.at, this.at + 1, this.position);
    this.at++;
  }

  private *copyTo(outside: number, sink: Sink): Steps {
    while (!this.copyMore(outside, sink)) {
      if (this.ended) {
        throw this.unexpected('the end of the value');
      }
      yield 'bytes';
    }
  }

  /** Copies everything that is left. */
  copyRest(sink: Sink): void {
    sink.copy(this.bytes, this.at, this.bytes.length, this.position);
    this.at = this.bytes.length;
  }

  /** Forgets the brackets of a value that was not copied to its end. */
  reset(): void {
    [this.depth, this.inString] = [0, false];
  }

  private lineEnd(): number {
    for (let at = this.at; at < this.bytes.length; at++) {
      if (this.bytes[at] === LINE_FEED || this.bytes[at] === RETURN) {
        return at;
      }
    }
    return -1;
  }

  private *copyWord(sink: Sink): Steps {
    do {
      yield 'bytes';
    } while (!this.copyWordPart(sink));
  }

  /** @returns whether the word ended */
  private copyWordPart(sink: Sink): boolean {
    const from = this.at;
    while (this.at < this.bytes.length && isInWord(this.bytes[this.at])) {
      this.at++;
    }
    sink.copy(this.bytes, from, this.at, this.offset + from);
    return this.at < this.bytes.length || this.ended;
  }

  /** @returns whether the value ended */
  private copyMore(outside: number, sink: Sink): boolean {
    const { bytes } = this;
    const end = bytes.length;
    let [at, from, depth, inString, ended] = [this.at, this.at, this.depth, this.inString, false];
    while (!ended && (at < end || inString)) {
      if (inString) {
        const close = this.closingQuote(at);
        if (close === -1) {
          at = this.ended ? end : Math.max(at, endWithoutBackslashes(bytes, at));
          break;
        }
        at = close + 1;
        inString = false;
        ended = depth === outside;
      } else {
        const meaning = MEANING[bytes[at++]];
        if (meaning === 0) {
          continue;
        }
        if (meaning === QUOTES) {
          inString = true;
        } else if (meaning === OPENS) {
          depth++;
        } else if (meaning === CLOSES) {
          ended = --depth === outside;
        } else {
          sink.copy(bytes, from, at - 1, this.offset + from);
          sink.add(BLANK_BYTE, this.offset + at - 1);
          from = at;
        }
      }
    }
    sink.copy(bytes, from, at, this.offset + from);
    [this.at, this.depth, this.inString] = [at, depth, inString];
    return ended;
  }
}
