import { SourceLimit } from '../../../src/contract';

/** How much of anything one file may hold. Beyond a bound the file is at fault; none of them is ever met by a crash. */
export const Bounds = {
  /** Unpacked bytes of a file: what two passes read well within one invocation's time. */
  FILE_BYTES: 4 * 1024 ** 3,
  /** Unpacked over packed bytes of a file that has unpacked to so many; gzip itself ends at 1,032, and real files are below 100. */
  UNPACKED_RATIO: 500,
  UNPACKED_RATIO_FROM: 64 * 1024 ** 2,
  /** UTF-8 bytes of one record; who reads text counts its code units, which are never more. Spark's JSON reader takes strings of up to 20,000,000. */
  RECORD_BYTES: 16 * 1024 ** 2,
  /** Objects and arrays around a value, the record included. */
  DEPTH: 64,
  /** Different paths in one file, those below mixed values included, so that their order cannot matter. */
  FIELDS: 50_000,
  /** Different paths up to which they have sketches of their values: with more of them, what is kept of a file would be megabytes. */
  SKETCHED_FIELDS: 4_000,
  /** Bad records of a file that are kept, and their characters. */
  BAD_RECORDS: 100_000,
  BAD_CHARS: 16 * 1024 ** 2,
  /** Code units of a field's name. */
  NAME_CHARS: SourceLimit.FIELD_NAME_CHARS,
  /** Code units of a path: with FIELDS it bounds the memory of a schema. */
  PATH_CHARS: 2_048,
} as const;

/** How a canonical copy is cut; by what it holds, so that it does not depend on how the source arrives. */
export const CopyBounds = {
  /** Bytes of lines after which a part ends, with the record that reaches them. Packed it is a fraction of that. */
  PART_BYTES: 128 * 1024 ** 2,
  /** Bytes of lines handed to the compressor at a time. Larger ones are no faster, and lie about for longer when they are packed. */
  BLOCK_BYTES: 32 * 1024,
} as const;
