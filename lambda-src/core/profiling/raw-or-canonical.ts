/**
 * How promotion reads a file: the raw bytes with one of Spark's readers, or a canonical copy of them.
 *
 * Spark reports little of what it does not understand: it gives nulls, rounded numbers or fewer rows. So it gets a raw file
 * only within the subset in which its readers were shown to give the values that were profiled here; every rule below
 * excludes one way in which they did not. Whatever is not certain is `canonical`.
 */

import type { FileProfile } from './profile-file';
import type { READERS } from '../../../src/contract';
import type { ScannedCsv } from '../formats/csv/csv-scanner';
import type { CsvHeader } from '../formats/csv/file-head';
import type { Compression, RowEnd } from '../formats/dialect';
import type { ScannedJson } from '../formats/json/json-scanner';
import { type FieldType, type Fields, isReadableAs } from '../schema/field-type';

export type Reading =
  | { readonly reader: 'canonical' }
  | { readonly reader: 'spark-ndjson' }
  /** `multiline`: a row may go over several lines, so that rows are told apart by `rowEnd` alone, outside of quotes. */
  | { readonly reader: 'spark-csv'; readonly header: readonly string[]; readonly rowEnd: RowEnd; readonly multiline: boolean };

export type Reader = typeof READERS[number];

export const CANONICAL: Reading = { reader: 'canonical' };

/**
 * Bytes of the longest header that is kept for the job in the file's row. With a longer one, the row could outgrow its item, and
 * a batch of such files could outgrow its manifest.
 */
const MAX_HEADER_BYTES = 32 * 1024;

/**
 * @param types the types under which the file was judged: `Judgement.types`.
 * @param key of the raw object; Spark goes by its last segment.
 */
export function readingOf(file: FileProfile, types: Fields, key: string): Reading {
  const { encoding, compression } = file.dialect;
  // If no path has a value, there is nothing to gain. One-line, blank and empty files have rules of their own.
  if (!file.isAsWritten || types.size === 0 || encoding !== 'utf-8' || !isRecognised(key.slice(key.lastIndexOf('/') + 1), compression)) {
    return CANONICAL;
  }
  return 'paths' in file.scanned ? ndjsonReading(file.scanned, types) : csvReading(file.scanned, file.header!);
}

/**
 * Whether Spark finds the object by its name and unpacks it correctly. Spark goes by the name alone: it skips hidden names, and it
 * decompresses by suffix. If the suffix is wrong, it gives no rows at all. Names with characters that the ingest API does not leave
 * in a name could be glob patterns.
 */
function isRecognised(name: string, compression: Compression): boolean {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) || name.endsWith('._COPYING_')) {
    return false;
  }
  if (compression === 'gzip') {
    return name.endsWith('.gz');
  }
  return !/\.(gz|bz2|deflate|lz4|lzo|lzo_deflate|snappy|zst)$/i.test(name);
}

/**
 * Spark's JSON reader takes each line for a record. It loses what follows the first value on a line, and gives nulls for a
 * record of several lines.
 */
function ndjsonReading(scanned: ScannedJson, types: Fields): Reading {
  const isLines = scanned.format !== 'json_array' && !scanned.brokenRecord && !scanned.sharedLine;
  return isLines && [...types].every(([path, type]) => readsTrue(scanned, path, type)) ? { reader: 'spark-ndjson' } : CANONICAL;
}

/** Whether Spark reads every value at the path as it is, given its read type. */
function readsTrue({ schema, paths }: ScannedJson, path: string, type: FieldType): boolean {
  const seen = schema.fields.get(path)?.type;
  // Spark changes the text of a value that is not a string (1.10 becomes 1.1). A source may declare a type that was not seen.
  if (seen === undefined || !isReadableAs(seen, type) || type === 'json' || type === 'map') {
    return false;
  }
  // Spark reads the token -0 as an integer, so the double would lose its sign.
  return type !== 'double' || !paths.get(path)!.negativeZero;
}

/** Types do not matter here, because all cells are read as text, and the job casts them. */
function csvReading(scanned: ScannedCsv, header: CsvHeader): Reading {
  const { columns } = header;
  const [rowEnd, ...others] = new Set([header.rowEnd, ...scanned.rowEnds]);
  if (rowEnd === undefined || rowEnd === '\r' || others.length > 0) {
    return CANONICAL;
  }
  // Spark takes the names of columns from the header row, which lacks one.
  if (header.hasCorner) {
    return CANONICAL;
  }
  // Spark skips blank rows too, but in a file of one column it may lose a row with them.
  if (header.blankRow || scanned.blankRow) {
    return CANONICAL;
  }
  // To Spark, a header that has only control characters is a blank line.
  if (!columns.some((name) => /[^\0- ]/.test(name))) {
    return CANONICAL;
  }
  if (Buffer.byteLength(JSON.stringify(columns)) > MAX_HEADER_BYTES) {
    return CANONICAL;
  }
  // If Spark reads line by line, it drops rows that have only control characters and spaces.
  const multiline = scanned.brokenCell || scanned.invisibleRow || columns.some((name) => /[\r\n]/.test(name));
  return { reader: 'spark-csv', header: columns, rowEnd, multiline };
}
