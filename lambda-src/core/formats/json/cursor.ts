/**
 * A strict pull reader of one JSON text (RFC 8259): it says what comes next, and the caller reads or skips that. It builds no
 * tree, keeps the source text of numbers, and gives positions, so that a value can be kept as it was written.
 */

import { Bounds } from '../bounds';
import type { DeadLetterReason } from '../fault';
import { codePoint, shown } from '../fault-text';

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** What is wrong in a text, and at which character. */
export class JsonFault extends Error {
  constructor(readonly reason: DeadLetterReason, readonly detail: string, readonly position: number) {
    super(`${reason}: ${detail}`);
  }
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WHITE_SPACE = /[ \t\n\r]*/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'], ['\\', '\\'], ['/', '/'], ['b', '\b'], ['f', '\f'], ['n', '\n'], ['r', '\r'], ['t', '\t'],
]);

export class JsonCursor {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  /** Index of the next character to read. */
  get position(): number {
    return this.at;
  }

  /** The text read since the position `start`. */
  textFrom(start: number): string {
    return this.text.slice(start, this.at);
  }

  /** The kind of the next value, by its first character. It is a fault if no value can start with that character. */
  kind(): JsonKind {
    this.skipWhiteSpace();
    const c = this.text[this.at];
    switch (c) {
      case '{': return 'object';
      case '[': return 'array';
      case '"': return 'string';
      case 't': case 'f': return 'boolean';
      case 'n': return 'null';
      default:
        if (c === '-' || (c >= '0' && c <= '9')) {
          return 'number';
        }
        throw this.unexpected('a value');
    }
  }

  /** Reads an object; `onMember` must read or skip the member's value. */
  object(onMember: (name: string) => void): void {
    this.open('{');
    const names = new Set<string>();
    for (let first = true; !this.take('}'); first = false) {
      if (!first) {
        this.expect(',', "',' or '}'");
      }
      this.skipWhiteSpace();
      const nameAt = this.at;
      if (this.text[this.at] !== '"') {
        throw this.unexpected(first ? "a name in quotes or '}'" : 'a name in quotes');
      }
      const name = this.string();
      if (names.has(name)) {
        throw new JsonFault('duplicate_key', `the key ${shown(name)} appears twice in one object`, nameAt);
      }
      names.add(name);
      this.expect(':', "':'");
      onMember(name);
    }
    this.depth--;
  }

  /** Reads an array; `onElement` must read or skip the element. */
  array(onElement: () => void): void {
    this.open('[');
    for (let first = true; !this.take(']'); first = false) {
      if (!first) {
        this.expect(',', "',' or ']'");
      }
      onElement();
    }
    this.depth--;
  }

  /** The source text of a number. */
  number(): string {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null) {
      throw this.unexpected('a digit', this.at + 1);
    }
    // `01`, `1.` and `1e` begin with a number. No token can begin with the rest, so it becomes a fault.
    this.at += match[0].length;
    return match[0];
  }

  boolean(): boolean {
    const value = this.text[this.at] === 't';
    this.word(value ? 'true' : 'false');
    return value;
  }

  null(): void {
    this.word('null');
  }

  /** The decoded string. */
  string(): string {
    const start = ++this.at;
    let decoded = '';
    let from = start;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === 0x22) {
        break;
      }
      if (code === 0x5c) {
        decoded += this.text.slice(from, this.at) + this.escape();
        from = this.at;
      } else if (code >= 0x20) {
        this.at++;
      } else {
        // At the end of the text the code is NaN, which also comes here.
        throw this.unexpected(Number.isNaN(code) ? 'a closing quote' : 'an escape (control characters must be escaped in strings)');
      }
    }
    decoded += this.text.slice(from, this.at++);
    return decoded;
  }

  /** Reads the next value of any kind, equally strictly, and returns its source text. */
  skip(): string {
    const kind = this.kind();
    const start = this.at;
    switch (kind) {
      case 'object': this.object(() => this.skip()); break;
      case 'array': this.array(() => this.skip()); break;
      default: this[kind]();
    }
    return this.textFrom(start);
  }

  /** Asserts that only white space is left. */
  end(): void {
    this.skipWhiteSpace();
    if (this.at < this.text.length) {
      throw this.unexpected('the end of the value');
    }
  }

  private escape(): string {
    const start = this.at;
    const letter = this.text[this.at + 1];
    if (letter !== 'u') {
      const escaped = ESCAPES.get(letter);
      if (escaped === undefined) {
        throw this.unexpected('one of " \\ / b f n r t u', this.at + 1);
      }
      this.at += 2;
      return escaped;
    }
    const unit = this.hexUnit();
    if (unit < 0xd800 || unit > 0xdfff) {
      return String.fromCharCode(unit);
    }
    if (unit <= 0xdbff && this.text.startsWith('\\u', this.at)) {
      const low = this.hexUnit();
      if (low >= 0xdc00 && low <= 0xdfff) {
        return String.fromCharCode(unit, low);
      }
    }
    throw new JsonFault('lone_surrogate', 'an escape stands for half of a surrogate pair', start);
  }

  private hexUnit(): number {
    const digits = this.text.slice(this.at + 2, this.at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
      throw this.unexpected('four hexadecimal digits', this.at + 2);
    }
    this.at += 6;
    return parseInt(digits, 16);
  }

  private open(bracket: string): void {
    this.expect(bracket, `'${bracket}'`);
    if (++this.depth > Bounds.DEPTH) {
      throw new JsonFault('too_deep', `objects and arrays are nested more than ${Bounds.DEPTH} deep`, this.at - 1);
    }
  }

  private word(word: string): void {
    if (!this.text.startsWith(word, this.at)) {
      throw this.unexpected(word);
    }
    this.at += word.length;
  }

  private take(c: string): boolean {
    this.skipWhiteSpace();
    if (this.text[this.at] !== c) {
      return false;
    }
    this.at++;
    return true;
  }

  private expect(c: string, expected: string): void {
    if (!this.take(c)) {
      throw this.unexpected(expected);
    }
  }

  private skipWhiteSpace(): void {
    // Most tokens have no white space before them, so the regular expression is skipped for them.
    if (this.text.charCodeAt(this.at) > 0x20) {
      return;
    }
    WHITE_SPACE.lastIndex = this.at;
    this.at += WHITE_SPACE.exec(this.text)![0].length;
  }

  private unexpected(expected: string, at = this.at): JsonFault {
    const found = at < this.text.length ? codePoint(this.text.codePointAt(at)!) : 'the end of the text';
    return new JsonFault('malformed_json', `found ${found}, expected ${expected}`, at);
  }
}
