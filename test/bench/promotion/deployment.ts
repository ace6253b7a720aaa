/** What a contender gets and leaves in the emulator: raw objects, empty buckets, and a whole deployment for the job. */

import { readFileSync } from 'node:fs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  CreateBucketCommand, DeleteBucketCommand, DeleteObjectsCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client, paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ProfiledFile, ProfiledSet } from './profiles';
import { DATE, type RawFile } from './sets';
import { placed } from '../../../lambda-src/core/registry/head';
import type { FieldType } from '../../../lambda-src/core/schema/field-type';
import { type Emulator, REGION, ROOT_CREDENTIALS } from '../../../local/emulator';
import { LedgerItem, LedgerPrefix, Metric, TableKey } from '../../../src/contract';

/** The job's settings that belong to one deployment, under their names in the job. */
export type JobSettings = Readonly<Record<string, string>>;

const RUN = '20261124T080000Z';
const VERSION = `${TableKey.VERSION_PREFIX}1`;
const NOW = '2026-11-24T08:00:00.000Z';
const UPLOADS_AT_ONCE = 8;
const BATCH_WRITE_ITEMS = 25;

type Item = Record<string, unknown>;

/** One version of a raw object, as the file's row names it. */
export interface StoredVersion {
  readonly version_id: string;
  readonly etag: string;
}

export type StoredVersions = ReadonlyMap<string, StoredVersion>;

export class Cloud {
  private readonly s3: S3Client;
  private readonly dynamodb: DynamoDBClient;
  private readonly documents: DynamoDBDocumentClient;
  private readonly glue: GlueClient;
  private made = 0;

  constructor({ endpoint }: Emulator) {
    const config = { endpoint, region: REGION, credentials: { ...ROOT_CREDENTIALS } };
    this.s3 = new S3Client({ ...config, forcePathStyle: true });
    this.dynamodb = new DynamoDBClient(config);
    this.documents = DynamoDBDocumentClient.from(this.dynamodb);
    this.glue = new GlueClient(config);
  }

  async createBucket(): Promise<string> {
    const Bucket = `bench-${++this.made}`;
    await this.s3.send(new CreateBucketCommand({ Bucket }));
    return Bucket;
  }

  /** The emulator keeps objects in memory, so what is not needed any more must go. */
  async deleteBucket(Bucket: string): Promise<void> {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.s3 }, { Bucket })) {
      if (Contents.length > 0) {
        await this.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } }));
      }
    }
    await this.s3.send(new DeleteBucketCommand({ Bucket }));
  }

  /**
   * Stores the files as raw objects.
   *
   * @returns their versions, by key
   */
  async upload(Bucket: string, files: readonly RawFile[]): Promise<StoredVersions> {
    await this.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const versions = new Map<string, StoredVersion>();
    const waiting = [...files];
    await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, async () => {
      for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
        const { VersionId, ETag } = await this.s3.send(new PutObjectCommand({ Bucket, Key: file.key, Body: readFileSync(file.path) }));
        versions.set(file.key, { version_id: VersionId!, etag: ETag! });
      }
    }));
    return versions;
  }

  /** A deployment in which every file of the set waits for promotion, and one run has just begun. */
  async deployJob(set: ProfiledSet, rawBucket: string, versions: StoredVersions): Promise<JobSettings> {
    const name = `bench-${++this.made}`;
    const [registry, ledger] = [`${name}-registry`, `${name}-ledger`];
    const sources = [...new Set(set.files.map(({ source }) => source))];
    await Promise.all([registry, ledger].map((table) => this.createTable(table)));
    await this.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: name } }));
    await this.put(registry, sources.flatMap((source) => registryItems(source, set.paths)));
    await this.put(ledger, [...set.files.flatMap((file) => ledgerItems(file, versions.get(file.key)!)), ...RUN_ITEMS]);
    const config = JSON.stringify({ sources: sources.map((sourceId) => ({ sourceId, format: set.format })) });
    await this.s3.send(new PutObjectCommand({ Bucket: rawBucket, Key: 'config.json', Body: config }));
    return {
      run: RUN,
      registry_table: registry,
      ledger_table: ledger,
      database: name,
      source_config_uri: `s3://${rawBucket}/config.json`,
      metric_namespace: Metric.NAMESPACE,
      region: REGION,
    };
  }

  private async createTable(TableName: string): Promise<void> {
    const keys = [TableKey.PARTITION, TableKey.SORT] as const;
    await this.dynamodb.send(new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    }));
  }

  private async put(table: string, items: readonly Item[]): Promise<void> {
    for (let i = 0; i < items.length; i += BATCH_WRITE_ITEMS) {
      const requests = items.slice(i, i + BATCH_WRITE_ITEMS).map((Item) => ({ PutRequest: { Item } }));
      await this.documents.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
    }
  }
}

const RUN_ITEMS: readonly Item[] = [
  { [TableKey.PARTITION]: TableKey.DEPLOYMENT, [TableKey.SORT]: LedgerItem.LEASE, run: RUN, since: NOW },
  { [TableKey.PARTITION]: TableKey.DEPLOYMENT, [TableKey.SORT]: `${LedgerPrefix.RUN}${RUN}`, run: RUN, state: 'RUNNING', since: NOW },
];

/** The head, its ACTIVE version, and that version's life. */
function registryItems(source: string, paths: Record<string, string>): Item[] {
  const item = (sk: string, attributes: Item) => ({ [TableKey.PARTITION]: source, [TableKey.SORT]: sk, ...attributes });
  const inOrder = new Map(Object.entries(paths)) as Map<string, FieldType>;
  return [
    item(TableKey.HEAD, { active: VERSION, open: [], paths: Object.fromEntries(placed(inOrder)), epoch: 1, revision: 1 }),
    item(VERSION, { status: 'ACTIVE', fields: paths }),
    item(`${TableKey.FACTS_PREFIX}1${TableKey.LIFE_SUFFIX}`, {}),
  ];
}

/** The file's row, and the pending row that names it. */
function ledgerItems({ source, ingestId, key, bytes, records, reading }: ProfiledFile, version: StoredVersion): Item[] {
  const common = { [TableKey.PARTITION]: source, ingest_id: ingestId, date: DATE, bytes };
  return [
    {
      ...common,
      [TableKey.SORT]: `${LedgerPrefix.FILE}${ingestId}`,
      key,
      ...version,
      state: 'PENDING',
      records,
      reading,
      registry_version: VERSION,
      profiled_at: NOW,
    },
    { ...common, [TableKey.SORT]: `${LedgerPrefix.PENDING}${DATE}#${ingestId}` },
  ];
}
