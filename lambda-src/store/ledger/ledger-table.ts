import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LedgerKey } from './ledger-key';
import type { LargeMapAttribute } from '../../core/items/attributes';
import type { FileRow } from '../../core/ledger/file-row';
import type { Written } from '../../core/ledger/written';
import type { FieldType } from '../../core/schema/field-type';
import { absent, noItem } from '../dynamodb/condition';
import type { LargeMaps } from '../dynamodb/large-maps';
import { type Page, type PageStart, Table, beginningWith } from '../dynamodb/table';
import type { Action } from '../dynamodb/transact';

/** A `pending#` item. */
export interface PendingRow {
  readonly sk: string;
  readonly ingest_id: string;
  readonly date: string;
  readonly bytes: number;
}

/** The `written` item. */
interface WrittenRow {
  readonly map: LargeMapAttribute;
  readonly revision: number;
}

/** A `count#` item. */
interface CountRow {
  readonly files: number;
  readonly last_at: string;
}

/** The ledger: what became of each file, and what the programs tell each other. */
export class LedgerTable extends Table {
  constructor(docs: DynamoDBDocumentClient, name: string, private readonly maps: LargeMaps) {
    super(docs, name);
  }

  async file(sourceId: string, sk: string): Promise<FileRow | undefined> {
    return this.get<FileRow>(sourceId, sk);
  }

  /** Some attributes of the rows of files from one id to another, including rows of bytes that were stored over their keys. */
  skimFiles<Name extends keyof FileRow>(
    sourceId: string, firstId: string, lastId: string, attributes: readonly Name[],
  ): AsyncIterable<Pick<FileRow, Name>> {
    const range = { from: LedgerKey.file(firstId), to: beginningWith(LedgerKey.file(lastId)).to };
    return this.range<FileRow>(sourceId, range, { attributes, mayBeOld: true });
  }

  async written(sourceId: string): Promise<Written> {
    const row = await this.get<WrittenRow>(sourceId, LedgerKey.WRITTEN);
    return { types: await this.maps.read<FieldType>(row?.map), revision: row?.revision };
  }

  /** An action that fails unless no transaction has been sealed since `written` was read. */
  checkWritten(sourceId: string, { revision }: Written): Action {
    return this.check<WrittenRow>(sourceId, LedgerKey.WRITTEN, revision === undefined ? noItem : { revision });
  }

  /** Files waiting for promotion, oldest date first. */
  async pending(sourceId: string, start?: PageStart): Promise<Page<PendingRow>> {
    return this.page<PendingRow>(sourceId, beginningWith(LedgerKey.PENDING), start);
  }

  /** Whether a promotion transaction of the source was planned and not finished. */
  async hasOpenTransaction(sourceId: string): Promise<boolean> {
    return this.hasAny(sourceId, beginningWith(LedgerKey.OPEN));
  }

  /**
   * Notes that the bad records of a promoted file were taken in again.
   *
   * @returns whether it is the first to note that
   */
  async markReplayed(sourceId: string, row: FileRow, replay: NonNullable<FileRow['replay']>): Promise<boolean> {
    return this.write(this.update<FileRow>(sourceId, row.sk, { set: { replay } }, { state: 'PROMOTED', version_id: row.version_id, replay: absent }));
  }

  /** Counts a file of a drift. Only people read the count. */
  async countDriftFile(sourceId: string, version: string, now: number): Promise<void> {
    await this.write(this.update<CountRow>(sourceId, LedgerKey.count(version), { add: { files: 1 }, set: { last_at: new Date(now).toISOString() } }));
  }
}
