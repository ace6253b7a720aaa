/** Reads CSV text as a table. The first row names the columns or is the first record; every record has a cell for each column. */

import { HEAD_CHARS, beginningOf } from '../../lambda-src/core/formats/csv/file-head';
import { findForm } from '../../lambda-src/core/formats/csv/form';
import { columnsBy } from '../../lambda-src/core/formats/csv/header';
import { CsvRowFitter } from '../../lambda-src/core/formats/csv/row-fitter';
import { type CsvRow, CsvRows } from '../../lambda-src/core/formats/csv/rows';
import type { CsvForm, CsvReading } from '../../lambda-src/core/formats/dialect';
import { FileFault } from '../../lambda-src/core/formats/fault';
import type { Seen } from '../../lambda-src/core/formats/scanning/seen';
import { TextChunk } from '../../lambda-src/core/formats/stored/text-chunk';

export class CsvTable {
  private rows?: CsvRows;
  private header?: readonly string[];
  /** Chunks held back until the delimiter is known. */
  private head: TextChunk[] = [];
  private headChars = 0;
  /** Known after `end`. */
  form?: CsvForm;
  hasSeparatorLine = false;
  private fitter?: CsvRowFitter;
  /** Whether no row names the columns. Known after `end`. */
  isHeaderless = false;

  /**
   * @param reading what the source declares. If it declares no delimiter, the delimiter is found from the head of the text
   */
  constructor(private readonly reading: CsvReading = {}) {}

  /** The names, in order. Known after `end`. */
  get columns(): readonly string[] {
    return this.header!;
  }

  /** Known after `end`. */
  get blankRows(): Seen | undefined {
    return this.rows!.blankRows;
  }

  * push(chunk: TextChunk): Generator<CsvRow> {
    if (this.rows !== undefined) {
      yield* this.records(this.rows.push(chunk));
      return;
    }
    this.head.push(chunk);
    this.headChars += chunk.text.length;
    // One more character than `HEAD_CHARS` shows that the head is not the whole file.
    if (this.headChars > HEAD_CHARS) {
      yield* this.start();
    }
  }

  /** Call once, after the last chunk. */
  * end(): Generator<CsvRow> {
    if (this.rows === undefined) {
      yield* this.start();
    }
    yield* this.records(this.rows!.end());
    if (this.header === undefined) {
      throw new FileFault('empty_file', 'found no row, expected a header');
    }
  }

  private* start(): Generator<CsvRow> {
    const head = this.head;
    this.head = [];
    const text = head.map((chunk) => chunk.text).join('');
    const beginning = beginningOf(text, { byteOffset: head[0]?.byteOffsetAt(0) }, this.reading);
    this.hasSeparatorLine = beginning.separatorLine !== undefined;
    this.form = findForm(beginning, { declared: this.reading }).form();
    this.rows = new CsvRows(this.form.delimiter, this.reading);
    let blank = beginning.separatorLine?.end ?? 0;
    for (const chunk of head) {
      yield* this.records(this.rows.push(new BlankedChunk(chunk, Math.min(blank, chunk.text.length))));
      blank = Math.max(0, blank - chunk.text.length);
    }
  }

  private* records(rows: Iterable<CsvRow>): Generator<CsvRow> {
    for (const row of rows) {
      if (this.fitter !== undefined) {
        yield this.fitter.fit(row);
        continue;
      }
      const { names, nameless, isRecord } = columnsBy(row, this.form!.header, this.reading);
      this.header = names;
      this.isHeaderless = isRecord;
      this.fitter = new CsvRowFitter({ ...this.reading, delimiter: this.form!.delimiter, width: names.length, nameless });
      if (!isRecord) {
        continue;
      }
      this.rows!.countFirst();
      yield this.fitter.fit(row.as(row.cells, 1));
    }
  }
}

/** A chunk whose first characters are replaced by line feeds. */
class BlankedChunk extends TextChunk {
  constructor(private readonly whole: TextChunk, chars: number) {
    super('\n'.repeat(chars) + whole.text.slice(chars), 0);
  }

  override byteOffsetAt(index: number, text = ''): number {
    return this.whole.byteOffsetAt(index, text);
  }
}
