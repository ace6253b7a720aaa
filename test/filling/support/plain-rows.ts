/** What a file's records are under a read schema, found with the plain readers and without any code of the scanners. */

import { MISFIT, type PlainValue, plainCell, plainDay, plainMoment, plainNumber } from './plain-values';
import type { ReadColumn } from '../../../cli/columns/read-columns';
import type { Format } from '../../../lambda-src/core/field-format/encode';
import { CsvRowFitter } from '../../../lambda-src/core/formats/csv/row-fitter';
import { type CsvRow, CsvRows } from '../../../lambda-src/core/formats/csv/rows';
import type { DeclaredSyntax } from '../../../lambda-src/core/formats/csv/syntax';
import { type DeadLetterReason, FileFault } from '../../../lambda-src/core/formats/fault';
import { type JsonCursor, JsonFault } from '../../../lambda-src/core/formats/json/cursor';
import { decodeUtf8 } from '../../../lambda-src/core/formats/stored/decode';
import { TextChunk } from '../../../lambda-src/core/formats/stored/text-chunk';
import type { FieldType } from '../../../lambda-src/core/schema/field-type';
import type { Delimiter } from '../../../src/contract';
import { type JsonRecord, JsonRecords } from '../../reference/json-records';
import { plainFormatted, plainNumberText } from '../../reference/plain-format';
import { characters } from '../../scanner/support/csv-oracle';

/** A record as the values of its columns, in the order of the read schema. */
export type PlainRow = readonly PlainValue[];

/** Why a file cannot be read on: what is wrong with it, or with a value under this read schema. */
export type PlainFault = DeadLetterReason | 'misfit' | 'no_column' | typeof UNCHECKED_DUPLICATE;

/**
 * A name occurs twice where the scanner does not look for that: in a map, in a source text, or below a path without a column. Such a
 * file never comes to it, because the profiler refuses it.
 */
export const UNCHECKED_DUPLICATE = 'unchecked_duplicate';

export interface PlainRows {
  /** The records before the fault, or all of them. */
  readonly rows: readonly PlainRow[];
  readonly fault?: PlainFault;
}

/** The first value of a record that its column cannot hold. A record that is no JSON, or no row, has that fault instead. */
class Unfit extends Error {
  constructor(readonly fault: 'misfit' | 'no_column' | typeof UNCHECKED_DUPLICATE) {
    super(fault);
  }
}

/** How the values of fields are written, by path. */
export type Formats = ReadonlyMap<string, Format>;

/** @param text what the records are written in, in UTF-8. */
export function plainJson(text: Buffer, columns: readonly ReadColumn[], nullMarkers: readonly string[], formats: Formats = new Map()): PlainRows {
  const rows: PlainRow[] = [];
  const record: ReadColumn = { path: '', name: '', type: 'struct', fields: columns };
  const take = (read: Iterable<JsonRecord>) => {
    for (const each of read) {
      const reading = new JsonReading(nullMarkers, formats);
      const row = each.read((cursor) => {
        const value = reading.value(cursor, record);
        cursor.end();
        return value;
      });
      if (reading.unfit !== undefined) {
        throw new Unfit(reading.unfit);
      }
      rows.push(row as PlainRow);
    }
  };
  const fault = faultOf(() => {
    const { valid, isWhole } = validText(text);
    const records = new JsonRecords();
    try {
      take(records.push(new TextChunk(valid, 0)));
      endOf(records);
    } catch (error) {
      // The text was cut at a byte that is not UTF-8, so a fault at its end is only a result of the cut.
      if (!isWhole && error instanceof FileFault && (error.byteOffset === undefined || error.byteOffset >= Buffer.byteLength(valid))) {
        throw new FileFault('invalid_encoding', '');
      }
      throw error;
    }
    if (!isWhole) {
      throw new FileFault('invalid_encoding', '');
    }
  });
  return { rows, fault: fault === 'empty_file' ? undefined : fault };
}

/** Finds the faults of a record that is not complete. */
function endOf(records: JsonRecords): void {
  try {
    [...records.end()];
  } catch (error) {
    throw error instanceof FileFault && error.reason === 'duplicate_key' ? new Unfit(UNCHECKED_DUPLICATE) : error;
  }
}

/** The text up to the first byte that is not UTF-8. */
function validText(text: Buffer): { readonly valid: string; readonly isWhole: boolean } {
  try {
    const { text: valid, used } = decodeUtf8(text, 0);
    return { valid, isWhole: used === text.length };
  } catch (error) {
    if (!(error instanceof FileFault)) {
      throw error;
    }
    return { valid: text.toString('utf8', 0, error.byteOffset), isWhole: false };
  }
}

function faultOf(read: () => void): PlainFault | undefined {
  try {
    read();
  } catch (error) {
    if (error instanceof FileFault) {
      return error.reason;
    }
    if (error instanceof Unfit) {
      return error.fault;
    }
    throw error;
  }
  return undefined;
}

class JsonReading {
  unfit?: 'misfit' | 'no_column';

  constructor(private readonly nullMarkers: readonly string[], private readonly formats: Formats) {}

