/** A trial: the beginning of a CSV file, cut by one delimiter. It is faster than `rows.ts`, and never reports a fault. */

import type { CsvSyntax } from './syntax';

export interface CutRow {
  /** The cells without their quotes; doubled quotes have become single ones. */
  readonly cells: readonly string[];
  /** Whether each cell was quoted; undefined if none was. */
  readonly quoted?: readonly boolean[];
}

/** How many cells are looked at closely. More cells would not change the result, and every file pays for this. */
const SAMPLED_CELLS = 500;

/** Counts the cells of each row that is not blank. The cells themselves are read only on request. */
export class Cut {
  readonly widths: readonly number[];
  /** Whether a quoted cell continues after its closing quote, or is never closed. The rows end before that cell. */
  readonly isMalformed: boolean;
  private readonly starts: readonly number[];

  /** @param isWhole whether the text is the whole file. If not, its last row may be incomplete, and is left out unless it is the only row. */
  constructor(private readonly text: string, private readonly syntax: CsvSyntax, isWhole: boolean) {
    const widths: number[] = [];
    const starts: number[] = [];
    const { delimiter, comment } = syntax;
    const cells = new Cells(text, syntax);
    const scan = (): boolean => {
      let start = 0;
      let width = 0;
      let hasContent = false;
      for (let at = 0; ; at++) {
        if (width === 0 && comment !== '' && text.startsWith(comment, at)) {
          at = cells.lineEnd(at);
          if (at === text.length) {
            return false;
          }
          start = at + 1;
          continue;
        }
        const end = cells.end(at);
        if (end === -1) {
          return isWhole || widths.length === 0;
        }
        width++;
        hasContent ||= cells.hasContent(at, end);
        at = end;
        const next = text[at];
        if (next === delimiter) {
          continue;
        }
        if (next !== '\n' && next !== '\r' && next !== undefined) {
          return true;
        }
        const isComplete = next !== undefined || isWhole || widths.length === 0;
        if (isComplete && (hasContent || (syntax.keepsBlankRows && width > 1))) {
          starts.push(start);
          widths.push(width);
        }
        if (next === undefined) {
          return false;
        }
        start = at + 1;
        width = 0;
        hasContent = false;
      }
    };
    this.isMalformed = scan();
    this.widths = widths;
    this.starts = starts;
  }

  /** Of the rows `from` … `to`: the first one, and others from all over them; only rows of one width, if it is given. */
  sample(width?: number, from = 0, to = this.widths.length): CutRow[] {
    const { widths } = this;
    const isMeant = (i: number) => width === undefined || widths[i] === width;
    let length = 0;
    for (let i = from; i < to; i++) {
      length += isMeant(i) ? 1 : 0;
    }
    const step = Math.ceil(length * Math.max(1, width ?? widths[from] ?? 1) / SAMPLED_CELLS);
    const cells = new Cells(this.text, this.syntax);
    const rows: CutRow[] = [];
    let met = 0;
    for (let i = from; i < to; i++) {
      if (isMeant(i) && met++ % step === 0) {
        rows.push(this.row(i, cells));
      }
    }
    return rows;
  }

  /** All of the rows `from` … `to`. */
  * rows(from: number, to: number): Generator<CutRow> {
    const cells = new Cells(this.text, this.syntax);
    for (let i = from; i < to; i++) {
      yield this.row(i, cells);
    }
  }

  /** Where a row begins in the text. */
  startOf(index: number): number {
    return this.starts[index];
  }

  private row(index: number, places: Cells): CutRow {
    const { starts, widths } = this;
    const cells: string[] = [];
    let quoted: boolean[] | undefined;
    let at = starts[index];
    for (let i = 0; i < widths[index]; i++) {
      const end = places.end(at);
      const { text, isQuoted } = places.content(at, end);
      if (isQuoted) {
        quoted ??= cells.map(() => false);
      }
      quoted?.push(isQuoted);
      cells.push(text);
      at = end + 1;
    }
    return { cells, quoted };
  }
}

/** Finds where cells end. Call it with growing indexes. */
class Cells {
  private readonly delimiters: Places;
  private readonly lineFeeds: Places;
  private readonly returns: Places;
  private readonly escapes?: Places;

