/** Finds what the scanner must find in a CSV file, with obvious code and the plain reader, one character at a time. */

import { ValueCounter } from './json-oracle';
import type { CsvScanOptions, ScannedColumn, ScannedCsv } from '../../../lambda-src/core/formats/csv/csv-scanner';
import type { CsvColumns } from '../../../lambda-src/core/formats/csv/header';
import { CsvRowFitter } from '../../../lambda-src/core/formats/csv/row-fitter';
import { type CsvRow, CsvRows } from '../../../lambda-src/core/formats/csv/rows';
import { FileFault } from '../../../lambda-src/core/formats/fault';
import { decodeUtf8 } from '../../../lambda-src/core/formats/stored/decode';
import { TextChunk } from '../../../lambda-src/core/formats/stored/text-chunk';
import type { Delimiter } from '../../../src/contract';
import { CsvProfile } from '../../reference/csv-profile';
import { cellType } from '../../reference/value-type';

/** @throws FileFault */
export function readCsv(
  { names, nameless }: Pick<CsvColumns, 'names' | 'nameless'>, delimiter: Delimiter, body: Buffer, options: CsvScanOptions,
): ScannedCsv {
  const bytes = Buffer.concat([Buffer.from(`${names.join(delimiter)}\n`), body]);
  const rows = new CsvRows(delimiter, options);
  const fitter = new CsvRowFitter({ ...options, delimiter, width: names.length, nameless });
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
  const counted = columns.map((column) => column.result(options.sketches === true));
  return { schema: profile.finish(names), columns: counted, blankRows: rows.blankRows };
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
