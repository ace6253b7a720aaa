import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';

/** One action of a transaction, on either table. */
export type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * Carries out all actions or none. Each call has a token of its own, under which the SDK repeats it if a reply is lost. The token
 * of a cancelled call is never used again.
 *
 * @returns false if the transaction was cancelled, because a condition failed or another transaction was in the way, or if
 *   its outcome is not known yet. The caller then reads again: only the rows tell whether it happened.
 * @throws Error if the transaction can never succeed, or the service failed
 */
export async function transact(docs: DynamoDBDocumentClient, actions: Action[]): Promise<boolean> {
  try {
    await docs.send(new TransactWriteCommand({ TransactItems: actions, ClientRequestToken: randomUUID() }));
    return true;
  } catch (error) {
    if (error instanceof TransactionInProgressException) {
      return false;
    }
    if (error instanceof TransactionCanceledException && !error.CancellationReasons?.some(({ Code }) => Code === 'ValidationError')) {
      return false;
    }
    throw error;
  }
}

/** Waits a random time that grows with each try, so that the losers of a race do not meet again. */
export async function backOff(tries: number): Promise<void> {
  await setTimeout(Math.random() * Math.min(2000, 50 * 2 ** tries));
}
