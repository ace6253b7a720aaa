/** How a file is written. */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';
export type Compression = 'none' | 'gzip';
export type Delimiter = ',' | ';' | '\t' | '|';
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

/** The dialect is found once, kept with the file's row, and needed to read the file again. */
export interface Dialect {
  readonly format: 'json_document' | 'json_array' | 'ndjson' | 'csv';
  readonly encoding: Encoding;
  readonly compression: Compression;
  /** CSV only. */
  readonly delimiter?: Delimiter;
  readonly decidedBy?: DecidedBy;
  /** CSV: the first line says the delimiter, and is no row. */
  readonly separatorLine?: boolean;
  /** CSV: names of the columns, where no row of the file has them. */
  readonly columnNames?: readonly string[];
  /** CSV: lines before and after the table. */
  readonly preambleLines?: number;
  readonly footerLines?: number;
  /** CSV: ragged rows are filled up, or lose empty cells. */
  readonly fillsRows?: boolean;
  /** What counts as null beside what the format says. */
  readonly nullMarkers?: readonly string[];
  /** How many records are bad, and no part of the file's data. */
  readonly badRecords?: number;
}
