/** Why a file cannot be used. */

import type { CsvConfig } from '../../../src/contract';

/** Every reason for which a file may be dead-lettered, with its meaning for the sender. The names are part of the contract. */
export const DEAD_LETTER_REASONS = {
  empty_file: 'The file holds nothing but white space.',
  file_too_large: 'Decompressed, the file is larger than the limit, or larger than 500 times its compressed size.',
  invalid_gzip: 'The file starts as gzip but is truncated, damaged, or followed by something else.',
  invalid_encoding: 'The bytes are neither strict UTF-8 nor UTF-16 with a byte order mark (nor Latin-1, if the source declares it).',
  malformed_json: 'The text breaks the grammar of JSON (RFC 8259).',
  not_a_record: 'A value that should be a record is not a JSON object.',
  duplicate_key: 'An object has the same key twice, so one of the values would be lost.',
  case_collision: 'Two names of one object or header differ only in case, so a table cannot have a column for each.',
  lone_surrogate: 'A string has half of a surrogate pair, which is not a character.',
  too_deep: 'Objects and arrays are nested deeper than the limit.',
  record_too_long: 'A record is longer than the limit.',
  field_name_too_long: 'A field name, or the path of names down to it, is longer than the limit.',
  too_many_fields: 'The file has more different fields than the limit.',
  malformed_csv: 'A quoted cell is not closed, or is followed by text; or the file is not CSV at all.',
  not_delimited: 'No delimiter cuts the lines into cells: the file is HTML or XML, has columns of fixed width, or another character separates its cells.',
  ambiguous_csv: 'The file can be read in two ways that are about equally good, and its source does not say which is meant.',
  empty_header: 'A column has no name.',
  duplicate_header: 'Two columns have the same name.',
  ragged_row: 'A row has more or fewer cells than the header.',
  bad_record_ratio: 'More of the records are bad than the source allows, or than can be kept.',
  time_exceeded: 'The file could not be read within the time that one attempt has.',
  profiler_crash: 'Three attempts at reading the file ended without an answer.',
  unregistered_source: 'The key names a source that is not registered.',
} as const;

export type DeadLetterReason = keyof typeof DEAD_LETTER_REASONS;

/** Where in a file a fault lies. */
export interface FaultPlace {
  /** Offset in the decompressed bytes, from 0. */
  readonly byteOffset?: number;
  /** Number of the record, from 1; a CSV header is not a record. */
  readonly record?: number;
}

/**
 * The fault is in the file, not in the reader, so the file becomes a dead letter. After any other error, reading is tried
 * again.
 */
export class FileFault extends Error {
  readonly byteOffset?: number;
  readonly record?: number;

  /**
   * @param detail what was found and what was expected; names of fields, never values.
   * @param choices the options of which the source can declare one, so that such a file is accepted.
   */
  constructor(readonly reason: DeadLetterReason, readonly detail: string, place: FaultPlace = {}, readonly choices: readonly CsvConfig[] = []) {
    super(`${reason}: ${detail}`);
    this.name = 'FileFault';
    this.byteOffset = place.byteOffset;
    this.record = place.record;
  }
}
