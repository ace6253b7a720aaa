/**
 * What is known about each file of a folder: `annotations.json` in that folder.
 *
 *   {
 *     "made": "How the annotations were made.",
 *     "files": {
 *       "bank/january.csv": { "delimiter": ";", "header": true, "columns": 8, "records": 11, "firstRecordLine": 3 }
 *     }
 *   }
 *
 * The paths are relative to the folder. A file may be packed with gzip.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ANNOTATIONS = 'annotations.json';

/** How a person reads a file. */
export interface Annotation {
  /** Absent if the file has one column. */
  readonly delimiter?: string;
  /** Only if the file has quoted cells and their quote is not `"`. */
  readonly quote?: string;
  /** Whether a row names the columns. */
  readonly header: boolean;
  /** Absent if a last column has neither a name nor a value: some would count it, others would not. */
  readonly columns?: number;
  /** Number of records. Blank rows, rows of nothing but delimiters, totals and remarks are none. */
  readonly records: number;
  /** Number of the line on which the first record begins, from 1. Absent if it is the first line, or the second one below a header. */
  readonly firstRecordLine?: number;
}

export function annotationsOf(folder: string): ReadonlyMap<string, Annotation> {
  const { files } = JSON.parse(readFileSync(join(folder, ANNOTATIONS), 'utf8')) as { readonly files: Readonly<Record<string, Annotation>> };
  return new Map(Object.entries(files));
}
