/** Why a file cannot be used. */

import type { DEAD_LETTER_REASONS } from '../../../src/contract';
import type { CsvConfig } from '../../../src/source-config';

/** Every reason for which a file may be dead-lettered. */
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
  /** Bytes of the file around a place that cannot be decoded. They are values, and so in no message. */
  sample?: Uint8Array;

  /**
   * @param detail what was found and what was expected; names of fields, never values.
   * @param choices options of the source. If it declares any one of them, such a file is accepted.
   */
  constructor(readonly reason: DeadLetterReason, readonly detail: string, place: FaultPlace = {}, readonly choices: readonly CsvConfig[] = []) {
    super(`${reason}: ${detail}`);
    this.name = 'FileFault';
    this.byteOffset = place.byteOffset;
    this.record = place.record;
  }
}
