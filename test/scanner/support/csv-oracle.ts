/** Finds what the scanner must find in a CSV file, with obvious code and the plain reader, one character at a time. */

import { ValueCounter } from './json-oracle';
import type { CsvScanOptions, ScannedColumn, ScannedCsv } from '../../../lambda-src/core/formats/csv/csv-scanner';
import { CsvRowFitter } from '../../../lambda-src/core/formats/csv/row-fitter';
import { type CsvRow, CsvRows } from '../../../lambda-src/core/formats/csv/rows';
import { FileFault } from '../../../lambda-src/core/formats/fault';
import { decodeUtf8 } from '../../../lambda-src/core/formats/stored/decode';
import { TextChunk } from '../../../lambda-src/core/formats/stored/text-chunk';
import type { Delimiter } from '../../../src/contract';
import { CsvProfile } from '../../reference/csv-profile';
import { cellType } from '../../reference/value-type';

/** @throws FileFault */
export function readCsv(names: readonly string[], delimiter: Delimiter, body: Buffer, options: CsvScanOptions): ScannedCsv {
  const bytes = Buffer.concat([Buffer.from(`${names.join(delimiter)}\n`), body]);
  const rows = new CsvRows(delimiter);
  const fitter = new CsvRowFitter({ ...options, delimiter, width: names.length });
  const profile = new CsvProfile();
  const columns = names.map(() => new ColumnCounter());
  const { headerText } = options;
  const headers: number[] = [];
  const take = (read: Iterable<CsvRow>) => {
    for (const row of read) {
      if (row.number === 0) {
        continue;
      }
      const record = fitter.fit(row);
      profile.add(record);
      if (headerText !== undefined && isText(bytes, startOf(row), Buffer.from(headerText))) {
        headers.push(row.number);
      }
      const quoted = quotedCells(bytes.subarray(startOf(row)).toString('latin1'), delimiter, record.cells.length);
      record.cells.forEach((cell, i) => columns[i].cell(cell, row.number, quoted[i]));
    }
  };
  for (const chunk of characters(bytes)) {
    take(rows.push(chunk));
  }
  take(rows.end());
  const counted = columns.map((column) => column.result(options.sketches === true));
  const repeated = headers.length === 0 ? undefined : { count: headers.length, first: headers[0] };
  return { schema: profile.finish(names), columns: counted, headers: repeated };
}

function startOf(row: CsvRow): number {
  return row.fault('ragged_row', '').byteOffset!;
}

/** Whether a line of exactly this text begins there. */
function isText(bytes: Buffer, at: number, text: Buffer): boolean {
  const end = at + text.length;
  return bytes.subarray(at, end).equals(text) && (end === bytes.length || bytes[end] === 0x0a || bytes[end] === 0x0d);
}

/** Which of the first cells of the row at the beginning of the text are in quotes. */
function quotedCells(text: string, delimiter: Delimiter, count: number): boolean[] {
  const quoted: boolean[] = [];
  for (let at = 0; quoted.length < count;) {
    const [cell] = /^"(?:[^"]|"")*"/.exec(text.slice(at)) ?? [];
    quoted.push(cell !== undefined);
    at += cell?.length ?? 0;
    while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') {
      at++;
    }
    at += text[at] === delimiter ? 1 : 0;
  }
  return quoted;
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
  private zeroLed = 0;
  private firstDate?: number;
  private firstTimestamp?: number;
  private readonly cells: string[] = [];

  cell(cell: string, record: number, isQuoted: boolean): void {
    this.record = record;
    if (cell === '') {
      this.nulls++;
      return;
    }
    this.cells.push(cell);
    const type = cellType(cell)!;
    if (type === 'boolean') {
      this.boolean(cell);
    } else if (type === 'date') {
      this.firstDate ??= record;
      this.day('dates', cell);
    } else if (type === 'timestamp') {
      this.firstTimestamp ??= record;
      this.day('timestamps', cell);
      this.time(cell);
    } else if (type === 'double') {
      this.double(cell);
      if (/^\d+[eE]\d+$/.test(cell)) {
        this.note('codes');
      }
    } else if (type === 'string') {
      this.text(cell);
      if (/^-?0\d{1,15}$/.test(cell)) {
        this.zeroLed++;
      }
      if (!isQuoted && /^[ \t\u00a0]|[ \t\u00a0]$/.test(cell)) {
        this.note('padded');
      }
    } else {
      this.integer(cell);
    }
  }

  private day(kind: 'dates' | 'timestamps', cell: string): void {
    this[kind]++;
    this.sketch.value(cell);
  }

  result(sketches: boolean): ScannedColumn {
    return {
      ...this.values(this.cells, sketches),
      dates: this.dates,
      timestamps: this.timestamps,
      firstDate: this.firstDate,
      firstTimestamp: this.firstTimestamp,
      codes: this.noted('codes'),
      zeroLed: this.zeroLed,
      padded: this.noted('padded'),
    };
  }
}
