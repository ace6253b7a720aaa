/**
 * Reads JSON from bytes that arrive in chunks. What is around the records is read strictly. The values of records are only copied:
 * brackets and quotes show where they end, and the scanner judges what is in them.
 *
 * Every method that may need more bytes is a generator. Each `yield` waits until there are more.
 */

import type { Sink } from './reshaped-text';
import { Bounds } from '../../bounds';
import { type DeadLetterReason, type FaultPlace, FileFault } from '../../fault';
import { codePoint, shown } from '../../fault-text';
import { decodeUtf8 } from '../../stored/decode';
import { JsonCursor, JsonFault } from '../cursor';

/** What the walk waits for: bytes, the columns around the next records, or that somebody takes what was written. */
export type Wait = 'bytes' | 'around' | 'room';
export type Steps<T = void> = Generator<Wait, T, undefined>;

/** The end of the text, in the place of a byte. */
export const END = -1;
const [TAB, LINE_FEED, RETURN, BLANK, QUOTE, COMMA, COLON, BACKSLASH] = [0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2c, 0x3a, 0x5c];
export const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const BLANK_BYTE = Uint8Array.of(BLANK);

/** What a byte outside of strings means to a value that is copied. */
const [OPENS, CLOSES, QUOTES, ENDS_LINE] = [1, 2, 3, 4];
const MEANING = new Uint8Array(256);
MEANING[OPEN_ARRAY] = MEANING[OPEN_OBJECT] = OPENS;
MEANING[CLOSE_ARRAY] = MEANING[CLOSE_OBJECT] = CLOSES;
MEANING[QUOTE] = QUOTES;
MEANING[LINE_FEED] = MEANING[RETURN] = ENDS_LINE;

/** A closing quote this near is found by a loop, and a farther one by a search. */
const NEAR_BYTES = 24;
/** Bytes that are held although they were not enough are read again only after they have doubled, so the time stays linear. */
const PATIENT_FROM_BYTES = 4 * 1024;

export class JsonBytes {
  private bytes: Buffer = Buffer.alloc(0);
  private at = 0;
  private ended = false;
  /** Open brackets of the value that is copied. */
  private depth = 0;
  private inString = false;
  private tokenAt = 0;
  /** The name that was read last, as it is written, with its quotes. */
  lastName: Uint8Array = this.bytes;
  private readonly held: Uint8Array[] = [];
  private heldBytes = 0;

  /**
   * @param offset of the first byte, as `sourceOffset` wants it.
   * @param sourceOffset gives the offset in the original file.
   */
  constructor(private offset: number, private readonly sourceOffset: (offset: number) => number) {}

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
        if (byte > BLANK || (byte !== BLANK && byte !== LINE_FEED && byte !== RETURN && byte !== TAB)) {
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
      } else if (byte === BLANK || byte === LINE_FEED || byte === RETURN || byte === TAB) {
        ahead++;
      } else {
        this.at += byte === close ? ahead + 1 : 0;
        return byte === close;
      }
    }
  }

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

  /** Reads an object; `onMember` must read the member's value. @param places of faults; names are compared only if it is there. */
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

  /** What kind of value the byte begins, for messages. */
  static kind(byte: number): string {
    switch (byte) {
      case OPEN_OBJECT: return 'an object';
      case OPEN_ARRAY: return 'an array';
      case QUOTE: return 'a string';
      case 0x74: case 0x66: return 'a boolean';
      case 0x6e: return 'null';
      default: return byte === 0x2d || (byte >= 0x30 && byte <= 0x39) ? 'a number' : 'no value';
    }
  }

  /** Reads a string, if all of it is there, and if it is printable ASCII without escapes. */
  private plainText(): string | undefined {
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
  private *scalar(before?: (end: number) => void): Steps<string | undefined> {
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
    const decoded = judgedAt(
      text, (byte) => this.position + byte, (fault, at) => this.fault(fault.reason, fault.detail, {}, at),
      (cursor) => isString ? cursor.string() : void cursor.skip(),
    );
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
    let [at, from, depth, ended] = [this.at, this.at, this.depth, false];
    while (at < end || this.inString) {
      if (this.inString) {
        const close = this.closingQuote(at);
        if (close === -1) {
          at = this.ended ? end : Math.max(at, endWithoutBackslashes(bytes, at));
          break;
        }
        at = close + 1;
        this.inString = false;
        ended = depth === outside;
      } else {
        const meaning = MEANING[bytes[at++]];
        if (meaning === 0) {
          continue;
        }
        if (meaning === QUOTES) {
          this.inString = true;
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
      if (ended) {
        break;
      }
    }
    sink.copy(bytes, from, at, this.offset + from);
    this.at = at;
    this.depth = depth;
    return ended;
  }

  /** The closing quote of a string, from a place within it at which no escape is open; -1 if it is not there. */
  private closingQuote(from: number): number {
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

/** The names of one object that was walked. */
export class Names {
  private readonly names = new Set<string>();
  private chars = 0;

  /** Why an object may not have this name; undefined if it may. */
  refusal(name: string): { readonly reason: DeadLetterReason; readonly detail: string } | undefined {
    if (this.names.has(name)) {
      return { reason: 'duplicate_key', detail: `the key ${shown(name)} appears twice in one object` };
    }
    if (name.length > Bounds.NAME_CHARS) {
      return { reason: 'field_name_too_long', detail: `the name ${shown(name)} has more than ${Bounds.NAME_CHARS} characters` };
    }
    this.names.add(name);
    this.chars += name.length;
    return this.chars <= Bounds.KEY_CHARS ? undefined
      : { reason: 'file_too_large', detail: `the keys of one object have more than ${Bounds.KEY_CHARS} characters; split the file into several files` };
  }
}

/** Reads a text with the strict reader, and places its faults. */
export function judgedAt<T>(
  text: string, offsetOf: (bytes: number) => number, faultOf: (fault: JsonFault, at: number) => FileFault, read: (cursor: JsonCursor) => T,
): T {
  const cursor = new JsonCursor(text);
  try {
    const result = read(cursor);
    cursor.end();
    return result;
  } catch (error) {
    throw error instanceof JsonFault ? faultOf(error, offsetOf(Buffer.byteLength(text.slice(0, error.position)))) : error;
  }
}

/** Whether the byte may be part of a number, `true`, `false` or `null`; anything else in a word is a fault of the word. */
function isInWord(byte: number): boolean {
  return byte > BLANK && byte !== COMMA && byte !== COLON && MEANING[byte] === 0;
}

/** Where the backslashes before `end` begin. */
function endWithoutBackslashes(bytes: Uint8Array, from: number, end = bytes.length): number {
  let at = end;
  while (at > from && bytes[at - 1] === BACKSLASH) {
    at--;
  }
  return at;
}
