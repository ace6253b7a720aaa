/** Records that cannot be read, in a file whose other records can. */

import { Bounds } from './bounds';
import { type DeadLetterReason, FileFault } from './fault';

/** Why a record is bad: a fault, or `misfit` if it can be read, but a value in it does not fit the type of its field. */
export type BadRecordReason = DeadLetterReason | 'misfit';

export interface BadRecord {
  /** Its number among all records of the file, from 1. */
  readonly number: number;
  readonly reason: BadRecordReason;
  /** What was found and what was expected; never a value. */
  readonly detail: string;
  /** Of a misfit: the field. */
  readonly path?: string;
  /** As it was sent. */
  readonly text: string;
  /**
   * What readers have to leave out: where it begins, and how long it is, in bytes of the file's UTF-8 without the byte order mark. In an
   * array of records, this includes a comma.
   */
  readonly start: number;
  readonly length: number;
}

/** What readers have to leave out: start, length, start, length … */
export function placesOf(records: readonly BadRecord[]): number[] {
  return records.flatMap(({ start, length }) => [start, length]);
}

/** The faults that may affect a single record alone. */
const REASONS: ReadonlySet<DeadLetterReason> = new Set([
  'malformed_json', 'not_a_record', 'duplicate_key', 'lone_surrogate', 'too_deep', 'malformed_csv', 'ragged_row',
]);

/** Whether the fault may affect a single record alone. */
export function isFaultOfRecord(error: unknown): error is FileFault {
  return error instanceof FileFault && REASONS.has(error.reason);
}

/** Takes the bad records of a file while they are found, and counts the good ones. */
export class BadRecords {
  readonly all: BadRecord[] = [];
  private good = 0;
  private chars = 0;

  /**
   * @param maxRatio the share of the records that may be bad.
   * @param first the fault of the file if no record may be bad.
   */
  constructor(private readonly maxRatio: number, private readonly first: FileFault) {}

  addGood(records: number): void {
    this.good += records;
  }

  /** @throws FileFault if there are more of them than can be kept. */
  addBad(record: Omit<BadRecord, 'number'>): void {
    this.all.push({ number: this.good + this.all.length + 1, ...record });
    this.chars += record.text.length;
    if (this.all.length > Bounds.BAD_RECORDS) {
      throw this.fault(`more than ${Bounds.BAD_RECORDS} records are bad`);
    }
    if (this.chars > Bounds.BAD_CHARS) {
      throw this.fault(`bad records have more than ${Bounds.BAD_CHARS} characters`);
    }
  }

  /** @throws FileFault if too many of the records are bad. */
  assertFewEnough(): void {
    const [bad, all] = [this.all.length, this.good + this.all.length];
    if (bad > this.maxRatio * all) {
      throw this.fault(`${bad} of ${all} records are bad`);
    }
  }

  /** If most records are bad, the file probably has another form altogether, and its first fault describes it better. */
  private fault(what: string): FileFault {
    const { first } = this;
    if (this.all.length > this.good) {
      return first;
    }
    return new FileFault('bad_record_ratio', `${what}, more than the source allows; the first: ${first.message}`, {
      byteOffset: first.byteOffset, record: first.record,
    });
  }
}
