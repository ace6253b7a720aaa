/** Records that cannot be read, in a file whose others can. */

import { Bounds } from './bounds';
import { type DeadLetterReason, FileFault } from './fault';

export interface BadRecord {
  /** Among all records of the file, from 1. */
  readonly number: number;
  readonly reason: DeadLetterReason;
  readonly detail: string;
  /** As it was sent. */
  readonly text: string;
}

/** What may be wrong with a record alone. */
const REASONS: ReadonlySet<DeadLetterReason> = new Set([
  'malformed_json', 'not_a_record', 'duplicate_key', 'lone_surrogate', 'too_deep', 'malformed_csv', 'ragged_row',
]);

/** Whether the fault may be one of a single record. */
export function isFaultOfRecord(error: unknown): error is FileFault {
  return error instanceof FileFault && REASONS.has(error.reason);
}

/** The bad records of a file, and how many are good. */
export class BadRecords {
  readonly all: BadRecord[] = [];
  private good = 0;
  private chars = 0;

  /**
   * @param maxRatio share of the records that may be bad.
   * @param first the fault that the file has if none may be.
   */
  constructor(private readonly maxRatio: number, private readonly first: FileFault) {}

  addGood(records: number): void {
    this.good += records;
  }

  /** @throws FileFault where there are more of them than can be kept. */
  addBad(reason: DeadLetterReason, detail: string, text: string): void {
    this.all.push({ number: this.good + this.all.length + 1, reason, detail, text });
    this.chars += text.length;
    if (this.all.length > Bounds.BAD_RECORDS) {
      throw this.fault(`more than ${Bounds.BAD_RECORDS} records are bad`);
    }
    if (this.chars > Bounds.BAD_CHARS) {
      throw this.fault(`bad records have more than ${Bounds.BAD_CHARS} characters`);
    }
  }

  /** @throws FileFault where too many of the records are bad. */
  assertFewEnough(): void {
    const [bad, all] = [this.all.length, this.good + this.all.length];
    if (bad > this.maxRatio * all) {
      throw this.fault(`${bad} of ${all} records are bad`);
    }
  }

  /** Where most lines are bad, they are no records: the file is of another form, and has the fault that it has as that. */
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
