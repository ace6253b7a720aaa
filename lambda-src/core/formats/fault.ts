/** Why a file cannot be used. */

import type { CsvOptions } from './file-options';
import type { DEAD_LETTER_REASONS } from '../../../src/contract';

/** Every reason a file may be dead-lettered for. */
export type DeadLetterReason = keyof typeof DEAD_LETTER_REASONS;

/** Where in a file a fault lies. */
export interface FaultPlace {
  /** Offset in the unpacked bytes, from 0. */
  readonly byteOffset?: number;
  /** Number of the record, from 1; a CSV header is none. */
  readonly record?: number;
}

/**
 * The file is at fault, not the reader: it goes to the dead letters. Any other error while reading is ours, and is
 * tried again.
 */
export class FileFault extends Error {
  readonly byteOffset?: number;
  readonly record?: number;

  /**
   * @param detail what was found and what was expected; names of fields, never values.
   * @param choices what the source can say, one of them, so that such a file is read.
   */
  constructor(readonly reason: DeadLetterReason, readonly detail: string, place: FaultPlace = {}, readonly choices: readonly CsvOptions[] = []) {
    super(`${reason}: ${detail}`);
    this.name = 'FileFault';
    this.byteOffset = place.byteOffset;
    this.record = place.record;
  }
}
