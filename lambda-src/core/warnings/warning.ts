/** What a team should know about a file that was accepted. Nothing here stops a file. */

import type { BadRecordReason } from '../formats/bad-records';

export interface Warning {
  /** Stable; scripts may branch on it. */
  readonly code: WarningCode;
  /** The field; absent if the warning is about the file or a record. */
  readonly path?: string;
  /** How often it was seen. */
  readonly count?: number;
  /** Number of the first record where it was seen, among all records of the file, from 1. `blank_rows`: of the record that follows. */
  readonly record?: number;
  /** Why a record is bad. */
  readonly reason?: BadRecordReason;
  /** What was seen, as a sentence: names, numbers and types, never a value of the file. */
  readonly detail: string;
}

export type WarningCode = keyof typeof WARNINGS;

/** Every code with what it means, the most important ones first. */
export const WARNINGS = {
  no_records: 'the file has no record; as the first file of a source it would say nothing about what the next ones must have',
  bad_record: 'the record cannot be read, or does not fit a declared type, and is left out; the source would keep it in quarantine',
  header_repeated: 'rows repeat the header byte for byte; they are read as records, and columns of numbers or dates become text by them',
  minority_type: 'nearly all values of the field have one type, and a few others give the field a wider one',
  digits_lost: 'numbers have more than 17 digits, and a double does not give all of them back',
  exponent_ids: 'a CSV column has integers and numbers such as 31e4, which make it double; if they are codes, a double does not keep how they are written',
  mixed_offsets: 'some times have an offset from UTC, and some have none; those without are read as UTC',
  look_alike_names: 'the name looks like that of another field of the file, or of the ACTIVE version, but is not the same',
  array_in_one_record: 'the file is one record around an array of objects, which may be the records',
  keyed_objects: 'the names of an object look like data, such as ids or dates',
  preamble_found: 'lines before the table look like titles, and are left out',
  footer_found: 'lines after the table look like notes or totals, and are left out',
  blank_rows: 'rows of nothing but delimiters are left out',
  nameless_columns: 'the last columns of the header have no name and no values, and do not exist',
  padded_cells: 'CSV cells without quotes have a blank at their beginning or end, which belongs to the value',
  column_renamed: 'the column has a number in its name, because another column has the name without it; only the command line says so',
  hint_unseen: 'a type is declared for the field, but the file has no such field',
  hint_unfit: 'a type is declared for the field, but some value does not conform to it; the field has the type that its values show',
  no_column: 'only nulls, or nothing but empty arrays or objects, were seen; the field gets a column once a file shows a value',
  mixed_types: 'values of kinds that have no common type; the column holds the JSON text of each',
} as const;
