import { SourceLimit } from '../../../src/contract';

/** How much of anything one file may hold. Beyond a bound the file has a fault; the program never reaches a bound by crashing. */
export const Bounds = {
  /** Decompressed bytes of a file: two passes can read this much well within the time of one invocation. */
  FILE_BYTES: 4 * 1024 ** 3,
  /**
   * Decompressed size over compressed size, checked only beyond UNPACKED_RATIO_FROM decompressed bytes. gzip itself reaches at most
   * 1,032, and real files stay below 100.
   */
  UNPACKED_RATIO: 500,
  UNPACKED_RATIO_FROM: 64 * 1024 ** 2,
  /** UTF-8 bytes of one record. Readers of text count its code units instead, which are never more. */
  RECORD_BYTES: 16 * 1024 ** 2,
  /** Objects and arrays around a value, including the record. */
  DEPTH: 64,
  /** Different paths in one file, including those below mixed values, so that the order of values cannot matter. */
  FIELDS: 50_000,
  /** A file with more different paths than this has no sketches of its values, because its evidence would take megabytes. */
  SKETCHED_FIELDS: 4_000,
  /** UTF-8 bytes of the values around an array of records that become columns of each of its records. */
  AROUND_BYTES: 64 * 1024,
  /** Code units of all keys of an object of records. They are kept, to find a key that appears twice. */
  KEY_CHARS: 16 * 1024 ** 2,
  /** How many bad records of a file are kept, and how many characters of them. */
  BAD_RECORDS: 100_000,
  BAD_CHARS: 16 * 1024 ** 2,
  /** Code units of a field's name. */
  NAME_CHARS: SourceLimit.FIELD_NAME_CHARS,
  /** Code units of a path. Together with FIELDS this bounds the memory of a schema. */
  PATH_CHARS: 2_048,
} as const;
