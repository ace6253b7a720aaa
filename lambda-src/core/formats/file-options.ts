/** What a source says of its files. What it leaves out is found in each file. */

import type { CsvForm, Delimiter } from './dialect';
import type { Family } from '../schema/field-type';

export interface CsvOptions {
  readonly delimiter?: Delimiter;
  /** Whether the first row names the columns. */
  readonly header?: boolean;
  /** Names of the columns, where no row has them. */
  readonly columnNames?: readonly string[];
  /** Of files without a byte order mark; UTF-8 if it is left out. */
  readonly encoding?: 'utf-8' | 'latin1';
  /** Lines before the header (or the first record) that are no part of the table. */
  readonly preambleLines?: number;
  /** Lines after the last record that are no part of the table. */
  readonly footerLines?: number;
  /** What becomes of a row with another number of cells than the header; `refuse` if it is left out. */
  readonly raggedRows?: 'refuse' | 'fill';
}

export interface FileOptions {
  readonly format: Family;
  readonly csv?: CsvOptions;
  /** JSON strings and CSV cells that count as null. */
  readonly nullMarkers?: readonly string[];
  /** Path → type. */
  readonly typeHints?: Readonly<Record<string, string>>;
  /** Share of the records that may be bad without the file being so, from 0 to 1; 0 if it is left out. */
  readonly maxBadRecordRatio?: number;
  /** Size of the file as it is stored, where it is known before it is read: what gzip may unpack to is measured by it. */
  readonly storedBytes?: number;
  /** What the file is called, where it has a name: a `.tsv` speaks for tabs. */
  readonly filename?: string;
  /** Gives the names of the columns of the source's ACTIVE version. It is asked only where the file alone does not settle how it is read. */
  readonly activeColumns?: () => Promise<ReadonlySet<string> | undefined>;
  /** How the same bytes were read before: what the source does not say is read so again. */
  readonly readBefore?: CsvForm;
  /** Whether to find how many different values every field has, and how they are spread. */
  readonly sketches?: boolean;
}
