import { type PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ulid } from 'ulid';
import { Latitude } from './latitude';
import { MemoryBucket } from './memory-bucket';
import { MemoryTables } from './memory-tables';
import type { AlertMessage } from '../../lambda-src/core/alerts/messages';
import type { FileRow } from '../../lambda-src/core/ledger/file-row';
import { type ShownVersion, type Version, shownVersion, versionOf } from '../../lambda-src/core/registry/version';
import type { VersionKey } from '../../lambda-src/core/registry/version-key';
import type { FieldType } from '../../lambda-src/core/schema/field-type';
import type { ProfileDeps } from '../../lambda-src/functions/profile/deps';
import { ReadingTime } from '../../lambda-src/functions/profile/reading-time';
import type { SweepDeps } from '../../lambda-src/functions/sweep/deps';
import { Outbox } from '../../lambda-src/store/alerts/outbox';
import { LargeMaps } from '../../lambda-src/store/dynamodb/large-maps';
import { Attempts } from '../../lambda-src/store/ledger/attempts';
import { LedgerTable } from '../../lambda-src/store/ledger/ledger-table';
import { factsKey, lifeKey } from '../../lambda-src/store/registry/item-keys';
import { RegistryTable } from '../../lambda-src/store/registry/registry-table';
import type { SourceConfig } from '../../src/source-config';

export const REGISTRY = 'registry';
export const LEDGER = 'ledger';
export const BUCKET = 'raw-bucket';
export const ATTEMPT_MILLIS = 360_000;

/** Takes control of a client's calls before the client is used. */
export type Gate = <C extends object>(client: C) => C;

const UNGATED: Gate = (client) => client;

/** A deployment in memory: tables, bucket, topic and queue, and the dependencies of the programs that use them. */
export class World {
  now = Date.parse('2026-11-24T08:00:00.000Z');
  /** By how many milliseconds the programs' clock is ahead of `now`, the clock of AWS; less than 0 if it is behind. */
  clockError = 0;
  readonly tables: MemoryTables;
  readonly bucket: MemoryBucket;
  readonly published: AlertMessage[] = [];
  readonly queued: string[] = [];
  readonly metrics: [string, string | undefined][] = [];
  /** The files that promotions have read, with the types under which they were read. */
  readonly promoted: { ingestId: string; versionId: string; readAs: ReadonlyMap<string, FieldType> }[] = [];
  /** The time that is left in an invocation of the profiler. */
  remainingMillis = 900_000;
  private ids = 0;

  constructor(
    private readonly sources: readonly SourceConfig[] = [{ sourceId: 'orders', format: 'json', optionalFields: [] }],
    latitude = new Latitude(),
  ) {
    this.tables = new MemoryTables(() => this.now, latitude);
    this.bucket = new MemoryBucket(() => this.now, latitude);
  }

  /** What the profiler, `decide` and the sweep work with; `gate` sees every call. */
  deps(gate: Gate = UNGATED): ProfileDeps & SweepDeps {
    const docs = gate(this.tables.client());
    const s3 = gate(this.bucket.client());
    const sns = gate(this.topic());
    const maps = new LargeMaps(s3, BUCKET);
    const ledger = new LedgerTable(docs, LEDGER, maps);
    const emit = (source: string | undefined, metrics: object) => {
      for (const [name, count] of Object.entries(metrics) as [string, number][]) {
        for (let i = 0; i < count; i++) {
          this.metrics.push([name, source]);
        }
      }
    };
    return {
      registry: new RegistryTable(docs, REGISTRY, maps),
      ledger,
      maps,
      s3,
      sqs: gate(this.queue()),
      rawBucket: BUCKET,
      profileQueueUrl: 'profile-queue',
      decideFailureQueueUrl: 'failures',
      attempts: new Attempts(ledger, ATTEMPT_MILLIS),
      outbox: new Outbox(ledger, sns, 'topic', emit),
      sources: new Map(this.sources.map((source) => [source.sourceId, source])),
      emit,
      clock: () => this.now + this.clockError,
      newId: () => `id-${++this.ids}`,
      remainingMillis: () => 300_000,
      readingTime: new ReadingTime(() => this.remainingMillis),
    };
  }

  /** The raw key of a file that is received now. */
  rawKey(name = 'file.json', sourceId = 'orders', random?: () => number): string {
    return `raw/source=${sourceId}/date=${new Date(this.now).toISOString().slice(0, 10)}/${ulid(this.now, random)}_${name}`;
  }

  /** An edit of an item, as a person makes it in the console. */
  edit(sk: string, attributes: object, sourceId = 'orders'): void {
    this.tables.put(REGISTRY, { ...this.tables.get(REGISTRY, sourceId, sk)!, ...attributes });
  }

  /** The versions as people see them in the items. */
  versions(sourceId = 'orders'): ShownVersion[] {
    return this.tables.items(REGISTRY).filter(({ source_id: source, sk }) => source === sourceId && (sk as string).startsWith('version#'))
      .sort((a, b) => ((a.sk as string) < (b.sk as string) ? -1 : 1)).map((item) => shownVersion(versionOf(item.sk as VersionKey, item), item));
  }

  /** A version as the programs know it. */
  known(key: string, sourceId = 'orders'): Version {
    const [facts, life] = [factsKey, lifeKey].map((keyOf) => this.tables.get(REGISTRY, sourceId, keyOf(key as VersionKey))!);
    return versionOf(key as VersionKey, { ...facts, ...life });
  }

  files(): FileRow[] {
    return this.rows('file#') as unknown as FileRow[];
  }

  rows(prefix: string): Record<string, unknown>[] {
    return this.tables.items(LEDGER).filter(({ sk }) => (sk as string).startsWith(prefix));
  }

  private topic(): SNSClient {
    const sns = new SNSClient({ region: 'us-east-1' });
    sns.send = (async ({ input }: PublishCommand) => {
      this.published.push(JSON.parse(input.Message!) as AlertMessage);
      return {};
    }) as never;
    return sns;
  }

  private queue(): SQSClient {
    const sqs = new SQSClient({ region: 'us-east-1' });
    sqs.send = (async ({ input }: SendMessageCommand) => {
      this.queued.push(input.MessageBody!);
      return {};
    }) as never;
    return sqs;
  }
}
