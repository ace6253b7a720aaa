import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand, DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand, type QueryCommandInput, UpdateCommand, paginateQuery,
} from '@aws-sdk/lib-dynamodb';
import { type Condition, conditionExpression } from './condition';
import { type Change, updateExpression } from './item-change';
import { Placeholders } from './placeholders';
import { type Action, backOff } from './transact';
import { DynamoDbLimit, TableKey } from '../../../src/contract';
import type { Attributes } from '../../core/items/attributes';

/** Sort keys from the one to the other, both included. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** The keys that begin with `prefix` and end in identifiers, dates or version ids, all of which are ASCII. */
export function beginningWith(prefix: string): Range {
  return { from: prefix, to: `${prefix}~` };
}

/** An index over the table's items. */
export interface Index {
  readonly NAME: string;
  readonly PARTITION_KEY: string;
  readonly SORT_KEY: string;
}

export interface ReadOptions<Row> {
  /** The attributes that are read; all of them if left out. */
  readonly attributes?: readonly (keyof Row & string)[];
}

export interface RangeOptions<Row> extends ReadOptions<Row> {
  /** How many rows are read at once; if left out, as many as fit into a reply. */
  readonly atOnce?: number;
  readonly isBackwards?: boolean;
  /**
   * Whether rows may be as they were a few seconds ago, which costs half as much. Otherwise reads are strongly consistent,
   * because nothing must be decided from an old row.
   */
  readonly mayBeOld?: boolean;
}

/** Where a page begins; at the first row if both are left out. */
export interface PageStart {
  /** Sort key of the last row of the page before. */
  readonly after?: string;
  /** Whether the page begins at the last row and goes backwards. */
  readonly isBackwards?: boolean;
}

/** Rows that follow each other. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Sort key of the last row, if others may follow. */
  readonly next?: string;
}

/** Rows of a page: as many as one BatchGetItem takes, since most of them are looked up by one. */
const PAGE_ROWS: number = DynamoDbLimit.BATCH_GET_KEYS;

type Key = Readonly<Record<string, string>>;

/**
 * One table. Conditions and changes are data, and no expression is written anywhere else.
 *
 * `put`, `update`, `delete` and `check` only make actions: `write` carries out one by itself, `transact` several together.
 */
export class Table {
  constructor(readonly docs: DynamoDBDocumentClient, readonly name: string) {}

  async get<Row = Attributes>(sourceId: string, sk: string, options: ReadOptions<Row> = {}): Promise<Row | undefined> {
    const { Item } = await this.docs.send(new GetCommand({
      TableName: this.name, Key: keyOf(sourceId, sk), ...projection(options.attributes, new Placeholders()), ConsistentRead: true,
    }));
    return Item as Row | undefined;
  }

  /** Items of one partition by their sort keys, in no order. Those that do not exist are left out. */
  async getMany<Row = Attributes>(sourceId: string, sortKeys: readonly string[], options: ReadOptions<Row> = {}): Promise<Row[]> {
    const rows: Row[] = [];
    for (let i = 0; i < sortKeys.length; i += DynamoDbLimit.BATCH_GET_KEYS) {
      let left: Record<string, unknown>[] = sortKeys.slice(i, i + DynamoDbLimit.BATCH_GET_KEYS).map((sk) => keyOf(sourceId, sk));
      for (let tries = 0; left.length > 0; tries++) {
        // DynamoDB leaves keys over if a reply grows too large, or if it is throttled.
        if (tries > 0) {
          await backOff(tries);
        }
        const request = { Keys: left, ConsistentRead: true, ...projection(options.attributes, new Placeholders()) };
        const reply = await this.docs.send(new BatchGetCommand({ RequestItems: { [this.name]: request } }));
        rows.push(...(reply.Responses?.[this.name] ?? []) as Row[]);
        left = reply.UnprocessedKeys?.[this.name]?.Keys ?? [];
      }
    }
    return rows;
  }

  /** Items of one partition in the order of their sort keys. */
  async* range<Row = Attributes>(sourceId: string, { from, to }: Range, options: RangeOptions<Row> = {}): AsyncIterable<Row> {
    const placeholders = new Placeholders();
    const [partition, sortKey] = [placeholders.name(TableKey.PARTITION), placeholders.name(TableKey.SORT)];
    const replies = this.query<Row>({
      KeyConditionExpression: `${partition} = :p AND ${sortKey} BETWEEN :from AND :to`,
      ExpressionAttributeValues: { ':p': sourceId, ':from': from, ':to': to },
      ...projection(options.attributes, placeholders),
      ConsistentRead: !options.mayBeOld,
      ScanIndexForward: !options.isBackwards,
      Limit: options.atOnce,
    });
    for await (const { rows } of replies) {
      yield* rows;
    }
  }

