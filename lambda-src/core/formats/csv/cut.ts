/** A trial: the beginning of a CSV file, cut by one delimiter. It is faster than `rows.ts`, and never reports a fault. */

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
  constructor(private readonly text: string, readonly delimiter: string, isWhole: boolean) {
    const widths: number[] = [];
    const starts: number[] = [];
    const cells = new Cells(text, delimiter);
    const scan = (): boolean => {
      let start = 0;
      let width = 0;
      for (let at = 0; ; at++) {
        const end = cells.end(at);
        if (end === -1) {
          return isWhole || widths.length === 0;
        }
        width++;
        at = end;
        const next = text[at];
        if (next === delimiter) {
          continue;
        }
        if (next !== '\n' && next !== '\r' && next !== undefined) {
          return true;
        }
        const isComplete = next !== undefined || isWhole || widths.length === 0;
        if (isComplete && start < at) {
          starts.push(start);
          widths.push(width);
        }
        if (next === undefined) {
          return false;
        }
        start = at + 1;
        width = 0;
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
    const cells = new Cells(this.text, this.delimiter);
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
    const cells = new Cells(this.text, this.delimiter);
    for (let i = from; i < to; i++) {
      yield this.row(i, cells);
    }
  }

  /** Where a row begins in the text. */
  startOf(index: number): number {
    return this.starts[index];
  }

  private row(index: number, places: Cells): CutRow {
    const { text, starts, widths } = this;
    const cells: string[] = [];
    let quoted: boolean[] | undefined;
    let at = starts[index];
    for (let i = 0; i < widths[index]; i++) {
      const end = places.end(at);
      const isQuoted = text[at] === '"';
      if (isQuoted) {
        quoted ??= cells.map(() => false);
      }
      quoted?.push(isQuoted);
      cells.push(isQuoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end));
      at = end + 1;
    }
    return { cells, quoted };
  }
}

/** Finds where cells end. */
class Cells {
  private readonly delimiters: Places;
  private readonly lineFeeds: Places;
  private readonly returns: Places;

  constructor(private readonly text: string, delimiter: string) {
    this.delimiters = new Places(text, delimiter);
    this.lineFeeds = new Places(text, '\n');
    this.returns = new Places(text, '\r');
  }

  /** The index after the cell that begins at `at`, including its quotes; -1 if these are never closed. Call it with growing indexes. */
  end(at: number): number {
    if (this.text[at] === '"') {
      const quote = closingQuote(this.text, at + 1);
      return quote === -1 ? -1 : quote + 1;
    }
    return Math.min(this.delimiters.from(at), this.lineFeeds.from(at), this.returns.from(at));
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

/** The closing quote of the cell whose text begins at `from`; a doubled quote does not close it. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') {
    at = text.indexOf('"', at + 2);
  }
  return at;
}
