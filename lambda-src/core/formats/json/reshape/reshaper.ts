/** Finds the records of a JSON text where its source says that they are, and writes each in a line of its own. */

import { CLOSE_OBJECT, END, OPEN_ARRAY, OPEN_OBJECT, kindOf } from '../bytes';
import { copyEdited } from './edits';
import type { JsonBytes } from './json-bytes';
import type { Steps } from './json-window';
import { Names } from './names';
import { NOWHERE, type ReshapedText, type Sink } from './reshaped-text';
import type { OutsideNode, Shape } from './shape';
import { Bounds } from '../../bounds';
import type { Dialect } from '../../dialect';
import { type FaultPlace, FileFault } from '../../fault';
import { shown } from '../../fault-text';
import { decodeUtf8 } from '../../stored/decode';

const [LINE_END, COMMA, NOTHING] = [Buffer.from('\n'), Buffer.from(','), Buffer.alloc(0)];
/** What waits to be taken, beyond a chunk of the file, is at most about this. */
const ROOM_BYTES = 1024 * 1024;
/** So many names are listed in a message. */
const LISTED = 8;

export class Reshaper {
  /** How the values at the top are arranged; undefined if there is none. */
  form?: Exclude<Dialect['format'], 'csv'>;
  /** The members around the records of the current envelope, each with a comma after it. */
  around: Buffer = Buffer.alloc(0);
  /** The same of every envelope that was walked, if that is all that is looked for. Whoever takes one removes it. */
  readonly found: Buffer[] = [];
  private records = 0;
  /** Of the current envelope. */
  private isFound = false;
  private lack?: { readonly says: string; readonly at: number };
  private readonly captured = new Map<OutsideNode, string>();
  private capturedBytes = 0;

  /**
   * @param text takes the records; absent if only the columns around them are looked for.
   * @param isTolerant whether bad records are told apart later. Values that are no records are lines then, too.
   */
  constructor(
    private readonly json: JsonBytes, private readonly shape: Shape, private readonly text: ReshapedText | undefined,
    private readonly isTolerant: boolean,
  ) {}

  /** The whole text. @throws FileFault at the first fault that the scanner will not find */
  * run(): Steps {
    const { json, shape: { outside } } = this;
    const first = yield* json.peek();
    if (first === END) {
      return;
    }
    if (this.isTolerant && outside === undefined && first !== OPEN_ARRAY) {
      return yield* this.lines();
    }
    if (first === OPEN_ARRAY && outside?.role !== 'records') {
      this.form = 'json_array';
      yield* json.array(() => this.unit(), outside === undefined ? this.recordPlace : undefined);
      if ((yield* json.peek()) !== END) {
        throw json.unexpected('nothing after the array');
      }
      return;
    }
    this.form = first === OPEN_ARRAY ? 'json_array' : 'json_document';
    yield* this.unit();
    while ((yield* json.peek()) !== END) {
      this.form = 'ndjson';
      yield* this.unit();
    }
  }

  /** Each line by itself: what is wrong in one says nothing about the next. */
  private *lines(): Steps {
    this.form = 'ndjson';
    const text = this.text!;
    for (let line = yield* this.json.line(); line !== undefined; line = yield* this.json.line()) {
      try {
        const records = new Reshaper(line, this.shape, text, true);
        while ((yield* line.peek()) !== END) {
          yield* records.unit();
        }
      } catch (error) {
        if (!(error instanceof FileFault)) {
          throw error;
        }
        line.copyRest(text);
        text.add(LINE_END, line.position);
      }
    }
  }

  /** One record, or one envelope of records. */
  private *unit(): Steps {
    const { outside } = this.shape;
    if (outside === undefined) {
      yield* this.record();
      return;
    }
    [this.isFound, this.lack] = [false, undefined];
    this.captured.clear();
    this.capturedBytes = 0;
    if (this.shape.hasAround && this.text !== undefined) {
      yield 'around';
    }
    yield* this.walk(outside);
    if (!this.isFound) {
      throw this.notFound(this.lack!);
    }
    if (this.text === undefined) {
      this.found.push(this.aroundText(outside));
    }
  }

  /** Walks what is around the records. */
  private *walk(node: OutsideNode): Steps {
    const { json } = this;
    switch (node.role) {
      case 'records': return yield* this.recordsAt(node);
      case 'around': return yield* this.capture(node);
    }
    const [byte, at] = [yield* json.peek(), json.position];
    if (byte !== OPEN_OBJECT) {
      this.noteLack(node, at, `is ${kindOf(byte)}`);
      return yield* json.value();
    }
    const seen: string[] = [];
    yield* json.object((name) => this.member(node, name, seen), new Names());
    if (!this.isFound) {
      const wanted = [...node.members].filter(([, below]) => leadsToRecords(below)).map(([name]) => shown(name));
      this.noteLack(node, at, `has no ${wanted.join()}; it has ${seen.length === 0 ? 'no members' : seen.join(', ')}`);
    }
  }

  private *member(node: OutsideNode, name: string, seen: string[]): Steps {
    const below = node.members.get(name);
    const byte = yield* this.json.peek();
    if (seen.length < LISTED) {
      seen.push(`${shown(name)} (${kindOf(byte)})`);
    } else if (seen.length === LISTED) {
      seen.push('…');
    }
    yield* below === undefined ? this.json.value() : this.walk(below);
  }

  /** The deepest place says most, and it comes first. A place that does not lead to the records lacks nothing. */
  private noteLack(node: OutsideNode, at: number, says: string): void {
    if (leadsToRecords(node)) {
      this.lack ??= { says: `${node.path === undefined ? 'the top' : shown(node.path)} ${says}`, at };
    }
  }