  /** At most `size` rows of a range. */
  async page<Row extends { readonly sk: string }>(
    sourceId: string, { from, to }: Range, start: PageStart = {}, size = PAGE_ROWS,
  ): Promise<Page<Row>> {
    const rows: Row[] = [];
    const rest = { from: start.after === undefined ? from : `${start.after}\0`, to };
    for await (const row of this.range<Row>(sourceId, rest, { atOnce: size, isBackwards: start.isBackwards })) {
      rows.push(row);
      if (rows.length === size) {
        return { rows, next: row.sk };
      }
    }
    return { rows };
  }

  async hasAny(sourceId: string, range: Range): Promise<boolean> {
    for await (const _ of this.range(sourceId, range, { atOnce: 1 })) {
      return true;
    }
    return false;
  }

  /**
   * The rows of one partition of an index whose sort keys are at most `to`, in their order, one reply after the other. An index
   * may be late: what it shows may have changed.
   */
  indexed<Row>(index: Index, partition: string, to: string): AsyncIterable<{ readonly rows: Row[]; readonly isLast: boolean }> {
    return this.query<Row>({
      IndexName: index.NAME,
      KeyConditionExpression: '#p = :p AND #s <= :to',
      ExpressionAttributeNames: { '#p': index.PARTITION_KEY, '#s': index.SORT_KEY },
      ExpressionAttributeValues: { ':p': partition, ':to': to },
    });
  }

  /** Puts an item in place of whatever is at its key, if the condition holds. */
  put<Row extends object>(sourceId: string, sk: string, row: Row, where?: Condition<NoInfer<Row>>): Action {
    const placeholders = new Placeholders();
    return { Put: { TableName: this.name, Item: { ...keyOf(sourceId, sk), ...row }, ...conditioned(where, placeholders) } };
  }

  /** Changes an item, if the condition holds. Without a condition, an item that does not exist is made. */
  update<Row = Attributes>(sourceId: string, sk: string, change: Change<NoInfer<Row>>, where?: Condition<NoInfer<Row>>): Action {
    const placeholders = new Placeholders();
    const UpdateExpression = updateExpression(change, placeholders);
    return { Update: { TableName: this.name, Key: keyOf(sourceId, sk), UpdateExpression, ...conditioned(where, placeholders) } };
  }

  /** Deletes an item, if the condition holds. */
  delete<Row = Attributes>(sourceId: string, sk: string, where?: Condition<NoInfer<Row>>): Action {
    return { Delete: { TableName: this.name, Key: keyOf(sourceId, sk), ...conditioned(where, new Placeholders()) } };
  }

  /** Changes nothing: the transaction that it belongs to fails unless the condition holds. */
  check<Row = Attributes>(sourceId: string, sk: string, where: Condition<NoInfer<Row>>): Action {
    const placeholders = new Placeholders();
    const ConditionExpression = conditionExpression(where, placeholders);
    return { ConditionCheck: { TableName: this.name, Key: keyOf(sourceId, sk), ConditionExpression, ...placeholders.request() } };
  }

  /**
   * Carries out one action by itself.
   *
   * @returns whether its condition held; if it did not, nothing happened
   */
  async write({ Put, Update, Delete }: Action): Promise<boolean> {
    const reply = Put ? this.docs.send(new PutCommand(Put))
      : Update ? this.docs.send(new UpdateCommand(Update))
        : this.docs.send(new DeleteCommand(Delete!));
    return await unlessFailed<unknown>(reply) !== undefined;
  }

  /** Carries out one update by itself. Returns the item as it then is; undefined if the condition did not hold. */
  async writeAndGet<Row>({ Update }: Action): Promise<Row | undefined> {
    const reply = await unlessFailed(this.docs.send(new UpdateCommand({ ...Update!, ReturnValues: 'ALL_NEW' })));
    return reply?.Attributes as Row | undefined;
  }

  private async* query<Row>(input: Partial<QueryCommandInput>): AsyncIterable<{ readonly rows: Row[]; readonly isLast: boolean }> {
    for await (const { Items, LastEvaluatedKey } of paginateQuery({ client: this.docs }, { TableName: this.name, ...input })) {
      yield { rows: (Items ?? []) as Row[], isLast: LastEvaluatedKey === undefined };
    }
  }
}

function keyOf(sourceId: string, sk: string): Key {
  return { [TableKey.PARTITION]: sourceId, [TableKey.SORT]: sk };
}

/** The attributes to read, with all names that `placeholders` has so far. */
function projection(attributes: readonly string[] | undefined, placeholders: Placeholders) {
  const expression = attributes && { ProjectionExpression: attributes.map((attribute) => placeholders.name(attribute)).join(', ') };
  return { ...expression, ...placeholders.request() };
}

/** The condition of a write, with all that `placeholders` has so far. */
function conditioned<Row>(where: Condition<Row> | undefined, placeholders: Placeholders) {
  const condition = where === undefined ? {} : { ConditionExpression: conditionExpression(where, placeholders) };
  return { ...condition, ...placeholders.request() };
}

/** The reply; undefined if the condition of the write failed. */
async function unlessFailed<Reply>(reply: Promise<Reply>): Promise<Reply | undefined> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return undefined;
    }
    throw error;
  }
}
