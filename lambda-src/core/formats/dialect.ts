/** How a file is written, and so how it is read. */

import type { Delimiter } from '../../../src/contract';
import { CSV_DEFAULTS, type CsvConfig, type ReadingConfig } from '../../../src/source-config';

/** The name of an encoding in the WHATWG Encoding Standard, such as `utf-8` or `shift_jis`. */
export type Encoding = string;

/** The encodings that every reader decodes. The characters of all others come from tables. */
export type UnicodeEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

export function isUnicode(encoding: Encoding): encoding is UnicodeEncoding {
  return encoding === 'utf-8' || encoding === 'utf-16le' || encoding === 'utf-16be';
}

export type Compression = 'none' | 'gzip';

/** What a source declares about where the records of its JSON are, and how they are rewritten. */
export type JsonShape = Pick<ReadingConfig, 'recordsAt' | 'keyColumn' | 'aroundColumns' | 'emptyArrayAsObject' | 'alwaysArray'>;

/** What a CSV file's delimiter and header were decided by. */
export interface DecidedBy {
  /** The source's declaration, a first line such as `sep=;`, the name of the file, its rows, or the columns of the ACTIVE version. */
  readonly delimiter: 'source' | 'separator_line' | 'filename' | 'content' | 'active_version';
  /** `default`: nothing decides it, so the first row names the columns. */
  readonly header: 'source' | 'content' | 'active_version' | 'default';
}

/** How a CSV file is read. */
export interface CsvForm {
  readonly delimiter: Delimiter;
  /** Whether the first row names the columns. */
  readonly header: boolean;
  /** How many lines before the table were found that are no part of it; absent if there are none, or if the source declares them. */
  readonly preambleLines?: number;
  readonly decidedBy: DecidedBy;
}

/** What a source declares about the rows and cells of its CSV files. It is applied to decoded text, so the encoding is not part of it. */
export interface CsvReading extends Omit<CsvConfig, 'encoding'> {
  /** Cells that count as null, quoted or not. */
  readonly nullMarkers?: readonly string[];
}

/**
 * How a file is written: what its source declares, with what was found in the file filled in. It is found once and kept with the
 * file's row. The reading plan has what of it a reader needs.
 *
 * An option that the source does not declare is absent, and so is one that is declared with its default. `columnNames` are present if
 * no row of the file names the columns, or if they replace the names in the first row: then `header` is present too.
 */
export interface Dialect extends Omit<CsvReading, 'header'>, JsonShape, Pick<ReadingConfig, 'numbers' | 'times' | 'fields'> {
  readonly format: 'json_document' | 'json_array' | 'ndjson' | 'csv';
  readonly encoding: Encoding;
  readonly compression: Compression;
  /** CSV only. */
  readonly decidedBy?: DecidedBy;
  /** CSV: the first row has names, which `columnNames` replace. */
  readonly header?: true;
  /** CSV: the first line names the delimiter and is not a row. */
  readonly separatorLine?: boolean;
  /** How many records are bad, and left out. */
  readonly badRecords?: number;
}

/** The options that a dialect takes over from the declaration unchanged. */
export function declaredReading({ encoding: _encoding, header: _header, ...csv }: CsvConfig): Omit<CsvReading, 'header'> {
  const defaults: Readonly<Record<string, unknown>> = CSV_DEFAULTS;
  return Object.fromEntries(Object.entries(csv).filter(([option, value]) => value !== undefined && value !== defaults[option]));
}

/** The shape as a dialect says it: an option that says nothing is absent. */
export function declaredShape({ recordsAt, keyColumn, aroundColumns, emptyArrayAsObject, alwaysArray }: JsonShape): JsonShape {
  const shape: JsonShape = { recordsAt, keyColumn, aroundColumns, emptyArrayAsObject, alwaysArray };
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)));
}
