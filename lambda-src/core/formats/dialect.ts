/** How a file is written. */

import { CSV_DEFAULTS, type CsvConfig, type Delimiter } from '../../../src/contract';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';
export type Compression = 'none' | 'gzip';
export type RowEnd = '\n' | '\r\n' | '\r';

/** What a CSV file's delimiter and header were decided by. */
export interface DecidedBy {
  /** What the source says, a first line such as `sep=;`, the name of the file, its rows, or the names of the ACTIVE version's columns. */
  readonly delimiter: 'source' | 'separator_line' | 'filename' | 'content' | 'active_version';
  /** `default`: nothing told, and then the first row names the columns. */
  readonly header: 'source' | 'content' | 'active_version' | 'default';
}

/** How a CSV file is read. */
export interface CsvForm {
  readonly delimiter: Delimiter;
  /** Whether the first row names the columns. */
  readonly header: boolean;
  readonly decidedBy: DecidedBy;
}

/** What a source declares that bears on the rows and cells of a CSV file, whose text is decoded by then. */
export interface CsvReading extends Omit<CsvConfig, 'encoding'> {
  /** Cells that count as null, quoted or not. */
  readonly nullMarkers?: readonly string[];
}

/**
 * How a file is written: what its source declares of it, with what was found filled in. It is found once, kept with the file's row,
 * and needed to read the file again.
 *
 * An option that the source does not declare, or whose declared value is the default, is absent. `columnNames` stand for `header`:
 * they are there where no row of the file has them.
 */
export interface Dialect extends Omit<CsvReading, 'header'> {
  readonly format: 'json_document' | 'json_array' | 'ndjson' | 'csv';
  readonly encoding: Encoding;
  readonly compression: Compression;
  /** CSV only. */
  readonly decidedBy?: DecidedBy;
  /** CSV: the first line says the delimiter, and is no row. */
  readonly separatorLine?: boolean;
  /** How many records are bad, and no part of the file's data. */
  readonly badRecords?: number;
}

/** What a dialect takes over from the declaration as it is. */
export function declaredReading({ encoding: _encoding, header: _header, ...csv }: CsvConfig): Omit<CsvReading, 'header'> {
  const defaults: Readonly<Record<string, unknown>> = CSV_DEFAULTS;
  return Object.fromEntries(Object.entries(csv).filter(([option, value]) => value !== undefined && value !== defaults[option]));
}

/** What any dialect has. Whatever else is in one changes which records a file has, or which values. */
const AS_WRITTEN: ReadonlySet<string> = new Set<keyof Dialect>(['format', 'encoding', 'compression', 'delimiter', 'decidedBy', 'separatorLine']);

/** Whether records and values are what the bytes say by the rules of the format alone. */
export function isAsWritten(dialect: Dialect): boolean {
  return Object.keys(dialect).every((name) => AS_WRITTEN.has(name));
}
