import { createHash } from 'node:crypto';
import BTree from 'sorted-btree';
import type { Item } from './expressions';
import { TableKey, UnsentIndex } from '../../src/contract';

/** Partition and sort key of a table or of an index. */
export type KeySchema = readonly [partition: string, sort: string];

const TABLE_KEYS: KeySchema = [TableKey.PARTITION, TableKey.SORT];
const INDEX_KEYS: Record<string, KeySchema> = { [UnsentIndex.NAME]: [UnsentIndex.PARTITION_KEY, UnsentIndex.SORT_KEY] };

/** How many removed rows are kept for late reads. The oldest ones are dropped first. */
const MOST_REMOVED = 1_000;

/** An item and the one that it replaced, which an eventually consistent read may still show. */
export interface Row {
  readonly current?: Item;
  readonly before?: Item;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** The position of an item in the order of a table or index, which is the order of these strings. */
export type Position = string;

/** A part of the order: from `from`, which belongs to it, to `to`, which does not. */
export interface Range {
  readonly from: Position;
  readonly to: Position;
}

/** The rows of one table, in the order of their keys and in the orders of its indexes. */
export class MemoryTable {
  private readonly rows = new BTree<Position, Row>();
  /** The keys of the rows whose item, or the item before it, has the keys of the index. */
  private readonly indexes = new Map(Object.keys(INDEX_KEYS).map((name) => [name, new BTree<Position, Position>()]));
  private readonly removed: Position[] = [];

  keys(index?: string): KeySchema {
    if (index === undefined) {
      return TABLE_KEYS;
    }
    if (!(index in INDEX_KEYS)) {
      throw new Error(`no index ${index}`);
    }
    return INDEX_KEYS[index];
  }

  get(key: Item): Row | undefined {
    return this.rows.get(this.position(key)!);
  }

  /** Puts an item at its key, or removes the one there. */
  set(key: Item, current: Item | undefined, now: number): void {
    const position = this.position(key)!;
    const old = this.rows.get(position);
    const row: Row = { current, before: old?.current, changedAt: now };
    if (old !== undefined) {
      this.unindex(old);
    }
    this.rows.set(position, row);
    for (const [name, index] of this.indexes) {
      for (const entry of this.entries(row, name)) {
        index.set(entry, position);
      }
    }
    if (current === undefined) {
      this.forgetRemoved(position);
    }
  }

  /** The rows of a range, forwards or backwards. An index has each row under the keys of its item and of the item before. */
  * range({ from, to }: Range, isForward: boolean, index?: string): Iterable<[Position, Row]> {
    const order: BTree<Position, Row | Position> = index === undefined ? this.rows : this.indexes.get(index)!;
    for (const [position, found] of isForward ? order.entries(from) : order.entriesReversed(to, undefined, true)) {
      if (isForward ? position >= to : position < from) {
        return;
      }
      yield [position, typeof found === 'string' ? this.rows.get(found)! : found];
    }
  }

  * items(): Iterable<Item> {
    for (const { current } of this.rows.values()) {
      if (current !== undefined) {
        yield current;
      }
    }
  }

  /** The position of an item; undefined if it lacks a key of the index. */
  position(item: Item, index?: string): Position | undefined {
    const [partition, sort] = this.keys(index);
    if (item[partition] === undefined || item[sort] === undefined) {
      return undefined;
    }
    const position = startOf(item[partition] as string) + (item[sort] as string);
    // Items with equal keys in an index have no guaranteed order.
    return index === undefined ? position : `${position}\0${createHash('md5').update(this.position(item)!).digest('hex')}`;
  }

  private unindex(row: Row): void {
    for (const [name, index] of this.indexes) {
      for (const entry of this.entries(row, name)) {
        index.delete(entry);
      }
    }
  }

  private entries({ current, before }: Row, index: string): Position[] {
    return [current, before].flatMap((image) => (image && this.position(image, index)) ?? []);
  }

  private forgetRemoved(position: Position): void {
    this.removed.push(position);
    if (this.removed.length <= MOST_REMOVED) {
      return;
    }
    const oldest = this.removed.shift()!;
    const row = this.rows.get(oldest);
    if (row !== undefined && row.current === undefined) {
      this.unindex(row);
      this.rows.delete(oldest);
    }
  }
}

/** The position before every item of a partition. */
export function startOf(partition: string): Position {
  return `${partition}\0`;
}
