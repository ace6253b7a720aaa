import { type DynamoDBDocumentClient, GetCommand, QueryCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { FileRow } from './file-row';
import { LedgerKey, after } from './keys';
import type { Action } from './transact';
import { TableKey } from '../../src/contract';
import type { LargeMapAttribute, LargeMaps } from '../registry/large-map';
import type { FieldType } from '../schema/field-type';

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

/** The types that sealed transactions hold, and the number that tells whether another was sealed since. */
export interface Written {
  readonly types: ReadonlyMap<string, FieldType>;
  /** Absent until the first transaction of the source is sealed. */
  readonly revision?: number;
}

/** Reads of the ledger, all strongly consistent: what is decided from a row must not be decided from an old one. */
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
  pending(sourceId: string): AsyncIterable<PendingRow> {
    return this.query<PendingRow>(sourceId, LedgerKey.PENDING);
  }

  held(sourceId: string): AsyncIterable<HeldRow> {
    return this.query<HeldRow>(sourceId, LedgerKey.HELD);
  }

  async hasPending(sourceId: string): Promise<boolean> {
    return this.hasAny(sourceId, LedgerKey.PENDING);
  }

  /** Whether a promotion transaction of the source was planned and not finished. */
  async hasOpenTransaction(sourceId: string): Promise<boolean> {
    return this.hasAny(sourceId, LedgerKey.OPEN);
  }

  async get<T>(sourceId: string, sk: string): Promise<T | undefined> {
    const { Item } = await this.docs.send(new GetCommand({ TableName: this.name, Key: this.key(sourceId, sk), ConsistentRead: true }));
    return Item as T | undefined;
  }

  /** The items whose sort keys lie between the two, both included. */
  async* range<T>(sourceId: string, from: string, to: string): AsyncIterable<T> {
    const pages = paginateQuery({ client: this.docs }, {
      TableName: this.name,
      KeyConditionExpression: '#p = :p AND #s BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#p': TableKey.PARTITION, '#s': TableKey.SORT },
      ExpressionAttributeValues: { ':p': sourceId, ':from': from, ':to': to },
      ConsistentRead: true,
    });
    for await (const page of pages) {
      yield* (page.Items ?? []) as T[];
    }
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

  private query<T>(sourceId: string, prefix: string): AsyncIterable<T> {
    return this.range<T>(sourceId, prefix, after(prefix));
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
