/** The bytes that DynamoDB counts, and how actions are cut to fit into one transaction. */

import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { DynamoDbLimit, TRANSACTION_MARGIN_BYTES } from '../../../src/contract';

/** A number takes two bytes, and one for two of its digits, of which it has at most 38. Each counts as the longest. */
const NUMBER_BYTES = 21;

/** A list or a map takes so much whatever it holds, and so much more for each of its entries. */
const [CONTAINER_BYTES, ENTRY_BYTES] = [3, 1];

/** What a transaction still has room for. */
export class Room {
  private actions = DynamoDbLimit.TRANSACTION_ACTIONS;
  private bytes = DynamoDbLimit.TRANSACTION_BYTES - TRANSACTION_MARGIN_BYTES;

  /**
   * Takes room for actions, where there is so much.
   *
   * @param bytes of the items that they touch, each as large as it is before or after, whichever is more
   * @returns whether there was
   */
  take(actions: number, bytes: number): boolean {
    if (actions > this.actions || bytes > this.bytes) {
      return false;
    }
    this.actions -= actions;
    this.bytes -= bytes;
    return true;
  }
}

/** The bytes that DynamoDB counts for an item of plain values, and never fewer. Values that are undefined are not stored. */
export function itemBytes(item: Readonly<Record<string, unknown>>): number {
  return Object.entries(item).reduce((bytes, [name, value]) => bytes + (value === undefined ? 0 : Buffer.byteLength(name) + valueBytes(value)), 0);
}

function valueBytes(value: unknown): number {
  if (value === null || typeof value === 'boolean') {
    return 1;
  }
  if (typeof value === 'string') {
    return Buffer.byteLength(value);
  }
  if (value instanceof Uint8Array) {
    return value.length;
  }
  if (value instanceof Set || Array.isArray(value)) {
    return CONTAINER_BYTES + [...value as Iterable<unknown>].reduce<number>((bytes, entry) => bytes + ENTRY_BYTES + valueBytes(entry), 0);
  }
  if (typeof value !== 'object' || value instanceof NumberValue) {
    return NUMBER_BYTES;
  }
  const entries = Object.values(value).filter((entry) => entry !== undefined).length;
  return CONTAINER_BYTES + entries * ENTRY_BYTES + itemBytes(value as Record<string, unknown>);
}
