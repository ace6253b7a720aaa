/** Finds what the scanner must find in a CSV file, with obvious code and the plain reader, one character at a time. */

import { ValueCounter, hasOffset } from './json-oracle';
import type { Format } from '../../../lambda-src/core/field-format/encode';
import type { CsvScanOptions, ScannedColumn, ScannedCsv } from '../../../lambda-src/core/formats/csv/csv-scanner';
import type { CsvColumns } from '../../../lambda-src/core/formats/csv/header';
import { CsvRowFitter } from '../../../lambda-src/core/formats/csv/row-fitter';
import { type CsvRow, CsvRows } from '../../../lambda-src/core/formats/csv/rows';
import { type CsvSyntax, csvSyntax } from '../../../lambda-src/core/formats/csv/syntax';
import { FileFault } from '../../../lambda-src/core/formats/fault';
import { joinedType } from '../../../lambda-src/core/formats/scanning/scanned-values';
import { decodeUtf8 } from '../../../lambda-src/core/formats/stored/decode';
import { TextChunk } from '../../../lambda-src/core/formats/stored/text-chunk';
import type { FieldType } from '../../../lambda-src/core/schema/field-type';
import type { Delimiter } from '../../../src/contract';
import { CsvProfile } from '../../reference/csv-profile';
import { plainDecimal, plainFormatted } from '../../reference/plain-format';
import { cellType, numberType } from '../../reference/value-type';

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** What is declared, and how the cells of each column are written. */
export interface CsvOracleOptions extends CsvScanOptions {
  readonly formats?: ReadonlyArray<Format | undefined>;
}

/** @throws FileFault */
export function readCsv(
  { names, nameless }: Pick<CsvColumns, 'names' | 'nameless'>, delimiter: Delimiter, body: Buffer, options: CsvOracleOptions,
): ScannedCsv {
  const bytes = Buffer.concat([Buffer.from(`${names.join(delimiter)}\n`), body]);
  const rows = new CsvRows(delimiter, options);
  const fitter = new CsvRowFitter({ ...options, delimiter, width: names.length, nameless });
  const profile = new CsvProfile();
  const columns = names.map((_, i) => new ColumnCounter(options.formats?.[i]));
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
      const quoted = quotedCells(bytes.subarray(startOf(row)).toString(), csvSyntax(delimiter, options), record.cells.length);
      record.cells.forEach((cell, i) => columns[i].cell(cell, row.number, quoted[i]));
    }
  };
  for (const chunk of characters(bytes)) {
    take(rows.push(chunk));
  }
  take(rows.end());
  const counted = columns.map((column) => column.result(options.sketches === true));
  const schema = profile.finish(names);
  const fields = [...schema.fields].map(([path, evidence], i) => [path, options.formats?.[i] === undefined ? evidence : {
    ...evidence, type: joinedType(counted[i], [], 'csv'), ...counted[i].fitting === 0 ? {} : { fitting: counted[i].fitting },
  }] as const);
  const repeated = headers.length === 0 ? undefined : { count: headers.length, first: headers[0] };
  return { schema: { ...schema, fields: new Map(fields) }, columns: counted, headers: repeated, blankRows: rows.blankRows };
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
function quotedCells(text: string, { delimiter, quote, escape, blanks }: CsvSyntax, count: number): boolean[] {
  const quoted: boolean[] = [];
  for (let at = 0; quoted.length < count; at++) {
    while (at < text.length && blanks.includes(text[at])) {
      at++;
    }
    const isQuoted = quote !== '' && text[at] === quote;
    quoted.push(isQuoted);
    at += isQuoted ? 1 : 0;
    for (let isWithin = isQuoted; at < text.length && (isWithin || ![delimiter, '\n', '\r'].includes(text[at])); at++) {
      if (text[at] === escape || (isWithin && text[at] === quote && text[at + 1] === quote)) {
        at++;
      } else if (text[at] === quote) {
        isWithin = false;
      }
    }
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
  private zeroLed = 0;
  private readonly cells: string[] = [];

  constructor(private readonly format: Format | undefined) {
    super();
  }

  cell(cell: string, record: number, isQuoted: boolean): void {
    this.record = record;
    if (cell === '') {
      this.nulls++;
      return;
    }
    this.cells.push(cell);
    if (this.format === undefined) {
      this.typed(cell, cellType(cell)!, isQuoted);
    } else {
      this.formatted(cell, this.format, isQuoted);
    }
  }

  private formatted(cell: string, format: Format, isQuoted: boolean): void {
    const isDay = format.epoch === undefined && format.time === undefined;
    const { time, number } = plainFormatted(cell, isDay ? { ...format, time: {} } : format);
    const type = cellType(cell)!;
    const source = format.number === undefined ? (NUMBER.test(cell) ? cell : undefined) : number;
    if (time !== undefined) {
      this.time(time.kind, cell, time.isZoned);
    } else if (format.epoch !== undefined) {
      this.textCell(cell, isQuoted, false);
    } else if (source === undefined) {
      const isWord = type === 'boolean' || ['NaN', 'Infinity', '-Infinity'].includes(cell);
      this.typed(cell, isWord ? type : 'string', isQuoted);
    } else {
      this.decimalNumber(source, cell, format, isQuoted);
    }
  }

  private decimalNumber(source: string, cell: string, { decimal }: Format, isQuoted: boolean): void {
    if (decimal !== undefined && plainDecimal(source, decimal.precision, decimal.scale) !== undefined) {
      this.fitting++;
    }
    const type = numberType(source, 'csv');
    this.typed(type === 'string' ? cell : source, type, isQuoted);
  }

  private typed(cell: string, type: FieldType, isQuoted: boolean): void {
    if (type === 'boolean') {
      this.boolean(cell);
    } else if (type === 'date' || type === 'timestamp') {
      this.time(type, cell, type === 'date' ? undefined : hasOffset(cell));
    } else if (type === 'double') {
      this.double(cell);
      if (/^\d+[eE]\d+$/.test(cell)) {
        this.note('codes');
      }
    } else if (type === 'string') {
      this.textCell(cell, isQuoted, true);
    } else {
      this.integer(cell);
    }
  }

  private textCell(cell: string, isQuoted: boolean, mayBeId: boolean): void {
    this.text(cell);
    if (mayBeId && /^-?0\d{1,15}$/.test(cell)) {
      this.zeroLed++;
    }
    if (!isQuoted && /^[ \t\u00a0]|[ \t\u00a0]$/.test(cell)) {
      this.note('padded');
    }
  }

  result(sketches: boolean): ScannedColumn {
    const values = this.values(this.cells, sketches);
    const isInOrder = this.format === undefined || this.dates + this.timestamps === 0;
    return {
      ...values,
      textRange: isInOrder ? values.textRange : undefined,
      codes: this.noted('codes'),
      zeroLed: this.zeroLed,
      padded: this.noted('padded'),
    };
  }
}
