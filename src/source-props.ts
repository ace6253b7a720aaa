import type { CsvOptions } from './csv-options';
import type { FieldFormat, NumberFormat, TimeFormat } from './field-format';

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
   * `items[].discount`. A CSV column is a path of one name. In a name, each of `\ . [ ] { }` has a `\` before it.
   *
   * @default - a field that an earlier file had and a new file lacks is drift
   */
  readonly optionalFields?: string[];

  /**
   * How its CSV files are written, as far as the files do not show it themselves.
   *
   * @default - everything is found in each file
   */
  readonly csv?: CsvOptions;

  /**
   * Texts that stand for null, such as `NA` or `-`: whole CSV cells, quoted or not, and whole JSON strings. At most 100,
   * each of 1 to 63 bytes of UTF-8, without quotation marks and control characters. If a source declares any, each of its files
   * is copied before promotion, even if none of them occurs in the file.
   *
   * @default - empty CSV cells and JSON's null
   */
  readonly nullMarkers?: string[];

  /**
   * How numbers are written in the cells of its CSV files. It replaces the usual way: with a decimal comma, `1,5` is a number and
   * `1.5` is text.
   *
   * @default - as in JSON, such as `1234.5`
   */
  readonly numbers?: NumberFormat;

  /**
   * How dates and times are written in the cells of its CSV files, besides the forms of ISO 8601.
   *
   * @default - ISO 8601 only, and times without an offset are in UTC
   */
  readonly times?: TimeFormat;

  /**
   * How the values of single fields are written, by path. For a CSV column this takes the place of `numbers` or `times`. JSON strings
   * become numbers or times only in this way.
   *
   * It applies to a file in which every value of the field is written so. In any other file, the field has the type that its values
   * show (a CSV column: `string`), and a person decides on the difference. A text of more than 64 bytes is written in no format.
   *
   * @default - all fields are written in the same way
   */
  readonly fields?: { [path: string]: FieldFormat };

  /**
   * Types of fields, by path. A hint applies to a file in which every value of the field conforms to it. In any other file
   * the field has the type that its values show, and a person decides on the difference.
   *
   * - `string`: any scalar, kept as its text. For ids that look like numbers in some files.
   * - `double`, `bigint`, `boolean`: values that the type holds exactly. For amounts that are whole in some files.
   * - `decimal(p,s)` with 1 ≤ p ≤ 38 and 0 ≤ s ≤ p: numbers of at most p digits, s of them after the point. No number is rounded: `1.50`
   *   is a `decimal(9,1)`, and `1.55` is not.
   * - `date`, `timestamp`: in JSON, strings in that form of ISO 8601, which are of type `string` without a hint.
   * - `map` (JSON): an object whose names are data. The path of its values is its own path followed by `{}`.
   * - `struct` (JSON): an object with many rare names that is not a map. With more than 2,000 names in a file, it is a map
   *   even so.
   * - `json` (JSON): any value, kept as its text.
   *
   * @default - every field has the type that its values show
   */
  readonly typeHints?: { [path: string]: string };

  /**
   * Share of a file's records that may be bad without the file being a dead letter, from 0 to 0.5. They are kept under
   * `quarantine/`, and a file that has any is read more slowly.
   *
   * An NDJSON line is bad if its JSON is malformed or nested too deep, if it is not an object, or if it has a key twice in one
   * object or half of a surrogate pair. A CSV row is bad if text follows a closing quote, or if it has more or fewer cells
   * than the header.
   *
   * Every other fault still makes the file a dead letter. So does any fault in an array of records or in a CSV header, and a
   * quote that is never closed.
   *
   * @default 0
   */
  readonly maxBadRecordRatio?: number;
}
