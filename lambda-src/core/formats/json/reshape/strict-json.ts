/** Reads what is around the records, by the grammar of JSON and nothing more. */

import {
  BACKSLASH, BLANK, CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE, isInWord,
} from '../bytes';
import { JsonWindow, type Steps } from './json-window';
import type { Names } from './names';
import { Bounds } from '../../bounds';
import type { FaultPlace } from '../../fault';
import { decodeUtf8 } from '../../stored/decode';
import { JsonCursor, JsonFault } from '../cursor';

/** A closing quote this near is found by a loop, and a farther one by a search. */
const NEAR_BYTES = 24;

export class StrictJson extends JsonWindow {
  /** The name that was read last, as it is written, with its quotes. */
  lastName: Uint8Array = this.bytes;
  private tokenAt = 0;

  /** Reads an array; `onElement` must read the element. @param place of a fault between elements. */
  *array(onElement: () => Steps, place?: () => FaultPlace): Steps {
    this.pass();
    if ((yield* this.peek()) === CLOSE_ARRAY) {
      this.pass();
      return;
    }
    for (;;) {
      yield* onElement();
      const byte = this.ready || (yield* this.peek());
      if (byte !== COMMA && byte !== CLOSE_ARRAY) {
        throw this.unexpected("',' or ']'", place?.());
      }
      this.pass();
      if (byte === CLOSE_ARRAY) {
        return;
      }
      if (this.ready === 0) {
        yield* this.peek();
      }
    }
  }

  /** Reads an object; `onMember` must read the member's value. @param names takes its names; without it they are not compared. */
  *object(onMember: (name: string) => Steps, names?: Names): Steps {
    this.pass();
    if ((yield* this.peek()) === CLOSE_OBJECT) {
      this.pass();
      return;
    }
    for (;;) {
      if ((this.ready || (yield* this.peek())) !== QUOTE) {
        throw this.unexpected('a name in quotes');
      }
      const nameAt = this.position;
      const name = yield* this.name();
      const refusal = names?.refusal(name);
      if (refusal !== undefined) {
        throw this.fault(refusal.reason, refusal.detail, {}, nameAt);
      }
      yield* onMember(name);
      const byte = this.ready || (yield* this.peek());
      if (byte !== COMMA && byte !== CLOSE_OBJECT) {
        throw this.unexpected("',' or '}'");
      }
      this.pass();
      if (byte === CLOSE_OBJECT) {
        return;
      }
    }
  }

  /** Reads a name and its colon, and leaves the first byte of the value there. */
  *name(): Steps<string> {
    const name = this.plainText() ?? (yield* this.scalar()) as string;
    this.lastName = this.bytes.subarray(this.tokenAt, this.at);
    if ((this.ready || (yield* this.peek())) !== COLON) {
      throw this.unexpected("':'");
    }
    this.pass();
    if (this.ready === 0) {
      yield* this.peek();
    }
    return name;
  }

  /** Reads any value strictly. The names of its objects are not compared: nothing of it is kept. */
  *value(depth = 1): Steps {
    const byte = yield* this.peek();
    if ((byte === OPEN_OBJECT || byte === OPEN_ARRAY) && depth > Bounds.DEPTH) {
      throw this.fault('too_deep', `objects and arrays are nested more than ${Bounds.DEPTH} deep`);
    }
    switch (byte) {
      case OPEN_OBJECT: return yield* this.object(() => this.value(depth + 1));
      case OPEN_ARRAY: return yield* this.array(() => this.value(depth + 1));
      default: yield* this.scalar();
    }
  }

  /** Reads a string, if all of it is there, and if it is printable ASCII without escapes. */
  protected plainText(): string | undefined {
    const { bytes } = this;
    let end = this.at + 1;
    for (let byte = bytes[end]; byte !== QUOTE; byte = bytes[++end]) {
      if (!(byte >= BLANK && byte < 0x7f && byte !== BACKSLASH)) {
        return undefined;
      }
    }
    const text = bytes.toString('latin1', this.at + 1, end);
    this.tokenAt = this.at;
    this.at = end + 1;
    return text;
  }

  /** Reads a scalar strictly. Returns a string decoded, and anything else as undefined. */
  protected *scalar(before?: (end: number) => void): Steps<string | undefined> {
    const isString = this.bytes[this.at] === QUOTE;
    let end: number;
    while ((end = isString ? this.closingQuote(this.at + 1) + 1 : this.endOfWord()) === 0) {
      if (this.ended) {
        end = this.bytes.length;
        break;
      }
      if (this.bytes.length - this.at > Bounds.RECORD_BYTES) {
        throw this.fault('record_too_long', `a string outside of the records has more than ${Bounds.RECORD_BYTES} bytes`);
      }
      yield 'bytes';
    }
    const { text } = decodeUtf8(this.bytes.subarray(this.at, end), this.position);
    if (text === '') {
      throw this.unexpected('a value');
    }
    const decoded = this.judged(text, this.position, (cursor) => isString ? cursor.string() : void cursor.skip());
    before?.(end);
    this.tokenAt = this.at;
    this.at = end;
    return decoded;
  }

  /** 0 if it is not there yet. */
  private endOfWord(): number {
    let end = this.at;
    while (end < this.bytes.length && isInWord(this.bytes[end])) {
      end++;
    }
    if (end === this.bytes.length && !this.ended) {
      return 0;
    }
    // One character that can be in no word, so that the strict reader names it.
    return end === this.at ? Math.min(end + 1, this.bytes.length) : end;
  }

  /** Reads a whole text with the strict reader, and places its fault. @param at offset of the text. */
  judged<T>(text: string, at: number, read: (cursor: JsonCursor) => T): T {
    const cursor = new JsonCursor(text);
    try {
      const result = read(cursor);
      cursor.end();
      return result;
    } catch (error) {
      throw error instanceof JsonFault ? this.fault(error.reason, error.detail, {}, at + Buffer.byteLength(text.slice(0, error.position))) : error;
    }
  }

  /** The closing quote of a string, from a place within it at which no escape is open; -1 if it is not there. */
  protected closingQuote(from: number): number {
    const { bytes } = this;
    let at = from;
    const near = Math.min(from + NEAR_BYTES, bytes.length);
    for (; at < near; at++) {
      if (bytes[at] === QUOTE) {
        return at;
      }
      if (bytes[at] === BACKSLASH) {
        at++;
      }
    }
    for (;;) {
      const quote = at < bytes.length ? bytes.indexOf(QUOTE, at) : -1;
      if (quote === -1) {
        return -1;
      }
      if ((quote - endWithoutBackslashes(bytes, at, quote)) % 2 === 0) {
        return quote;
      }
      at = quote + 1;
    }
  }
}

/** Where the backslashes before `end` begin. */
export function endWithoutBackslashes(bytes: Uint8Array, from: number, end = bytes.length): number {
  let at = end;
  while (at > from && bytes[at - 1] === BACKSLASH) {
    at--;
  }
  return at;
}
