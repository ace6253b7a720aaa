/** What DynamoDB allows in one transaction, and what fits into it. */

import { NumberValue } from '@aws-sdk/lib-dynamodb';

/** Most actions of a transaction. Each touches another item. */
export const MAX_ACTIONS = 100;

/** Most bytes of all items that a transaction touches. An item counts as a whole, not only what changes of it. */
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** What is left free for items that grow between being read and being written. */
const MARGIN_BYTES = MAX_TRANSACTION_BYTES / 8;

/** A number takes two bytes, and one more for every two of its digits, of which it has at most 38. Each is counted as the longest. */
const NUMBER_BYTES = 21;

/** What a list or a map takes by itself, and for each of its entries. */
const [CONTAINER_BYTES, ENTRY_BYTES] = [3, 1];

/** What a transaction still has room for. */
export class Room {
  private actions = MAX_ACTIONS;
  private bytes = MAX_TRANSACTION_BYTES - MARGIN_BYTES;

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
