/**
 * How a file's records are read once more, by whoever fills columns with them. The profiler has found everything that must be found,
 * so a reader with this plan detects nothing.
 */

import type { Delimiter } from '../../../src/contract';
import { placesOf } from '../formats/bad-records';
import { type Compression, type Dialect, type UnicodeEncoding, isUnicode } from '../formats/dialect';
import type { FileProfile } from '../profiling/file-profile';
import { needsReadingCopy } from '../profiling/reading-copy';
import type { Family } from '../schema/field-type';

/**
 * The plan as it stands in the file's row. It describes the raw object or, if the row has one, the reading copy.
 *
 * All places are offsets in bytes of the text in UTF-8: the file is unpacked, loses its byte order mark, and is decoded first.
 */
export interface ReadingPlan {
  readonly format: Family;
  readonly compression: Compression;
  readonly encoding: UnicodeEncoding;
  /** Bytes of the byte order mark, in the file's own encoding. */
  readonly mark: number;
  /** Where the first record begins, or a blank line before it. */
  readonly start: number;
  /** Where the records end, if lines follow that are no records. */
  readonly end?: number;
  /** CSV only. */
  readonly delimiter?: Delimiter;
  /** CSV only: the names of the columns, in order. */
  readonly columns?: readonly string[];
  /** CSV only: the quote, if it is not `"`; empty if cells are never quoted. */
  readonly quote?: string;
  /** CSV only: the escape character. */
  readonly escape?: string;
  /** CSV only: with what lines begin that are no rows. */
  readonly comment?: string;
  /** CSV only: blanks at both ends of cells are taken off. */
  readonly trims?: true;
  /** CSV only: rows of nothing but delimiters are records of nulls. */
  readonly keeps_blank_rows?: true;
  /** CSV only: how many empty cells may follow those of the columns. */
  readonly nameless?: number;
  /** CSV only: rows with too few cells are filled up with nulls, and rows with too many lose empty ones. */
  readonly fills?: true;
  /** Texts that are null. */
  readonly null_markers?: readonly string[];
  /** How values are written, if not as usual. */
  readonly field_formats?: readonly PlannedFormat[];
  /** Where the bad records are: start, length, start, length … in order. The reader overwrites them with line feeds. */
  readonly bad?: readonly number[];
}

/** A format of numbers and times. */
export interface PlannedFormat {
  /** What the scanner takes, in base64. */
  readonly format: string;
  /** The paths of the fields that are written in it; left out for all other columns of a CSV file. */
  readonly fields?: readonly string[];
}

/** The plan for a file, or for the gzipped reading copy of a file that needs one. */
export function readingPlan(profile: FileProfile): ReadingPlan {
  const { dialect, schema, markBytes, start, end, columns, nameless = 0, fieldFormats, badRecords } = profile;
  const hasCopy = needsReadingCopy(dialect);
  const { compression, encoding, nullMarkers } = dialect;
  return {
    format: schema.family,
    ...hasCopy || !isUnicode(encoding) ? { compression: 'gzip', encoding: 'utf-8', mark: 0 } : { compression, encoding, mark: markBytes },
    start,
    ...end === undefined ? {} : { end },
    ...columns === undefined ? {} : csvPlan(dialect, columns, nameless),
    ...nullMarkers === undefined ? {} : { null_markers: nullMarkers },
    ...fieldFormats.length === 0 ? {} : {
      field_formats: fieldFormats.map(({ bytes, paths }) => ({ format: bytes.toString('base64'), ...paths === undefined ? {} : { fields: paths } })),
    },
    ...badRecords.length === 0 ? {} : { bad: placesOf(badRecords) },
  };
}

function csvPlan(dialect: Dialect, columns: readonly string[], nameless: number): Partial<ReadingPlan> {
  const { delimiter, quote, escape, comment, trim, blankRows, raggedRows } = dialect;
  return {
    delimiter,
    columns,
    ...quote === undefined ? {} : { quote },
    ...escape === undefined ? {} : { escape },
    ...comment === undefined ? {} : { comment },
    ...trim ? { trims: true } : {},
    ...blankRows === 'keep' ? { keeps_blank_rows: true } : {},
    ...nameless === 0 ? {} : { nameless },
    ...raggedRows === 'fill' ? { fills: true } : {},
  };
}
