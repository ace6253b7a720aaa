/** What is known about a file before it is profiled, and afterwards. */

import type { FieldFormats } from '../field-format/field-formats';
import type { BadRecord } from '../formats/bad-records';
import type { ScannedCsv } from '../formats/csv/csv-scanner';
import type { Dialect } from '../formats/dialect';
import type { ScannedJson } from '../formats/json/json-scanner';
import type { ShapeFacts } from '../formats/json/shape-facts';
import type { SchemaProfile } from '../schema/schema-profile';

/** What is known about one file besides its bytes, and what else to find in it. */
export interface FileContext {
  /** Size of the stored file, if it is known in advance. It bounds what gzip may unpack to. */
  readonly storedBytes?: number;
  /** Name of the file, if it has one: `.tsv` indicates tabs. */
  readonly filename?: string;
  /** Gives the column names of the source's ACTIVE version. It is called only if the file alone does not settle how it is read. */
  readonly activeColumns?: () => Promise<ReadonlySet<string> | undefined>;
  /** Whether to estimate how many different values each field has, and how they are spread. */
  readonly sketches?: boolean;
}

export interface FileProfile {
  readonly dialect: Dialect;
  /** Number of records, without bad ones. */
  readonly records: number;
  /** Bytes read, as stored (packed). */
  readonly bytes: number;
  /** How values are written, for whoever reads them again. */
  readonly fieldFormats: readonly FieldFormats[];
  /** With the source's type hints applied. */
  readonly schema: SchemaProfile;
  /** What else was found: counts and extremes of every path or column. */
  readonly scanned: ScannedJson | ScannedCsv;
  /** CSV: the names of the columns, in order. */
  readonly columns?: readonly string[];
  /** CSV: how many columns follow them that have neither a name nor a value. They do not exist. */
  readonly nameless?: number;
  /** JSON: signs that the records are somewhere else, unless the source declares where they are. */
  readonly shapeFacts?: ShapeFacts;
  /** Bytes of the byte order mark. */
  readonly markBytes: number;
  /** Where the first record begins: an offset in the file's UTF-8, without the byte order mark. */
  readonly start: number;
  /** Where the records end, counted in the same way; undefined if they end with the file. */
  readonly end?: number;
  /** CSV: how many lines before and after the table were found that are no part of it, and are left out. */
  readonly found?: { readonly preambleLines: number; readonly footerLines: number };
  /** Records that are left out, in order; as many as the source allows, at most. */
  readonly badRecords: readonly BadRecord[];
}

/** What the reader of one format finds. */
export type Found<S = FileProfile['scanned']> = Omit<Dialect, 'encoding' | 'compression'>
  & Pick<FileProfile, 'columns' | 'nameless' | 'shapeFacts' | 'start' | 'end' | 'found'> & { readonly scanned: S };
