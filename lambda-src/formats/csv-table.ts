/** CSV text read as a table: the first row names the columns, every other is a record with one cell for each. */

import { DELIMITER_HEAD_CHARS, guessDelimiter } from './csv-delimiter';
import { assertIsNoJson, columnNames } from './csv-header';
import { CsvRow, CsvRows } from './csv-rows';
import { Delimiter } from './dialect';
import { FileFault } from './fault';
import { shown } from './json-cursor';
import { TextChunk } from './text';

export class CsvTable {
  private rows?: CsvRows;
  private header?: readonly string[];
  /** Chunks held back until the delimiter is known. */
  private head: TextChunk[] = [];
  private headChars = 0;

  /** @param known the delimiter, if it was found before; otherwise it is found by the head of the text. */
  constructor(private known?: Delimiter) {}

  /** Known after `end`, as are the columns. */
  get delimiter(): Delimiter {
    return this.known!;
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
    assertIsNoJson(text, { byteOffset: head[0]?.byteOffsetAt(0) });
    this.known ??= guessDelimiter(text);
    this.rows = new CsvRows(this.known);
    for (const chunk of head) yield* this.records(this.rows.push(chunk));
  }

  private* records(rows: Iterable<CsvRow>): Generator<CsvRow> {
    for (const row of rows) {
      if (this.header === undefined) {
        this.header = columnNames(row);
      } else if (row.cells.length === this.header.length) {
        yield row;
      } else {
        throw row.fault('ragged_row', `the row has ${row.cells.length} cells, the header has ${this.header.length} `
          + `(delimiter ${shown(this.delimiter)}); a cell that holds the delimiter or a line end must be quoted`);
      }
    }
  }
}
