import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { BatchGetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { type Gate, LEDGER } from './world';

type Key = Record<string, string>;
type Sender = { send: (command: object) => Promise<unknown> };

/** The number of entries on a full page of DynamoDB or S3. */
const PAGE = 1000;

/** A file of the backlog. */
export interface BacklogFile {
  readonly version: string;
  readonly state: 'PENDING' | 'HELD';
}

/**
 * Very many files of one source, with their rows and raw versions. They are not stored: every answer about them is computed.
 * All other calls go on to the client behind the gate.
 */
export class Backlog {
  private readonly id: string;
  private readonly date: string;
  private readonly out: Uint8Array;

  /**
   * @param receivedAt milliseconds since 1970
   * @param fileAt the file at a place in the order of receipt
   */
  constructor(readonly sourceId: string, readonly count: number, receivedAt: number, private readonly fileAt: (index: number) => BacklogFile) {
    this.id = ulid(receivedAt).slice(0, 10);
    this.date = new Date(receivedAt).toISOString().slice(0, 10);
    this.out = new Uint8Array(count);
  }

  /** How many files are no longer pending. */
  get takenOut(): number {
    return this.out.reduce((sum, each) => sum + each, 0);
  }

  readonly gate: Gate = (client) => {
    const sender = client as unknown as Sender;
    const send = sender.send.bind(client);
    sender.send = async (command) => this.answer(command) ?? send(command);
    return client;
  };

  private ingestId(index: number): string {
    return this.id + String(index).padStart(16, '0');
  }

  private indexOf(sk: string): number {
    return Number(sk.slice(-16));
  }

  private rawKey(index: number): string {
    return `raw/source=${this.sourceId}/date=${this.date}/${this.ingestId(index)}_f.json`;
  }

  private fileRow(index: number): Record<string, unknown> {
    const { version, state } = this.fileAt(index);
    const ingestId = this.ingestId(index);
    return {
      source_id: this.sourceId,
      sk: `file#${ingestId}`,
      ingest_id: ingestId,
      date: this.date,
      key: this.rawKey(index),
      version_id: 'v',
      state: this.out[index] ? 'REJECTED' : state,
      registry_version: version,
    };
  }

  private answer(command: object): Promise<unknown> | undefined {
    const found = command instanceof QueryCommand ? this.query(command)
      : command instanceof BatchGetCommand ? this.batchGet(command)
        : command instanceof TransactWriteCommand ? this.transact(command)
          : command instanceof ListObjectVersionsCommand ? this.list(command) : undefined;
    return found === undefined ? undefined : Promise.resolve(found);
  }

  private query({ input }: QueryCommand): object | undefined {
    const { ':p': partition, ':from': from, ':to': to } = input.ExpressionAttributeValues!;
    const [prefix] = /^(pending#|held#|file#)/.exec(String(from)) ?? [];
    if (partition !== this.sourceId || prefix === undefined) {
      return undefined;
    }
    const sortKey = (index: number) => (prefix === 'pending#' ? `pending#${this.date}#${this.ingestId(index)}` : prefix + this.ingestId(index));
    const state = prefix === 'held#' ? 'HELD' : 'PENDING';
    const isThere = (index: number) => prefix === 'file#' || (!this.out[index] && this.fileAt(index).state === state);
    const forward = input.ScanIndexForward !== false;
    const last = input.ExclusiveStartKey?.sk as string | undefined;
    const first = forward
      ? this.firstAt(sortKey, last === undefined ? String(from) : `${last}\0`)
      : this.firstAt(sortKey, last ?? `${String(to)}\0`) - 1;
    const items: object[] = [];
    for (let index = first; index >= 0 && index < this.count; index += forward ? 1 : -1) {
      if (forward ? sortKey(index) > String(to) : sortKey(index) < String(from)) {
        break;
      }
      if (!isThere(index)) {
        continue;
      }
      items.push(prefix === 'file#' ? this.fileRow(index)
        : { source_id: this.sourceId, sk: sortKey(index), ingest_id: this.ingestId(index), date: this.date, bytes: 1, reason: 'count_mismatch' });
      if (items.length === (input.Limit ?? PAGE)) {
        return { Items: items, Count: items.length, LastEvaluatedKey: { source_id: this.sourceId, sk: sortKey(index) } };
      }
    }
    return { Items: items, Count: items.length };
  }

  /** The first file whose sort key is not before the bound. */
  private firstAt(sortKey: (index: number) => string, bound: string): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (sortKey(middle) < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private batchGet({ input }: BatchGetCommand): object | undefined {
    const keys = input.RequestItems![LEDGER]?.Keys as Key[] | undefined;
    if (keys === undefined || !keys.every(({ source_id: sourceId, sk }) => sourceId === this.sourceId && sk.startsWith('file#'))) {
      return undefined;
    }
    return { Responses: { [LEDGER]: keys.map(({ sk }) => this.fileRow(this.indexOf(sk))) } };
  }

  private transact({ input }: TransactWriteCommand): object | undefined {
    const keys = input.TransactItems!.map(({ Update }) => Update?.Key as Key | undefined).filter((key) => key?.source_id === this.sourceId);
    const files = keys.map((key) => this.indexOf(key!.sk));
    if (files.length === 0) {
      return undefined;
    }
    if (files.length * 2 !== input.TransactItems!.length || files.some((index) => this.out[index])) {
      throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] });
    }
    for (const index of files) {
      this.out[index] = 1;
    }
    return {};
  }

  private list({ input }: ListObjectVersionsCommand): object | undefined {
    if (input.Prefix !== `raw/source=${this.sourceId}/`) {
      return undefined;
    }
    const first = this.firstAt((index) => this.rawKey(index), input.KeyMarker === undefined ? '' : `${input.KeyMarker}\0`);
    const end = Math.min(this.count, first + PAGE);
    const stored = new Date(0);
    const Versions = Array.from({ length: end - first }, (_, i) => ({ Key: this.rawKey(first + i), VersionId: 'v', LastModified: stored }));
    if (end === this.count) {
      return { Versions, IsTruncated: false };
    }
    return { Versions, IsTruncated: true, NextKeyMarker: this.rawKey(end - 1), NextVersionIdMarker: 'v' };
  }
}
