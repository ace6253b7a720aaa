/**
 * Cuts CSV text into rows and cells (RFC 4180): cells may be quoted, a quote within quotes is doubled, a quoted cell may
 * hold delimiters and line ends. Each line may end with LF, CRLF or CR. Lines without any character are skipped. If a cell
 * does not begin with a quote, a quote inside it is an ordinary character.
 */

import type { Delimiter } from '../../../../src/contract';
import { Bounds } from '../bounds';
import { type DeadLetterReason, FileFault } from '../fault';
import type { TextChunk } from '../stored/text-chunk';

export class CsvRow {
  /** @param number 0 is the header. */
  constructor(
    readonly cells: readonly string[], readonly number: number, private readonly chunk: TextChunk, private readonly start: number,
  ) {}

  /** The same row, read as these cells. */
  as(cells: readonly string[], number = this.number): CsvRow {
    return new CsvRow(cells, number, this.chunk, this.start);
  }

  /** A fault of this row, placed at its beginning. */
  fault(reason: DeadLetterReason, detail: string): FileFault {
    const byteOffset = this.chunk.byteOffsetAt(this.start);
    return new FileFault(reason, detail, this.number === 0 ? { byteOffset } : { byteOffset, record: this.number });
  }
}

type State = 'cell-start' | 'plain' | 'quoted' | 'quote-in-quoted';

const QUOTE = '"';

export class CsvRows {
  private state: State = 'cell-start';
  private count = 0;
  private cells: string[] = [];
  private cell = '';
  /** Characters of the row so far. */
  private length = 0;
  private start?: { readonly chunk: TextChunk; readonly at: number };

  constructor(private readonly delimiter: Delimiter) {}

  /** The first row was a record, so the next one is the second. */
  countFirst(): void {
    this.count++;
  }

  * push(chunk: TextChunk): Generator<CsvRow> {
    const { text } = chunk;
    // Where the run of characters that belongs to the cell begins. Adding them one by one would make millions of strings.
    let run = 0;
    const take = (end: number) => {
      if (this.state === 'plain' || this.state === 'quoted') {
        this.cell += text.slice(run, end);
      }
    };
    for (let at = 0; at < text.length; at++) {
      const c = text[at];
      this.start ??= { chunk, at };
      if (++this.length > Bounds.RECORD_BYTES) {
        throw this.tooLong();
      }
      if (this.state === 'quoted') {
        if (c !== QUOTE) {
          continue;
        }
        take(at);
        this.state = 'quote-in-quoted';
      } else if (this.state === 'quote-in-quoted' && c === QUOTE) {
        run = at;
        this.state = 'quoted';
      } else if (c === this.delimiter) {
        take(at);
        this.endCell();
      } else if (c === '\n' || c === '\r') {
        // The LF of a CRLF ends another line, which is blank and is skipped.
        take(at);
        const row = this.endRow();
        if (row !== undefined) {
          yield row;
        }
      } else if (this.state === 'quote-in-quoted') {
        throw this.row().fault('malformed_csv', `cell ${this.cells.length + 1} goes on after its closing quote; `
          + 'expected a delimiter or the end of the row (a quote within quotes is doubled)');
      } else if (this.state === 'cell-start') {
        run = c === QUOTE ? at + 1 : at;
        this.state = c === QUOTE ? 'quoted' : 'plain';
      }
    }
    take(text.length);
  }

  /** Call once, after the last chunk. */
  * end(): Generator<CsvRow> {
    if (this.start === undefined) {
      return;
    }
    if (this.state === 'quoted') {
      throw this.row().fault('malformed_csv', `the quote that opens cell ${this.cells.length + 1} is never closed`);
    }
    const row = this.endRow();
    if (row !== undefined) {
      yield row;
    }
  }

  private endCell(): void {
    this.cells.push(this.cell);
    this.cell = '';
    this.state = 'cell-start';
  }

  /** undefined if the line was blank. */
  private endRow(): CsvRow | undefined {
    const isBlank = this.cells.length === 0 && this.state === 'cell-start';
    this.endCell();
    const row = this.row();
    this.cells = [];
    this.length = 0;
    this.start = undefined;
    if (isBlank) {
      return undefined;
    }
    this.count++;
    return row;
  }

  private row(): CsvRow {
    return new CsvRow(this.cells, this.count, this.start!.chunk, this.start!.at);
  }

  private tooLong(): FileFault {
    const hint = this.state === 'quoted' ? `; the quote that opens cell ${this.cells.length + 1} may lack its partner` : '';
    return this.row().fault('record_too_long', `the row has more than ${Bounds.RECORD_BYTES} characters${hint}`);
  }
}
