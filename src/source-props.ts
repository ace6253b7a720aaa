import type { CsvOptions } from './csv-options';

/** How the files of a source are written. */
export enum SourceFormat {
  /** A JSON document, a JSON array of records, or newline-delimited JSON: told apart by content. */
  JSON = 'json',
  /** Delimited text, usually with a header line. What `csv` does not say is found by content. */
  CSV = 'csv',
}

/** A registered sender of files. */
export interface SourceProps {
  /**
   * Names the source in URLs, keys and metrics, for ever: its data is found under this name. Its table is the id with
   * `-` written as `_`.
   *
   * 2 to 63 lower-case letters, digits and hyphens; begins with a letter, ends with a letter or digit; known at synth.
   */
  readonly sourceId: string;

  /** How its files are written. */
  readonly format: SourceFormat;

  /**
   * Fields that may be absent from a file without that being drift, as paths: `nickname`, `customer.phone`,
   * `items[].discount`. A CSV column is a path of one segment; `\` goes before each of `\ . [ ] { }` in a name.
   *
   * @default - a field that an earlier file had and a new file lacks is drift
   */
  readonly optionalFields?: string[];

  /**
   * How its CSV files are written, where that does not show in each of them.
   *
   * @default - everything is found by content
   */
  readonly csv?: CsvOptions;

  /**
   * Texts that stand for null, such as `NA` or `-`: whole CSV cells, quoted or not, and whole JSON strings. Each of 1 to
   * 63 bytes of UTF-8, without quotation marks and control characters; at most 100. Every file of a source that has any is
   * copied before promotion, whether or not it holds one.
   *
   * @default - empty CSV cells and JSON's null
   */
  readonly nullMarkers?: string[];

  /**
   * Types of fields, by path. A hint applies to a file in which every value of the field conforms; in any other, the field
   * has the type that its values show, and a person decides on the difference.
   *
   * - `string`: any scalar, kept as its text. Ids that look like numbers in some files.
   * - `double`, `decimal(p,0)` with 19 ≤ p ≤ 38, `bigint`, `boolean`: numbers that it holds exactly. Amounts that are
   *   whole in some files.
   * - `date`, `timestamp`: in JSON, strings of that form in ISO 8601, which are strings otherwise.
   * - `map` (JSON): an object whose names are data; its values are then the path with `{}` behind it.
   * - `struct` (JSON): an object with many rare names that is no map; beyond 2,000 names in a file it is one all the same.
   * - `json` (JSON): any value, kept as its text.
   *
   * @default - every field has the type that its values show
   */
  readonly typeHints?: { [path: string]: string };

  /**
   * Share of a file's records that may be bad without the file being a dead letter, from 0 to 0.5. They are kept under
   * `quarantine/`, and a file that has any is read more slowly.
   *
   * Bad are NDJSON lines with malformed JSON, anything but objects, a key twice in one object, half of a surrogate pair or
   * too deep a nesting, and CSV rows with text behind a closing quote or another number of cells than the header.
   *
   * Every other fault still makes the file a dead letter, and so does any in an array of records, a CSV header, or a quote
   * that is never closed.
   *
   * @default 0
   */
  readonly maxBadRecordRatio?: number;
}
