/**
 * How a file's records are read once more, by whoever fills columns with them. The profiler has found everything that must be found,
 * so a reader with this plan detects nothing.
 */

import type { Delimiter } from '../../../src/contract';
import { placesOf } from '../formats/bad-records';
import type { Compression, Dialect, Encoding } from '../formats/dialect';
import type { FileProfile } from '../profiling/profile-file';
import type { Family } from '../schema/field-type';

/**
 * The plan as it stands in the file's row. It describes the raw object or, if the row has one, the copy in UTF-8.
 *
 * All places are offsets in bytes of the text in UTF-8: the file is unpacked, loses its byte order mark, and is decoded first.
 */
export interface ReadingPlan {
  readonly format: Family;
  readonly compression: Compression;
  readonly encoding: Exclude<Encoding, 'latin1'>;
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
  /** CSV only: rows with too few cells are filled up with nulls, and rows with too many lose empty ones. */
  readonly fills?: true;
  /** Texts that are null. */
  readonly null_markers?: readonly string[];
  /** Where the bad records are: start, length, start, length … in order. The reader overwrites them with line feeds. */
  readonly bad?: readonly number[];
}

/** Whether promotion reads a copy in UTF-8. Its reader decodes UTF-16, but no encoding whose characters come from a table. */
export function needsUtf8Copy({ encoding }: Dialect): boolean {
  return encoding === 'latin1';
}

/** The plan for a file, or for the gzipped copy in UTF-8 of a file that needs one. */
export function readingPlan({ dialect, schema, markBytes, start, end, columns, badRecords }: FileProfile): ReadingPlan {
  const { compression, encoding, delimiter, raggedRows, nullMarkers } = dialect;
  return {
    format: schema.family,
    ...encoding === 'latin1' ? { compression: 'gzip', encoding: 'utf-8', mark: 0 } : { compression, encoding, mark: markBytes },
    start,
    ...end === undefined ? {} : { end },
    ...columns === undefined ? {} : { delimiter, columns },
    ...columns !== undefined && raggedRows === 'fill' ? { fills: true } : {},
    ...nullMarkers === undefined ? {} : { null_markers: nullMarkers },
    ...badRecords.length === 0 ? {} : { bad: placesOf(badRecords) },
  };
}
