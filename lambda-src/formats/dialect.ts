/** How a file is written. */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';
export type Compression = 'none' | 'gzip';
export type Delimiter = ',' | ';' | '\t' | '|';

/** The dialect is found once, kept with the file's row, and needed to read the file again. */
export interface Dialect {
  readonly format: 'json_document' | 'json_array' | 'ndjson' | 'csv';
  readonly encoding: Encoding;
  readonly compression: Compression;
  /** CSV only. */
  readonly delimiter?: Delimiter;
}
