import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { LedgerKey } from './ledger-key';
import type { LedgerTable } from './ledger-table';
import { TableKey } from '../../../src/contract';

/** An `attempt#` item. */
export interface AttemptRow {
  readonly attempt_id: string;
  /** How many attempts at this file were found dead. */
  readonly expired: number;
  readonly until: string;
}

export type Taken = { readonly taken: true; readonly expired: number } | { readonly taken: false; readonly until: string };

/** Who is reading which file: it keeps two messages for one file apart, and counts the attempts that died. */
export class Attempts {
  /** @param millis how long an attempt may hold its file: the function's timeout and a minute */
  constructor(private readonly ledger: LedgerTable, private readonly millis: number) {}

  /**
   * Takes the file for `attemptId`, unless another attempt holds it and has not expired. An expired one is counted:
   * its function died without giving the file back.
   *
   * @param now milliseconds since 1970
   */
  async take(sourceId: string, ingestId: string, attemptId: string, now: number): Promise<Taken> {
    try {
      const { Attributes } = await this.ledger.docs.send(new UpdateCommand({
        TableName: this.ledger.name,
        Key: this.ledger.key(sourceId, LedgerKey.attempt(ingestId)),
        UpdateExpression: 'SET #id = :id, #until = :until, #expired = if_not_exists(#expired, :none) + :one',
        ConditionExpression: 'attribute_not_exists(#s) OR #until < :now',
        ExpressionAttributeNames: { '#id': 'attempt_id', '#until': 'until', '#expired': 'expired', '#s': TableKey.SORT },
        ExpressionAttributeValues: {
          ':id': attemptId,
          ':until': new Date(now + this.millis).toISOString(),
          ':now': new Date(now).toISOString(),
          ':none': -1, // the first attempt finds none expired
          ':one': 1,
        },
        ReturnValues: 'ALL_NEW',
      }));
      return { taken: true, expired: (Attributes as AttemptRow).expired };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) {
        throw error;
      }
      const holder = await readAttempt(this.ledger, sourceId, ingestId);
      // Ours, where the reply to the first try was lost and the client tried again; gone, where it was just given back.
      return holder === undefined ? this.take(sourceId, ingestId, attemptId, now)
        : holder.attempt_id === attemptId ? { taken: true, expired: holder.expired }
          : { taken: false, until: holder.until };
    }
  }

  /** Gives the file back, if this attempt still holds it. */
  async giveBack(sourceId: string, ingestId: string, attemptId: string): Promise<void> {
    try {
      await this.ledger.docs.send(new DeleteCommand({
        TableName: this.ledger.name,
        Key: this.ledger.key(sourceId, LedgerKey.attempt(ingestId)),
        ConditionExpression: '#id = :id',
        ExpressionAttributeNames: { '#id': 'attempt_id' },
        ExpressionAttributeValues: { ':id': attemptId },
      }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) {
        throw error;
      }
    }
  }
}

export async function readAttempt(ledger: LedgerTable, sourceId: string, ingestId: string): Promise<AttemptRow | undefined> {
  return ledger.get<AttemptRow>(sourceId, LedgerKey.attempt(ingestId));
}
