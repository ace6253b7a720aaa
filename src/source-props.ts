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
   * Where the records of its JSON files are, if they are not the values at the top: the path of an array of records, such as
   * `Records` or `data.items`. The empty text is the top. A file may hold several such envelopes: one in each line, or all in
   * an array. A file in which there is something else at the path, or nothing, is a dead letter.
   *
   * A file of such a source is rewritten when it is profiled, one record in a line, and promotion reads that copy. An envelope may
   * be of any size, because only its records are bounded.
   *
   * @default - the values at the top of a file are the records, or the elements of an array there
   */
  readonly recordsAt?: string;

  /**
   * The name of a column for the keys of an object of records. Then an object is expected at `recordsAt`, such as
   * `{"2024-05-01": {"open": 1.5}}`, and each of its members is a record. A record that has a member of that name itself is a
   * fault.
   *
   * @default - an array is expected at `recordsAt`
   */
  readonly keyColumn?: string;

  /**
   * Paths outside of the array at `recordsAt`, such as `account` or `meta.symbol`, whose values become columns of each record. They
   * may come before the array or after it. A column keeps its path, and a value that a file does not have is a field that its
   * records lack. If a source declares any, the part of each file up to the end of its first envelope, or more, is read twice.
   *
   * @default - what is outside of the array is left out
   */
  readonly aroundColumns?: string[];

  /**
   * Paths of objects in the records for which the sender writes `[]` if they are empty, as PHP does. There, `[]` is read as `{}`.
   *
   * @default - an empty array is an array
   */
  readonly emptyArrayAsObject?: string[];

  /**
   * Paths of arrays in the records for which the sender writes a single element without its brackets, or `{}` if there is no
   * element. There, a value that is no array is read as an array of that value, and `{}` as `[]`. Null stays null.
   *
   * @default - a value that is no array is no array
   */
  readonly alwaysArray?: string[];

  /**
   * Texts that stand for null, such as `NA` or `-`: whole CSV cells, quoted or not, and whole JSON strings. At most 100,
   * each of 0 to 63 bytes of UTF-8, without quotation marks and control characters. The empty text makes an empty JSON string
   * null. An empty CSV cell is null anyway.
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
   * become numbers only in this way, and times also by the type hints `date` and `timestamp`.
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
   * Share of a file's records that may be bad without the file being a dead letter or a drift, from 0 to 0.5. They are kept
   * under `quarantine/`, people are told of them, and a file that has any is read more slowly. After a change of options they
   * can be taken in again.
   *
   * An NDJSON line is bad if its JSON is malformed or nested too deep, if it is not an object, or if it has a key twice in one
   * object or half of a surrogate pair. So is an element of the array at `recordsAt`, as long as its brackets and quotes show where it
   * ends. A CSV row is bad if text follows a closing quote, or if it has more or fewer cells
   * than the header.
   * A record of any form is bad if a value in it does not fit the type that its field has in the accepted
   * versions of the source, or the type that is hinted if it has none yet. If more values than this share show another type,
   * the type has changed: a person decides.
   *
   * Every other fault still makes the file a dead letter. So does any fault in an array of records whose place is not declared, around
   * the records, or in a CSV header, and a quote that is never closed.
   *
   * @default 0
   */
  readonly maxBadRecordRatio?: number;
}
