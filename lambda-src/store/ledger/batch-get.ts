import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { backOff } from './transact';
import { DynamoDbLimit } from '../../../src/contract';

/**
 * Items by their keys, strongly consistent and in no order. Those that do not exist are left out.
 *
 * @param attributes what is read of each; left out: all of it
 */
export async function batchGet<T>(
  docs: DynamoDBDocumentClient, table: string, keys: readonly Record<string, unknown>[], attributes?: readonly string[],
): Promise<T[]> {
  const items: T[] = [];
  const projection = attributes && {
    ProjectionExpression: attributes.map((_, i) => `#a${i}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map((name, i) => [`#a${i}`, name])),
  };
  for (let i = 0; i < keys.length; i += DynamoDbLimit.BATCH_GET_KEYS) {
    let left: Record<string, unknown>[] = keys.slice(i, i + DynamoDbLimit.BATCH_GET_KEYS);
    for (let tries = 0; left.length > 0; tries++) {
      // DynamoDB leaves keys over where a reply grows too large, and where it is throttled.
      if (tries > 0) {
        await backOff(tries);
      }
      const reply = await docs.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true, ...projection } } }));
      items.push(...(reply.Responses?.[table] ?? []) as T[]);
      left = reply.UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return items;
}