  private notFound({ says, at }: { readonly says: string; readonly at: number }): FileFault {
    const { keyColumn, outside } = this.shape;
    const path = recordsPath(outside!);
    const where = path === undefined ? 'at the top' : `at ${shown(path)}`;
    return this.json.fault('records_not_found', `expected an ${keyColumn === undefined ? 'array' : 'object'} of records ${where}, but ${says}`, {}, at);
  }

  private *recordsAt(node: OutsideNode): Steps {
    const { json, shape: { keyColumn } } = this;
    const [byte, at] = [yield* json.peek(), json.position];
    this.isFound = true;
    if (byte !== (keyColumn === undefined ? OPEN_ARRAY : OPEN_OBJECT)) {
      throw this.notFound({ says: `${node.path === undefined ? 'that' : shown(node.path)} is ${kindOf(byte)}`, at });
    }
    if (this.text === undefined) {
      yield* json.copy(NOWHERE) ?? [];
    } else if (keyColumn === undefined) {
      yield* json.array(() => this.record(), this.recordPlace);
    } else {
      const column = Buffer.from(`${JSON.stringify(keyColumn)}:`);
      yield* json.object(() => this.record(column), new Names());
    }
  }

  private readonly recordPlace = (): FaultPlace => ({ record: this.records + 1 });

  /** @param column the name of the column of the record's key, with a colon after it; the key was read just now. */
  private *record(column?: Buffer): Steps {
    const { json, isTolerant, around, shape: { edits } } = this;
    const text = this.text!;
    const byte = json.ready || (yield* json.peek());
    if (byte !== OPEN_OBJECT) {
      this.assertLine(byte, isTolerant);
    }
    const key = json.lastName;
    json.reset();
    const isOpen = byte === OPEN_OBJECT && (column !== undefined || around.length > 0);
    if (isOpen) {
      const at = json.position;
      json.copyBracket(text);
      const isEmpty = (json.ready || (yield* json.peek())) === CLOSE_OBJECT;
      if (column !== undefined) {
        text.add(column, at);
        text.add(key, at);
        text.add(isEmpty && around.length === 0 ? NOTHING : COMMA, at);
      }
      text.add(isEmpty ? around.subarray(0, -1) : around, at);
    }
    if (edits !== undefined && byte === OPEN_OBJECT) {
      yield* copyEdited(json, text, edits, isOpen);
    } else {
      yield* (isOpen ? json.copyOn(0, text) : json.copy(text)) ?? [];
    }
    text.add(LINE_END, json.position);
    this.records++;
    if (text.waiting > ROOM_BYTES) {
      yield 'room';
    }
  }

  /** A value that is no record is a fault, unless it can be a line of its own that is told apart later. */
  private assertLine(byte: number, isTolerant: boolean): void {
    const kind = kindOf(byte);
    if (kind === 'no value') {
      throw this.json.unexpected('a record', this.recordPlace());
    }
    if (!isTolerant) {
      throw this.json.fault('not_a_record', `found ${kind}, expected every record to be a JSON object`, this.recordPlace());
    }
  }

  /** Keeps a value as it is written. Line ends between its tokens have become blanks. */
  private *capture(node: OutsideNode): Steps {
    const { json } = this;
    yield* json.peek();
    const at = json.position;
    const value = new Captured(Bounds.AROUND_BYTES - this.capturedBytes);
    json.reset();
    const copying = json.copy(value);
    for (let step = copying?.next(); step?.done === false && !value.isFull; step = copying!.next()) {
      yield step.value;
    }
    if (value.isFull) {
      throw json.fault('record_too_long', `the values of the columns around the records have more than ${Bounds.AROUND_BYTES} bytes`, {}, at);
    }
    const bytes = value.bytes();
    const { text } = decodeUtf8(bytes, at);
    json.judged(text, at, (cursor) => cursor.skip());
    this.capturedBytes += bytes.length;
    this.captured.set(node, text);
  }

  /** The captured members as they are in the file: those below a name are in one object. */
  private aroundText(outside: OutsideNode): Buffer {
    const members = this.membersOf(outside);
    return Buffer.from(members.map((member) => `${member},`).join(''));
  }

  private membersOf(node: OutsideNode): string[] {
    return [...node.members].flatMap(([name, below]) => {
      if (below.role === 'around') {
        const value = this.captured.get(below);
        return value === undefined ? [] : [`${JSON.stringify(name)}:${value}`];
      }
      const members = this.membersOf(below);
      return members.length === 0 ? [] : [`${JSON.stringify(name)}:{${members.join()}}`];
    });
  }
}

/** A value that is kept, up to a bound. */
class Captured implements Sink {
  private readonly parts: Buffer[] = [];
  private length = 0;

  constructor(private readonly bound: number) {}

  get isFull(): boolean {
    return this.length > this.bound;
  }

  copy(bytes: Uint8Array, from: number, to: number): void {
    if (!this.isFull) {
      this.parts.push(Buffer.from(bytes.subarray(from, to)));
      this.length += to - from;
    }
  }

  add(bytes: Uint8Array): void {
    this.copy(bytes, 0, bytes.length);
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}

function leadsToRecords({ role, members }: OutsideNode): boolean {
  return role === 'records' || [...members.values()].some(leadsToRecords);
}

function recordsPath(node: OutsideNode): string | undefined {
  if (node.role === 'records') {
    return node.path;
  }
  return [...node.members.values()].filter(leadsToRecords).map(recordsPath)[0];
}
