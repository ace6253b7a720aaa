/** Finds what the scanner must find in a CSV file, with obvious code and the plain reader, one character at a time. */

import { ValueCounter } from './json-oracle';
import type { Format } from '../../../lambda-src/core/field-format/encode';
import type { CsvScanOptions, ScannedColumn, ScannedCsv } from '../../../lambda-src/core/formats/csv/csv-scanner';
import { CsvRowFitter } from '../../../lambda-src/core/formats/csv/row-fitter';
import { type CsvRow, CsvRows } from '../../../lambda-src/core/formats/csv/rows';
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
export function readCsv(names: readonly string[], delimiter: Delimiter, body: Buffer, options: CsvOracleOptions): ScannedCsv {
  const bytes = Buffer.concat([Buffer.from(`${names.join(delimiter)}\n`), body]);
  const rows = new CsvRows(delimiter);
  const fitter = new CsvRowFitter({ ...options, delimiter, width: names.length });
  const profile = new CsvProfile();
  const columns = names.map((_, i) => new ColumnCounter(options.formats?.[i]));
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
  const schema = profile.finish(names);
  const fields = [...schema.fields].map(([path, evidence], i) => [path, options.formats?.[i] === undefined ? evidence : {
    ...evidence, type: joinedType(counted[i], [], 'csv'), ...counted[i].fitting === 0 ? {} : { fitting: counted[i].fitting },
  }] as const);
  return { schema: { ...schema, fields: new Map(fields) }, columns: counted };
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
  private readonly cells: string[] = [];

  constructor(private readonly format: Format | undefined) {
    super();
  }

  cell(cell: string): void {
    if (cell === '') {
      this.nulls++;
      return;
    }
    this.cells.push(cell);
    if (this.format === undefined) {
      this.typed(cell, cellType(cell)!);
    } else {
      this.formatted(cell, this.format);
    }
  }

  private formatted(cell: string, format: Format): void {
    const isDay = format.epoch === undefined && format.time === undefined;
    const { time, number } = plainFormatted(cell, isDay ? { ...format, time: {} } : format);
    const type = cellType(cell)!;
    const source = format.number === undefined ? (NUMBER.test(cell) ? cell : undefined) : number;
    if (time !== undefined) {
      this.time(time.kind, cell);
    } else if (format.epoch !== undefined) {
      this.text(cell);
    } else if (source === undefined) {
      const isWord = type === 'boolean' || ['NaN', 'Infinity', '-Infinity'].includes(cell);
      this.typed(cell, isWord ? type : 'string');
    } else {
      this.decimalNumber(source, cell, format);
    }
  }

  private decimalNumber(source: string, cell: string, { decimal }: Format): void {
    if (decimal !== undefined && plainDecimal(source, decimal.precision, decimal.scale) !== undefined) {
      this.fitting++;
    }
    const type = numberType(source, 'csv');
    this.typed(type === 'string' ? cell : source, type);
  }

  private typed(cell: string, type: FieldType): void {
    if (type === 'boolean') {
      this.boolean(cell);
    } else if (type === 'date' || type === 'timestamp') {
      this.time(type, cell);
    } else if (type === 'double') {
      this.double(cell);
    } else if (type === 'string') {
      this.text(cell);
    } else {
      this.integer(cell);
    }
  }

  result(sketches: boolean): ScannedColumn {
    const values = this.values(this.cells, sketches);
    return this.format === undefined || this.dates + this.timestamps === 0 ? values : { ...values, textRange: undefined };
  }
}
