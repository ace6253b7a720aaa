import { type DynamoDBDocumentClient, GetCommand, QueryCommand, type QueryCommandInput, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { LedgerKey, after } from './ledger-key';
import { TableKey } from '../../../src/contract';
import type { LargeMapAttribute } from '../../core/items/attributes';
import type { FileRow } from '../../core/ledger/file-row';
import type { Written } from '../../core/ledger/written';
import type { FieldType } from '../../core/schema/field-type';
import { batchGet } from '../dynamodb/batch-get';
import type { LargeMaps } from '../dynamodb/large-maps';
import type { Action } from '../dynamodb/transact';

/** A `pending#` item. */
export interface PendingRow {
  readonly sk: string;
  readonly ingest_id: string;
  readonly date: string;
  readonly bytes: number;
}

/** A `held#` item. */
export interface HeldRow {
  readonly sk: string;
  readonly reason: string;
  readonly since: string;
}

/** Where a page begins; without a word at the first row. */
export interface PageStart {
  /** Sort key of the last row of the page before. */
  readonly after?: string;
  /** Whether the page begins at the last row and goes backwards. */
  readonly isBackwards?: boolean;
}

/** At most `PAGE_ROWS` rows that follow each other. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** Sort key of the last row, where others may follow. */
  readonly next?: string;
}

/** Rows of a page: as many as a BatchGetItem takes, which is what most of them are looked up by. */
const PAGE_ROWS = 100;

/** Reads of the ledger, strongly consistent but for `skim`: what is decided from a row must not be decided from an old one. */
export class LedgerTable {
  constructor(readonly docs: DynamoDBDocumentClient, readonly name: string, private readonly maps: LargeMaps) {}

  async file(sourceId: string, sk: string): Promise<FileRow | undefined> {
    return this.get<FileRow>(sourceId, sk);
  }

  async written(sourceId: string): Promise<Written> {
    const item = await this.get<{ map: LargeMapAttribute; revision: number }>(sourceId, LedgerKey.WRITTEN);
    return { types: await this.maps.read<FieldType>(item?.map), revision: item?.revision };
  }

  /** Files waiting for promotion, oldest date first. */
  async pending(sourceId: string, from?: PageStart): Promise<Page<PendingRow>> {
    return this.page<PendingRow>(sourceId, LedgerKey.PENDING, from);
  }

  async held(sourceId: string, from?: PageStart): Promise<Page<HeldRow>> {
    return this.page<HeldRow>(sourceId, LedgerKey.HELD, from);
  }

  /** Whether a promotion transaction of the source was planned and not finished. */
  async hasOpenTransaction(sourceId: string): Promise<boolean> {
    return this.hasAny(sourceId, LedgerKey.OPEN);
  }

  async get<T>(sourceId: string, sk: string): Promise<T | undefined> {
    const { Item } = await this.docs.send(new GetCommand({ TableName: this.name, Key: this.key(sourceId, sk), ConsistentRead: true }));
    return Item as T | undefined;
  }

  /** The items whose sort keys begin so, of a partition where they are few. */
  async* beginningWith<T>(sourceId: string, prefix: string): AsyncIterable<T> {
    yield* this.pages<T>(sourceId, prefix, after(prefix), { ConsistentRead: true });
  }

  /**
   * Some attributes of the items whose sort keys lie between the two, both included. Eventually consistent, at half the price:
   * for a reader that is as well off with what was there a few seconds ago.
   */
  async* skim<T>(sourceId: string, from: string, to: string, attributes: readonly string[]): AsyncIterable<T> {
    yield* this.pages<T>(sourceId, from, to, {
      ProjectionExpression: attributes.map((_, i) => `#a${i}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(attributes.map((name, i) => [`#a${i}`, name])),
    });
  }

  /** Items of one partition by their sort keys, in no order. Those that do not exist are left out. */
  async getMany<T>(sourceId: string, sortKeys: readonly string[]): Promise<T[]> {
    return batchGet<T>(this.docs, this.name, sortKeys.map((sk) => this.key(sourceId, sk)));
  }

  key(sourceId: string, sk: string): Record<string, string> {
    return { [TableKey.PARTITION]: sourceId, [TableKey.SORT]: sk };
  }

  /** An action that fails unless no transaction has been sealed since `written` was read. */
  checkWritten(sourceId: string, written: Written): Action {
    return {
      ConditionCheck: {
        TableName: this.name,
        Key: this.key(sourceId, LedgerKey.WRITTEN),
        ...(written.revision === undefined
          ? { ConditionExpression: 'attribute_not_exists(#s)', ExpressionAttributeNames: { '#s': TableKey.SORT } }
          : {
            ConditionExpression: '#r = :r',
            ExpressionAttributeNames: { '#r': 'revision' },
            ExpressionAttributeValues: { ':r': written.revision },
          }),
      },
    };
  }

  private async page<T extends { sk: string }>(sourceId: string, prefix: string, start: PageStart = {}): Promise<Page<T>> {
    const rows: T[] = [];
    const from = start.after === undefined ? prefix : `${start.after}\0`;
    const input = { ConsistentRead: true, Limit: PAGE_ROWS, ScanIndexForward: !start.isBackwards };
    for await (const row of this.pages<T>(sourceId, from, after(prefix), input)) {
      rows.push(row);
      if (rows.length === PAGE_ROWS) {
        return { rows, next: row.sk };
      }
    }
    return { rows };
  }

  private async* pages<T>(sourceId: string, from: string, to: string, input: Partial<QueryCommandInput>): AsyncIterable<T> {
    const pages = paginateQuery({ client: this.docs }, {
      TableName: this.name,
      KeyConditionExpression: '#p = :p AND #s BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':p': sourceId, ':from': from, ':to': to },
      ...input,
      ExpressionAttributeNames: { '#p': TableKey.PARTITION, '#s': TableKey.SORT, ...input.ExpressionAttributeNames },
    });
    for await (const page of pages) {
      yield* (page.Items ?? []) as T[];
    }
  }

  private async hasAny(sourceId: string, prefix: string): Promise<boolean> {
    const { Count } = await this.docs.send(new QueryCommand({
      TableName: this.name,
      KeyConditionExpression: '#p = :p AND begins_with(#s, :prefix)',
      ExpressionAttributeNames: { '#p': TableKey.PARTITION, '#s': TableKey.SORT },
      ExpressionAttributeValues: { ':p': sourceId, ':prefix': prefix },
      ConsistentRead: true,
      Limit: 1,
    }));
    return (Count ?? 0) > 0;
  }
}
