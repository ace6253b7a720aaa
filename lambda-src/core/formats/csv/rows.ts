/**
 * Cuts CSV text into rows and cells (RFC 4180): cells may be quoted, a quote within quotes is doubled, a quoted cell may
 * hold delimiters and line ends. Each line may end with LF, CRLF or CR. Lines without any character are skipped, and so are rows of
 * nothing but delimiters, unless the source keeps them. If a cell does not begin with a quote, a quote inside it is an ordinary
 * character. A source may declare other characters (`syntax.ts`).
 */

import { type CsvSyntax, type DeclaredSyntax, csvSyntax } from './syntax';
import type { Delimiter } from '../../../../src/contract';
import { Bounds } from '../bounds';
import { type DeadLetterReason, FileFault } from '../fault';
import type { Seen } from '../scanning/seen';
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

type State = 'cell-start' | 'plain' | 'quoted' | 'quote-in-quoted' | 'after-quoted' | 'comment';

export class CsvRows {
  private readonly syntax: CsvSyntax;
  private state: State = 'cell-start';
  private count = 0;
  private cells: string[] = [];
  private cell = '';
  /** Characters of the row so far. */
  private length = 0;
  private start?: { readonly chunk: TextChunk; readonly at: number };
  /** The next character has no meaning. */
  private isEscaped = false;
  /** Characters of the cell that stay if blanks are taken off. */
  private kept = 0;
  /** How many characters of the row are those with which a comment begins; -1 if it is no comment. */
  private commentChars = 0;
  /** Whether some cell of the row has a character, or quotes. */
  private hasContent = false;
  /**
   * Rows of nothing but delimiters that were skipped; those before the first row of the table do not count. `first` is the number of the
   * record that follows the first of them, whether or not there is one.
   */
  blankRows?: Seen;

  constructor(delimiter: Delimiter, declared?: DeclaredSyntax) {
    this.syntax = csvSyntax(delimiter, declared);
  }

  /** The first row was a record, so the next one is the second. */
  countFirst(): void {
    this.count++;
  }

  * push(chunk: TextChunk): Generator<CsvRow> {
    const { text } = chunk;
    const { delimiter, quote, escape, blanks } = this.syntax;
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
      const isBreak = c === '\n' || c === '\r';
      if (this.beginsComment(c) || (this.state === 'comment' && !isBreak)) {
        continue;
      }
      if (this.isEscaped) {
        this.isEscaped = false;
        run = at;
        this.kept = this.cell.length + 1;
      } else if (c === escape && this.state !== 'quote-in-quoted' && this.state !== 'after-quoted') {
        take(at);
        this.state = this.state === 'quoted' ? 'quoted' : 'plain';
        this.isEscaped = true;
        run = at + 1;
      } else if (this.state === 'quoted') {
        if (c !== quote) {
          continue;
        }
        take(at);
        this.state = 'quote-in-quoted';
      } else if (this.state === 'quote-in-quoted' && c === quote) {
        run = at;
        this.state = 'quoted';
      } else if (c === delimiter) {
        take(at);
        this.endCell();
      } else if (isBreak) {
        // The LF of a CRLF ends another line, which is blank and is skipped.
        take(at);
        const row = this.endRow();
        if (row !== undefined) {
          yield row;
        }
      } else if (blanks.includes(c)) {
        if (this.state === 'quote-in-quoted') {
          this.state = 'after-quoted';
        }
      } else if (this.state === 'quote-in-quoted' || this.state === 'after-quoted') {
        throw this.row().fault('malformed_csv', `cell ${this.cells.length + 1} goes on after its closing quote; `
          + 'expected a delimiter or the end of the row (a quote within quotes is doubled, or follows the escape character that the source declares)');
      } else {
        if (this.state === 'cell-start') {
          run = c === quote ? at + 1 : at;
          this.state = c === quote ? 'quoted' : 'plain';
        }
        this.kept = this.cell.length + at - run + 1;
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
    if (this.isEscaped) {
      // Nothing follows whose meaning it could take away.
      this.cell += this.syntax.escape;
      this.kept = this.cell.length;
    }
    const row = this.endRow();
    if (row !== undefined) {
      yield row;
    }
  }

  /** Whether the character is the last one of those with which a comment begins. */
  private beginsComment(c: string): boolean {
    const { comment } = this.syntax;
    if (this.commentChars < 0 || this.commentChars >= comment.length) {
      return false;
    }
    this.commentChars = c === comment[this.commentChars] ? this.commentChars + 1 : -1;
    if (this.commentChars < comment.length) {
      return false;
    }
    this.cells = [];
    this.cell = '';
    this.hasContent = false;
    this.isEscaped = false;
    this.state = 'comment';
    return true;
  }

  private endCell(): void {
    const isQuoted = this.state === 'quote-in-quoted' || this.state === 'after-quoted';
    const cell = isQuoted || this.syntax.blanks === '' ? this.cell : this.cell.slice(0, this.kept);
    this.hasContent ||= isQuoted || cell !== '';
    this.cells.push(cell);
    this.cell = '';
    this.kept = 0;
    this.state = 'cell-start';
  }

  /** undefined if the line is no row. */
  private endRow(): CsvRow | undefined {
    const isComment = this.state === 'comment';
    this.endCell();
    const row = this.row();
    const isBlank = !this.hasContent && (row.cells.length === 1 || !this.syntax.keepsBlankRows);
    this.cells = [];
    this.length = 0;
    this.start = undefined;
    this.commentChars = 0;
    this.hasContent = false;
    if (!isComment && isBlank && row.cells.length > 1 && this.count > 0) {
      const { count = 0, first = this.count } = this.blankRows ?? {};
      this.blankRows = { count: count + 1, first };
    }
    if (isComment || isBlank) {
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
