import { LedgerKey } from './ledger-key';
import type { LedgerTable } from './ledger-table';
import { anyOf, lessThan, noItem } from '../dynamodb/condition';
import { NextFrom } from '../dynamodb/item-change';

/** An `attempt#` item. */
export interface AttemptRow {
  readonly attempt_id: string;
  /** How many attempts at this file were found dead. */
  readonly expired: number;
  readonly until: string;
}

export type Taken = { readonly taken: true; readonly expired: number } | { readonly taken: false; readonly until: string };

/** Who is reading which file. It keeps two messages for one file apart, and counts the attempts that died. */
export class Attempts {
  /** @param millis how long an attempt may hold its file: a minute more than the function's timeout */
  constructor(private readonly ledger: LedgerTable, private readonly millis: number) {}

  /**
   * Takes the file for `attemptId`, unless another attempt holds it and has not expired. An expired attempt is counted: its
   * function died before it could give the file back.
   *
   * @param now milliseconds since 1970
   */
  async take(sourceId: string, ingestId: string, attemptId: string, now: number): Promise<Taken> {
    const until = new Date(now + this.millis).toISOString();
    const row = await this.ledger.writeAndGet<AttemptRow>(this.ledger.update<AttemptRow>(sourceId, LedgerKey.attempt(ingestId), {
      set: { attempt_id: attemptId, until, expired: new NextFrom(0) },
    }, anyOf(noItem, { until: lessThan(new Date(now).toISOString()) })));
    if (row !== undefined) {
      return { taken: true, expired: row.expired };
    }
    const holder = await readAttempt(this.ledger, sourceId, ingestId);
    // It is ours if the reply to the first try was lost and the client tried again. It is gone if it was just given back.
    return holder === undefined ? this.take(sourceId, ingestId, attemptId, now)
      : holder.attempt_id === attemptId ? { taken: true, expired: holder.expired }
        : { taken: false, until: holder.until };
  }

  /** Gives the file back, if this attempt still holds it. */
  async giveBack(sourceId: string, ingestId: string, attemptId: string): Promise<void> {
    await this.ledger.write(this.ledger.delete<AttemptRow>(sourceId, LedgerKey.attempt(ingestId), { attempt_id: attemptId }));
  }
}

export async function readAttempt(ledger: LedgerTable, sourceId: string, ingestId: string): Promise<AttemptRow | undefined> {
  return ledger.get<AttemptRow>(sourceId, LedgerKey.attempt(ingestId));
}
