import { UnsentIndex } from '../../../src/contract';
import { LedgerKey } from '../ledger/ledger-key';

/** How long the writer of an alert has to publish it before the sweep does. */
const SWEEP_AFTER_MILLIS = 60_000;

/** An `alert#` item. */
export interface AlertRow {
  readonly source_id: string;
  readonly sk: string;
  /** JSON of the message; absent while an alert on files is gathered. */
  readonly message?: string;
  /** How many files of the alert, or records of these files, no metric has counted yet. */
  readonly uncounted?: number;
  /** A key of the index of unsent alerts; absent once the alert is sent. */
  readonly unsent?: string;
  readonly sent_at?: string;
}

export function alertIdOf(sk: string): string {
  return sk.slice(LedgerKey.alert('').length);
}

/**
 * The time from which the sweep publishes what was written at `now`.
 *
 * @param now milliseconds since 1970
 */
export function sweptFrom(now: number): string {
  return new Date(now + SWEEP_AFTER_MILLIS).toISOString();
}

/** The attributes that put a row into the index of unsent alerts; the sweep looks at the row from the ISO time `due` on. */
export function unsentUntil(due: string): Record<string, string> {
  return { [UnsentIndex.PARTITION_KEY]: UnsentIndex.WAITING, [UnsentIndex.SORT_KEY]: due };
}
