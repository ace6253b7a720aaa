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
   * Types of fields, by path. A hint applies to a file in which every value of the field conforms to it. In any other file
   * the field has the type that its values show, and a person decides on the difference.
   *
   * - `string`: any scalar, kept as its text. For ids that look like numbers in some files.
   * - `double`, `decimal(p,0)` with 19 ≤ p ≤ 38, `bigint`, `boolean`: values that the type holds exactly. For amounts that
   *   are whole in some files.
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
   * object or half of a surrogate pair. A CSV row is bad if text follows a closing quote, or if it has more or fewer cells
   * than the header. A record of any form is bad if a value in it does not fit the type that its field has in the accepted
   * versions of the source, or the type that is hinted if it has none yet. If more values than this share show another type,
   * the type has changed: a person decides.
   *
   * Every other fault still makes the file a dead letter. So does any fault in an array of records or in a CSV header, and a
   * quote that is never closed.
   *
   * @default 0
   */
  readonly maxBadRecordRatio?: number;
}
