/** Finds where the lines and rows of a CSV file end, in consecutive pieces of its UTF-8, byte by byte. */

import type { CsvSyntax } from './syntax';

const [LINE_FEED, RETURN] = [0x0a, 0x0d];

/** A no-break space in UTF-8. */
const [NBSP_LEAD, NBSP_LAST] = [0xc2, 0xa0];

/** No byte of UTF-8. */
const NONE = -1;

export class RowBorders {
  private readonly delimiter: number;
  private readonly quote: number;
  private readonly escape: number;
  private readonly comment: Buffer;
  /** Blanks of one byte. */
  private readonly blanks: Buffer;
  private readonly trims: boolean;
  private readonly keepsBlankRows: boolean;
  private state: 'cell-start' | 'plain' | 'quoted' | 'quote-in-quoted' | 'after-quoted' | 'comment' = 'cell-start';
  private isEscaped = false;
  /** The byte before was the first one of what may be a no-break space. */
  private isInBlank = false;
  private commentBytes = 0;
  /** Whether what was read of the row has more than delimiters and blanks. */
  private hasContent = false;
  private hasDelimiter = false;

  constructor({ delimiter, quote, escape, comment, blanks, keepsBlankRows }: CsvSyntax) {
    const code = (character: string) => (character === '' ? NONE : character.charCodeAt(0));
    this.delimiter = code(delimiter);
    this.quote = code(quote);
    this.escape = code(escape);
    this.comment = Buffer.from(comment);
    this.trims = blanks !== '';
    this.blanks = Buffer.from(blanks.replace(/[^\x00-\x7f]/g, ''));
    this.keepsBlankRows = keepsBlankRows;
  }

  /** Whether the line that was read so far is part of a row. If not, it is a comment or blank. Ask before the byte that ends it. */
  get isRow(): boolean {
    return this.state !== 'comment' && (this.hasContent || this.isInBlank || (this.keepsBlankRows && this.hasDelimiter));
  }

  /** Whether the last row ends within quotes. */
  get isQuoted(): boolean {
    return this.state === 'quoted';
  }

  /** Reads the next byte, and says whether it ends the line or the row. */
  isEnd(byte: number): boolean {
    const isBreak = byte === LINE_FEED || byte === RETURN;
    if (this.beginsComment(byte) || (this.state === 'comment' && !isBreak)) {
      return false;
    }
    if (this.isEscaped) {
      this.isEscaped = false;
      return false;
    }
    if (byte === this.escape && this.state !== 'quote-in-quoted' && this.state !== 'after-quoted') {
      this.isEscaped = true;
      this.hasContent = true;
      this.state = this.state === 'quoted' ? 'quoted' : 'plain';
      return false;
    }
    if (this.state === 'quoted') {
      if (byte === this.quote) {
        this.state = 'quote-in-quoted';
      }
      return false;
    }
    if (isBreak) {
      this.begin();
      return true;
    }
    if (byte === this.delimiter) {
      this.hasContent ||= this.isInBlank;
      this.isInBlank = false;
      this.hasDelimiter = true;
      this.state = 'cell-start';
    } else if (this.state !== 'plain') {
      this.readContent(byte);
    }
    return false;
  }

  /** Where rows and other lines end in the next bytes. */
  ends(bytes: Uint8Array): number[] {
    const ends: number[] = [];
    for (let at = 0; at < bytes.length; at++) {
      if (this.isEnd(bytes[at])) {
        ends.push(at);
      }
    }
    return ends;
  }

  private readContent(byte: number): void {
    if (this.isBlank(byte)) {
      this.state = this.state === 'cell-start' ? 'cell-start' : 'after-quoted';
      return;
    }
    this.hasContent = true;
    // After a closing quote, another quote means that the cell goes on. Anything else is a fault of the row, which ends with its line.
    this.state = byte === this.quote && !this.isInBlank && this.state !== 'after-quoted' ? 'quoted' : 'plain';
    this.isInBlank = false;
  }

  private begin(): void {
    this.state = 'cell-start';
    this.isInBlank = false;
    this.commentBytes = 0;
    this.hasContent = false;
    this.hasDelimiter = false;
  }

  private isBlank(byte: number): boolean {
    if (this.isInBlank && byte === NBSP_LAST) {
      this.isInBlank = false;
      return true;
    }
    if (this.trims && byte === NBSP_LEAD && !this.isInBlank) {
      this.isInBlank = true;
      return true;
    }
    return !this.isInBlank && this.blanks.includes(byte);
  }

  /** Whether the byte is the last one of those with which a comment begins. */
  private beginsComment(byte: number): boolean {
    const { comment } = this;
    if (this.commentBytes < 0 || this.commentBytes >= comment.length) {
      return false;
    }
    this.commentBytes = byte === comment[this.commentBytes] ? this.commentBytes + 1 : -1;
    if (this.commentBytes < comment.length) {
      return false;
    }
    this.state = 'comment';
    this.isEscaped = false;
    return true;
  }
}
