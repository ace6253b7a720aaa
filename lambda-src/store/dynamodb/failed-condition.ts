import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** Waits for a write that leaves the item as it is where its condition fails. */
export async function ignoringFailedCondition(reply: Promise<unknown>): Promise<void> {
  try {
    await reply;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) {
      throw error;
    }
  }
}