  value(cursor: JsonCursor, column: ReadColumn | undefined): PlainValue {
    const kind = cursor.kind();
    if (kind === 'null') {
      cursor.null();
      return null;
    }
    const start = cursor.position;
    if (kind === 'string') {
      const text = cursor.string();
      return this.nullMarkers.includes(text) ? null : this.text(text, cursor.textFrom(start), column);
    }
    if (column === undefined) {
      return this.withoutColumn(cursor, kind === 'object' || kind === 'array');
    }
    const { type } = column;
    if (type === 'string' || type === 'json') {
      return skip(cursor);
    }
    if (kind === 'object' && type === 'struct') {
      return this.struct(cursor, column);
    }
    if (kind === 'object' && type === 'map') {
      const pairs: PlainValue[] = [];
      uncheckedObject(cursor, (name) => pairs.push([name, this.value(cursor, column.element)]));
      return pairs;
    }
    if (kind === 'array' && type === 'array') {
      const elements: PlainValue[] = [];
      cursor.array(() => elements.push(this.value(cursor, column.element)));
      return elements;
    }
    const source = skip(cursor);
    if (kind === 'number') {
      return this.fitting(type === 'date' || type === 'timestamp' ? this.moment(source, column) : plainNumber(source, type));
    }
    return this.fitting(kind === 'boolean' && type === 'boolean' ? source === 'true' : MISFIT);
  }

  private text(text: string, source: string, column: ReadColumn | undefined): PlainValue {
    switch (column?.type) {
      case undefined: return this.unfits('no_column');
      case 'string': return text;
      case 'json': return source;
      case 'date': case 'timestamp':
        return this.fitting(this.formats.has(column!.path) ? this.moment(text, column!) : plainDay(text, column!.type));
      default: {
        const format = this.formats.get(column!.path)?.number;
        const number = format === undefined || !isNumeric(column!.type) ? undefined : plainNumberText(text, format);
        return number === undefined ? this.unfits('misfit') : this.fitting(plainNumber(number, column!.type));
      }
    }
  }

  /** The day or moment that a scalar is by its path's format. */
  private moment(text: string, { path, type }: ReadColumn): PlainValue | typeof MISFIT {
    const format = this.formats.get(path);
    return format === undefined ? MISFIT : plainMoment(plainFormatted(text, { ...format, number: undefined }).time, type);
  }

  private struct(cursor: JsonCursor, { fields }: ReadColumn): PlainValue {
    const values = new Map<string, PlainValue>();
    cursor.object((name) => values.set(name, this.value(cursor, fields.find((field) => field.name === name))));
    return fields.map(({ name }) => values.get(name) ?? null);
  }

  /** A path without a column may hold empty objects and arrays. */
  private withoutColumn(cursor: JsonCursor, isContainer: boolean): PlainValue {
    if (!isContainer) {
      cursor.skip();
      return this.unfits('no_column');
    }
    if (cursor.kind() === 'object') {
      uncheckedObject(cursor, () => this.value(cursor, undefined));
    } else {
      cursor.array(() => this.value(cursor, undefined));
    }
    return null;
  }

  private fitting(value: PlainValue | typeof MISFIT): PlainValue {
    return value === MISFIT ? this.unfits('misfit') : value;
  }

  private unfits(fault: 'misfit' | 'no_column'): null {
    this.unfit ??= fault;
    return null;
  }
}

function isNumeric(type: FieldType): boolean {
  return type === 'bigint' || type === 'bigint(wide)' || type === 'double' || type.startsWith('decimal(');
}

/** Reads an object whose own names are not checked for duplicates. */
function uncheckedObject(cursor: JsonCursor, onMember: (name: string) => void): void {
  let isInside = false;
  try {
    cursor.object((name) => {
      isInside = true;
      onMember(name);
      isInside = false;
    });
  } catch (error) {
    throw isInside ? error : withoutDuplicate(error);
  }
}

function skip(cursor: JsonCursor): string {
  try {
    return cursor.skip();
  } catch (error) {
    throw withoutDuplicate(error);
  }
}

function withoutDuplicate(error: unknown): unknown {
  return error instanceof JsonFault && error.reason === 'duplicate_key' ? new Unfit(UNCHECKED_DUPLICATE) : error;
}

export interface PlainForm {
  readonly delimiter: Delimiter;
  /** The names of the file's columns, in order. */
  readonly names: readonly string[];
  /** How many empty cells may follow theirs. */
  readonly nameless: number;
  readonly fills: boolean;
  readonly syntax: DeclaredSyntax;
  readonly nullMarkers: readonly string[];
  /** By the names of columns; the one for all others is at undefined. */
  readonly formats?: ReadonlyMap<string | undefined, Format>;
}

/** @param text the rows, in UTF-8, without a header. */
export function plainCsv(text: Buffer, columns: readonly ReadColumn[], form: PlainForm): PlainRows {
  const { delimiter, names, nameless, fills, syntax, nullMarkers, formats = new Map<string | undefined, Format>() } = form;
  const rows: PlainRow[] = [];
  const cells = new CsvRows(delimiter, syntax);
  const fitter = new CsvRowFitter({ delimiter, width: names.length, nameless, raggedRows: fills ? 'fill' : 'refuse', nullMarkers });
  const take = (read: Iterable<CsvRow>) => {
    for (const row of read) {
      rows.push(rowOf(fitter.fit(row).cells, names, columns, formats));
    }
  };
  const fault = faultOf(() => {
    cells.countFirst();
    for (const chunk of characters(text)) {
      take(cells.push(chunk));
    }
    take(cells.end());
  });
  return { rows, fault };
}

function rowOf(
  cells: readonly string[], names: readonly string[], columns: readonly ReadColumn[], formats: NonNullable<PlainForm['formats']>,
): PlainRow {
  const row = new Map<string, PlainValue>();
  cells.forEach((cell, i) => {
    if (cell === '') {
      return;
    }
    const column = columns.find(({ name }) => name === names[i]);
    if (column === undefined || column.element !== undefined || column.fields.length > 0) {
      throw new Unfit('no_column');
    }
    const value = plainCell(cell, column.type, formats.get(names[i]) ?? formats.get(undefined));
    if (value === MISFIT) {
      throw new Unfit('misfit');
    }
    row.set(names[i], value);
  });
  return columns.map(({ name }) => row.get(name) ?? null);
}
