/**
 * Cuts a JSON text into its records without holding more than one of them. The text is a single document, an array of
 * records, or records one after the other (NDJSON, or with any or no white space between them). Which of these it is shows
 * while the text is read.
 *
 * The cutting only counts brackets outside strings. The cursor, which reads a record next, finds out whether it is JSON.
 */

import { Bounds } from '../../lambda-src/core/formats/bounds';
import type { Dialect } from '../../lambda-src/core/formats/dialect';
import { type DeadLetterReason, type FaultPlace, FileFault } from '../../lambda-src/core/formats/fault';
import { codePoint } from '../../lambda-src/core/formats/fault-text';
import { JsonCursor, JsonFault } from '../../lambda-src/core/formats/json/cursor';
import type { TextChunk } from '../../lambda-src/core/formats/stored/text-chunk';

export class JsonRecord {
  /** @param number from 1 */
  constructor(readonly text: string, readonly number: number, private readonly chunk: TextChunk, private readonly start: number) {}

  /** Lets `read` read the record, and adds the place in the file to its faults. */
  read<T>(read: (cursor: JsonCursor) => T): T {
    try {
      return read(new JsonCursor(this.text));
    } catch (error) {
      throw error instanceof JsonFault ? this.fault(error) : error;
    }
  }

  /** The place in the file of the character at `position` of the record. */
  place(position: number): FaultPlace {
    return { byteOffset: this.chunk.byteOffsetAt(this.start, this.text.slice(0, position)), record: this.number };
  }

  fault({ reason, detail, position }: { reason: DeadLetterReason; detail: string; position: number }): FileFault {
    return new FileFault(reason, detail, this.place(position));
  }
}

/** Where the reader is: before the first record, in an array, between records, or after the array. */
type State = 'start' | 'array-first' | 'array-next' | 'array-comma' | 'array-end' | 'next';

export class JsonRecords {
  private state: State = 'start';
  private count = 0;
  /** Where the record being read begins; undefined between records. */
  private open?: { readonly chunk: TextChunk; readonly start: number };
  private pieces: string[] = [];
  private length = 0;
  private depth = 0;
  private inString = false;
  private escaped = false;

  /** Known after `end`. */
  get format(): Dialect['format'] {
    if (this.state.startsWith('array')) {
      return 'json_array';
    }
    return this.count === 1 ? 'json_document' : 'ndjson';
  }

  * push(chunk: TextChunk): Generator<JsonRecord> {
    const { text } = chunk;
    let at = 0;
    while (at < text.length) {
      if (this.open === undefined) {
        at = this.between(chunk, at);
        continue;
      }
      const from = at;
      at = this.scan(text, at);
      this.pieces.push(text.slice(from, at));
      this.length += at - from;
      if (this.length > Bounds.RECORD_BYTES) {
        throw this.tooLong();
      }
      if (this.depth === 0) {
        yield this.close();
      }
    }
  }

  /** Call once, after the last chunk. */
  * end(): Generator<JsonRecord> {
    if (this.open !== undefined) {
      // The cursor says where the text breaks off, or where it is broken before that.
      const record = this.close();
      record.read((cursor) => cursor.skip());
    }
    if (this.state === 'start') {
      throw new FileFault('empty_file', 'found nothing but white space, expected JSON');
    }
    if (this.state === 'array-first' || this.state === 'array-next' || this.state === 'array-comma') {
      throw new FileFault('malformed_json', "found the end of the file, expected ']'", { record: this.count });
    }
  }

  /** Goes on to the next record's first character, or to the end of the chunk. */
  private between(chunk: TextChunk, from: number): number {
    const { text } = chunk;
    for (let at = from; at < text.length; at++) {
      const c = text[at];
      if (c === ' ' || c === '\t' || c === '\n' || c === '\r') {
        continue;
      }
      const next = this.nextState(c);
      if (next === undefined) {
        throw this.misplaced(chunk, at);
      }
      this.state = next;
      if (c === '{') {
        this.open = { chunk, start: at };
        return at;
      }
    }
    return text.length;
  }

  /** The state after a character that is not white space; undefined if the character is not allowed here. */
  private nextState(c: string): State | undefined {
    switch (this.state) {
      case 'start': return c === '{' ? 'next' : c === '[' ? 'array-first' : undefined;
      case 'next': return c === '{' ? 'next' : undefined;
      case 'array-first': return c === '{' ? 'array-comma' : c === ']' ? 'array-end' : undefined;
      case 'array-next': return c === '{' ? 'array-comma' : undefined;
      case 'array-comma': return c === ',' ? 'array-next' : c === ']' ? 'array-end' : undefined;
      default: return undefined;
    }
  }

  /** Reads on to the end of the record or of the chunk. */
  private scan(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.inString) {
        if (this.escaped) {
          this.escaped = false;
        } else if (code === 0x5c) {
          this.escaped = true;
        } else if (code === 0x22) {
          this.inString = false;
        }
      } else if (code === 0x22) {
        this.inString = true;
      } else if (code === 0x7b || code === 0x5b) {
        this.depth++;
      } else if ((code === 0x7d || code === 0x5d) && --this.depth === 0) {
        return at + 1;
      }
    }
    return text.length;
  }

  private close(): JsonRecord {
    const record = new JsonRecord(this.pieces.join(''), ++this.count, this.open!.chunk, this.open!.start);
    this.open = undefined;
    this.pieces = [];
    this.length = 0;
    return record;
  }

  private tooLong(): FileFault {
    const record = this.close();
    try {
      new JsonCursor(record.text.slice(0, Bounds.RECORD_BYTES)).skip();
    } catch (error) {
      // A missing bracket or quote makes a record run on. That is the fault, unless it lies only where this text was cut off.
      const longestToken = '\\ud83d\\ude00'.length;
      if (error instanceof JsonFault && error.position < Bounds.RECORD_BYTES - longestToken) {
        return record.fault(error);
      }
    }
    return record.fault({ reason: 'record_too_long', detail: `the record has more than ${Bounds.RECORD_BYTES} characters`, position: 0 });
  }

  private misplaced(chunk: TextChunk, at: number): FileFault {
    const c = chunk.text[at];
    const place = { byteOffset: chunk.byteOffsetAt(at), record: this.count + 1 };
    const takesValue = this.state === 'start' || this.state === 'next' || this.state === 'array-first' || this.state === 'array-next';
    if (takesValue && /["0-9tfn[-]/.test(c)) {
      return new FileFault('not_a_record', 'found a value that is not an object, expected every record to be a JSON object', place);
    }
    const expected = {
      'start': "'{' or '['",
      'next': "'{'",
      'array-first': "'{' or ']'",
      'array-next': "'{'",
      'array-comma': "',' or ']'",
      'array-end': 'nothing after the array',
    }[this.state];
    return new FileFault('malformed_json', `found ${codePoint(chunk.text.codePointAt(at)!)}, expected ${expected}`, place);
  }
}
