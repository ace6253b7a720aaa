/** What fits into one transaction of DynamoDB. */

import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { DynamoDbLimit, TRANSACTION_MARGIN_BYTES } from '../../../src/contract';

/** A number takes two bytes, and one more for every two of its digits. Each is counted as if it had 38 digits, the most there can be. */
const NUMBER_BYTES = 21;

/** What a list or a map takes by itself, and for each of its entries. */
const [CONTAINER_BYTES, ENTRY_BYTES] = [3, 1];

/** What a transaction still has room for. */
export class Room {
  private actions = DynamoDbLimit.TRANSACTION_ACTIONS;
  private bytes = DynamoDbLimit.TRANSACTION_BYTES - TRANSACTION_MARGIN_BYTES;

  /**
   * Takes room for actions, if there is enough.
   *
   * @param bytes of the items that they touch, each at its size before or after, whichever is larger
   * @returns whether there was enough
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

/** At least as many bytes as DynamoDB counts for an item of plain values. Values that are undefined are not stored. */
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