  constructor(private readonly text: string, private readonly syntax: CsvSyntax) {
    this.escapes = syntax.escape === '' ? undefined : new Places(text, syntax.escape);
    this.delimiters = new Places(text, syntax.delimiter);
    this.lineFeeds = new Places(text, '\n');
    this.returns = new Places(text, '\r');
  }

  /** The index after the cell that begins at `at`, including its quotes and blanks; -1 if the quotes are never closed. */
  end(at: number): number {
    const start = this.skipBlanks(at);
    if (this.isQuote(start)) {
      const quote = this.closingQuote(start + 1);
      return quote === -1 ? -1 : this.skipBlanks(quote + 1);
    }
    let end = this.nextBorder(start);
    // A border after an escape character is part of the cell.
    for (let escape = this.nextEscape(start); escape < end; escape = this.nextEscape(escape + 2)) {
      end = this.nextBorder(Math.min(escape + 2, this.text.length));
    }
    return end;
  }

  /** Whether the cell is more than blanks. */
  hasContent(at: number, end: number): boolean {
    return this.skipBlanks(at) < end;
  }

  content(at: number, end: number): { readonly text: string; readonly isQuoted: boolean } {
    const { text, syntax: { quote, blanks } } = this;
    const start = this.skipBlanks(at);
    let last = end;
    while (blanks !== '' && last > start && blanks.includes(text[last - 1]) && !this.isEscaped(last - 1, start)) {
      last--;
    }
    return this.isQuote(start) ? { text: this.plain(text.slice(start + 1, last - 1)).replaceAll(quote + quote, quote), isQuoted: true }
      : { text: this.plain(text.slice(start, last)), isQuoted: false };
  }

  lineEnd(at: number): number {
    return Math.min(this.lineFeeds.from(at), this.returns.from(at));
  }

  private isQuote(at: number): boolean {
    return this.syntax.quote !== '' && this.text[at] === this.syntax.quote;
  }

  /** The first index from `at` on that is no blank which is taken off. */
  private skipBlanks(at: number): number {
    const { text, syntax: { blanks } } = this;
    let next = at;
    while (blanks !== '' && next < text.length && blanks.includes(text[next])) {
      next++;
    }
    return next;
  }

  private nextBorder(at: number): number {
    return Math.min(this.delimiters.from(at), this.lineFeeds.from(at), this.returns.from(at));
  }

  private nextEscape(at: number): number {
    return this.escapes?.from(at) ?? this.text.length;
  }

  private isEscaped(at: number, start: number): boolean {
    let escapes = 0;
    while (this.syntax.escape !== '' && at - 1 - escapes >= start && this.text[at - 1 - escapes] === this.syntax.escape) {
      escapes++;
    }
    return escapes % 2 === 1;
  }

  /** The text without the characters that take away the meaning of others. */
  private plain(text: string): string {
    const { escape } = this.syntax;
    if (escape === '' || !text.includes(escape)) {
      return text;
    }
    let plain = '';
    for (let at = 0; at < text.length; at++) {
      at += text[at] === escape && at + 1 < text.length ? 1 : 0;
      plain += text[at];
    }
    return plain;
  }

  /** The closing quote of the cell whose text begins at `from`; -1 if there is none. A doubled quote does not close it. */
  private closingQuote(from: number): number {
    const { text, syntax: { quote } } = this;
    let at = text.indexOf(quote, from);
    let escape = this.nextEscape(from);
    while (at !== -1) {
      if (escape < at) {
        const next = escape + 2;
        at = at < next ? text.indexOf(quote, next) : at;
        escape = this.nextEscape(next);
      } else if (text[at + 1] === quote) {
        at = text.indexOf(quote, at + 2);
      } else {
        return at;
      }
    }
    return -1;
  }
}

/** Finds a character. It uses `indexOf`, not a loop, because many files are the first that a process reads, and its code is still cold. */
class Places {
  private next = -1;

  constructor(private readonly text: string, private readonly character: string) {}

  /** The first index from `at` on; the length of the text if there is none. */
  from(at: number): number {
    if (this.next < at) {
      const found = this.text.indexOf(this.character, at);
      this.next = found === -1 ? this.text.length : found;
    }
    return this.next;
  }
}
