/** CSV text read as a table: the first row names the columns, or is the first record; every record has one cell for each. */

import { DELIMITER_HEAD_CHARS, guessDelimiter } from '../../lambda-src/formats/csv/delimiter';
import { assertIsNoJson, columnsBy } from '../../lambda-src/formats/csv/header';
import { CsvRowFitter } from '../../lambda-src/formats/csv/row-fitter';
import { CsvRow, CsvRows } from '../../lambda-src/formats/csv/rows';
import { Delimiter } from '../../lambda-src/formats/dialect';
import { FileFault } from '../../lambda-src/formats/fault';
import { CsvOptions } from '../../lambda-src/formats/file-options';
import { TextChunk } from '../../lambda-src/formats/stored/text';

export class CsvTable {
  private rows?: CsvRows;
  private header?: readonly string[];
  /** Chunks held back until the delimiter is known. */
  private head: TextChunk[] = [];
  private headChars = 0;
  private found?: Delimiter;
  private fitter?: CsvRowFitter;
  /** Whether no row named the columns. Known after `end`. */
  isHeaderless = false;

  /**
   * @param options what is known of the file; a delimiter that is not is found by the head of the text.
   * @param nullMarkers cells that are read as empty ones.
   */
  constructor(private readonly options: CsvOptions = {}, private readonly nullMarkers: readonly string[] = []) {}

  /** Known after `end`, as are the columns. */
  get delimiter(): Delimiter {
    return this.found!;
  }

  /** The names, in order. */
  get columns(): readonly string[] {
    return this.header!;
  }

  * push(chunk: TextChunk): Generator<CsvRow> {
    if (this.rows !== undefined) {
      yield* this.records(this.rows.push(chunk));
      return;
    }
    this.head.push(chunk);
    this.headChars += chunk.text.length;
    // One more than is looked at shows that the head is not the whole file.
    if (this.headChars > DELIMITER_HEAD_CHARS) yield* this.start();
  }

  /** Call once, after the last chunk. */
  * end(): Generator<CsvRow> {
    if (this.rows === undefined) yield* this.start();
    yield* this.records(this.rows!.end());
    if (this.header === undefined) throw new FileFault('empty_file', 'found no row, expected a header');
  }

  private* start(): Generator<CsvRow> {
    const head = this.head;
    this.head = [];
    const text = head.map((chunk) => chunk.text).join('');
    if (this.options.columnNames === undefined) assertIsNoJson(text, { byteOffset: head[0]?.byteOffsetAt(0) });
    this.found = this.options.delimiter ?? guessDelimiter(text);
    this.rows = new CsvRows(this.found);
    for (const chunk of head) yield* this.records(this.rows.push(chunk));
  }

  private* records(rows: Iterable<CsvRow>): Generator<CsvRow> {
    for (const row of rows) {
      if (this.fitter !== undefined) {
        yield this.fitter.fit(row);
        continue;
      }
      const { names, isRecord } = columnsBy(row, this.options);
      this.header = names;
      this.isHeaderless = isRecord;
      this.fitter = new CsvRowFitter({
        delimiter: this.delimiter, width: names.length, fillsRows: this.options.raggedRows === 'fill', nullMarkers: this.nullMarkers,
      });
      if (!isRecord) continue;
      this.rows!.countFirst();
      yield this.fitter.fit(row.as(row.cells, 1));
    }
  }
}
