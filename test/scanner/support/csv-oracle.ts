/** Finds what the scanner must find in a CSV file, with obvious code and the plain reader, one character at a time. */

import { ValueCounter } from './json-oracle';
import { type CsvScanOptions, ROW_ENDS, type ScannedColumn, type ScannedCsv } from '../../../lambda-src/core/formats/csv/csv-scanner';
import { CsvRowFitter } from '../../../lambda-src/core/formats/csv/row-fitter';
import { type CsvRow, CsvRows } from '../../../lambda-src/core/formats/csv/rows';
import type { RowEnd } from '../../../lambda-src/core/formats/dialect';
import { FileFault } from '../../../lambda-src/core/formats/fault';
import { decodeUtf8 } from '../../../lambda-src/core/formats/stored/decode';
import { TextChunk } from '../../../lambda-src/core/formats/stored/text-chunk';
import type { Delimiter } from '../../../src/contract';
import { CsvProfile } from '../../reference/csv-profile';
import { cellType } from '../../reference/value-type';

export interface CsvOutcome {
  readonly found: ScannedCsv;
  /** Beginning and end of each row, including the row end. */
  readonly borders: ReadonlyArray<readonly [number, number]>;
}

/** @throws FileFault */
export function readCsv(names: readonly string[], delimiter: Delimiter, body: Buffer, options: CsvScanOptions): CsvOutcome {
  const bytes = Buffer.concat([Buffer.from(`${names.join(delimiter)}\n`), body]);
  const header = bytes.length - body.length;
  const rows = new CsvRows(delimiter);
  const fitter = new CsvRowFitter({ ...options, delimiter, width: names.length });
  const profile = new CsvProfile();
  const columns = names.map(() => new ColumnCounter());
  const take = (read: Iterable<CsvRow>) => {
    for (const row of read) {
      if (row.number === 0) {
        continue;
      }
      const record = fitter.fit(row);
      profile.add(record);
      record.cells.forEach((cell, i) => columns[i].cell(cell));
    }
  };
  for (const chunk of characters(bytes)) {
    take(rows.push(chunk));
  }
  take(rows.end());
  const { facts, borders } = rowFacts(body.toString('utf8'), delimiter, header);
  const counted = columns.map((column) => column.result(options.sketches === true));
  return { found: { schema: profile.finish(names), columns: counted, filledRows: fitter.filledRows, ...facts }, borders };
}

/** Chunks of one character. @throws FileFault at the first character that is not UTF-8 */
export function* characters(bytes: Buffer): Generator<TextChunk> {
  for (let at = 0; at < bytes.length;) {
    let [size, text] = [0, ''];
    while (text === '') {
      if (at + size === bytes.length) {
        throw new FileFault('invalid_encoding', 'cut', { byteOffset: at });
      }
      text = decodeUtf8(bytes.subarray(at, at + ++size), at).text;
    }
    yield new TextChunk(text, at);
    at += size;
  }
}

/** Finds how and where rows end, with one look at each character. */
function rowFacts(text: string, delimiter: string, header: number) {
  const rowEnds = new Set<RowEnd>();
  const borders: Array<readonly [number, number]> = [];
  let [brokenCell, blankRow, invisibleRow] = [false, false, false];
  let [start, at] = [0, 0];
  const bytesBefore = (index: number) => header + Buffer.byteLength(text.slice(0, index));
  const endRow = (end: number, next: number) => {
    const row = text.slice(start, end);
    if (row === '') {
      blankRow = true;
    } else {
      borders.push([bytesBefore(start), bytesBefore(next)]);
    }
    if (row !== '' && /^[\0- ]*$/.test(row)) {
      invisibleRow = true;
    }
    start = next;
  };
  while (at < text.length) {
    // Here a cell begins.
    if (text[at] === '"') {
      const close = /^"((?:[^"]|"")*)"/.exec(text.slice(at))!;
      if (/[\n\r]/.test(close[1])) {
        brokenCell = true;
      }
      at += close[0].length;
    }
    while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') {
      at++;
    }
    if (text[at] !== delimiter && at < text.length) {
      const rowEnd = text.startsWith('\r\n', at) ? '\r\n' : text[at] as RowEnd;
      rowEnds.add(rowEnd);
      endRow(at, at + rowEnd.length);
      at += rowEnd.length;
    } else {
      at++;
    }
  }
  if (start < text.length) {
    endRow(text.length, text.length);
  }
  return { facts: { rowEnds: ROW_ENDS.filter((end) => rowEnds.has(end)), brokenCell, blankRow, invisibleRow }, borders };
}

class ColumnCounter extends ValueCounter {
  private dates = 0;
  private timestamps = 0;
  private readonly cells: string[] = [];

  cell(cell: string): void {
    if (cell === '') {
      this.nulls++;
      return;
    }
    this.cells.push(cell);
    const type = cellType(cell)!;
    if (type === 'boolean') {
      this.boolean(cell);
    } else if (type === 'date') {
      this.day('dates', cell);
    } else if (type === 'timestamp') {
      this.day('timestamps', cell);
    } else if (type === 'double') {
      this.double(cell);
    } else if (type === 'string') {
      this.text(cell);
    } else {
      this.integer(cell);
    }
  }

  private day(kind: 'dates' | 'timestamps', cell: string): void {
    this[kind]++;
    this.sketch.value(cell);
  }

  result(sketches: boolean): ScannedColumn {
    return { ...this.values(this.cells, sketches), dates: this.dates, timestamps: this.timestamps };
  }
}
