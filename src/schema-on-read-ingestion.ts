import { RemovalPolicy } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { AlertWebhook } from './alert-webhook';
import { concurrencyOf } from './concurrency';
import type { ConcurrencyOptions } from './concurrency-options';
import { Metric } from './contract';
import { CuratedZone } from './curated-zone';
import { DriftAlerts } from './drift-alerts';
import { letServicesUseKey } from './encryption-key';
import { IngestApi } from './ingest-api';
import { IngestAuth } from './ingest-auth';
import { acknowledgeNagFindings } from './nag-acknowledgements';
import { Operations, type OperationsOptions } from './operations';
import { Promotion, type PromotionOptions } from './promotion';
import { RawZone } from './raw-zone';
import { SchemaProfiling } from './schema-profiling';
import { SchemaRegistry } from './schema-registry';
import { Sources } from './source';
import type { SourceProps } from './source-props';
import { requireOwnNamespace, watchStackSize } from './synth-checks';

/** Props of `SchemaOnReadIngestion`. */
export interface SchemaOnReadIngestionProps {
  /** Who sends files; complete, there is no adding later. A source taken out keeps its data and its table. */
  readonly sources: SourceProps[];

  /** When new files are promoted into the tables: the delay that readers of the tables see. */
  readonly schedule: events.Schedule;

  /**
   * Where drift and alarms are posted.
   *
   * @default - nowhere but to the alert topic
   */
  readonly alertWebhooks?: AlertWebhook[];

  /**
   * How senders are known.
   *
   * @default IngestAuth.apiKey()
   */
  readonly ingestAuth?: IngestAuth;

  /**
   * Encrypts buckets, tables, queues, topic and query results. Its policy has to let the account's identities use it by
   * their own policies, as the default policy of a key does.
   *
   * @default - keys of the services' own; the topic, which holds names and types only, is not encrypted at rest
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What becomes of buckets, tables and the Glue database when the stack goes. DESTROY also empties the buckets.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How much of the account's Lambda concurrency the deployment takes.
   *
   * @default - see each option
   */
  readonly concurrency?: ConcurrencyOptions;

  /**
   * How files become tables.
   *
   * @default - see each option
   */
  readonly promotion?: PromotionOptions;

  /**
   * How the deployment is watched.
   *
   * @default - see each option
   */
  readonly operations?: OperationsOptions;
}

/**
 * A whole ingestion pipeline: JSON and CSV over HTTPS, a versioned schema registry, alerts on drift, and Parquet tables
 * for Athena.
 */
export class SchemaOnReadIngestion extends Construct {
  public readonly sources: Sources;
  public readonly rawZone: RawZone;
  public readonly schemaRegistry: SchemaRegistry;
  public readonly ingestApi: IngestApi;
  public readonly driftAlerts: DriftAlerts;
  public readonly schemaProfiling: SchemaProfiling;
  public readonly curatedZone: CuratedZone;
  public readonly promotion: Promotion;
  public readonly operations: Operations;
  /** Namespace of the pipeline's metrics. */
  public readonly metricNamespace: string;

  /** @throws Error where props are invalid, or another deployment of the app has the same metric namespace */
  constructor(scope: Construct, id: string, props: SchemaOnReadIngestionProps) {
    super(scope, id);
    const concurrency = concurrencyOf(this, props.concurrency);
    const ingestAuth = props.ingestAuth ?? IngestAuth.apiKey();
    const { encryptionKey, removalPolicy = RemovalPolicy.RETAIN } = props;
    const metricNamespace = this.metricNamespace = props.operations?.metricNamespace ?? Metric.NAMESPACE;
    requireOwnNamespace(this, this.node.root.node.findAll()
      .filter((other): other is SchemaOnReadIngestion => other instanceof SchemaOnReadIngestion && other !== this));
    if (encryptionKey) {
      letServicesUseKey(this, encryptionKey);
    }
    const sources = this.sources = new Sources(this, 'Sources', { sources: props.sources, apiKeys: ingestAuth._mode === 'api-key' });
    const rawZone = this.rawZone = new RawZone(this, 'RawZone', { encryptionKey, removalPolicy });
    const registry = this.schemaRegistry = new SchemaRegistry(this, 'SchemaRegistry', { encryptionKey, removalPolicy });
    const driftAlerts = this.driftAlerts = new DriftAlerts(this, 'DriftAlerts', {
      webhooks: props.alertWebhooks ?? [],
      topicName: props.operations?.topicName,
      registryTableName: registry.table.tableName,
      metricNamespace,
      encryptionKey,
    });
    const ingestApi = this.ingestApi = new IngestApi(this, 'IngestApi', {
      sources, rawZone, metricNamespace, auth: ingestAuth, alertTopic: driftAlerts.topic, reservedConcurrency: concurrency.ingest,
    });
    const profiling = this.schemaProfiling = new SchemaProfiling(this, 'SchemaProfiling', {
      sources, rawZone, registry, driftAlerts, metricNamespace, encryptionKey, maxConcurrency: concurrency.profiling,
    });
    const curatedZone = this.curatedZone = new CuratedZone(this, 'CuratedZone', { encryptionKey, removalPolicy });
    const promotion = this.promotion = new Promotion(this, 'Promotion', {
      schedule: props.schedule,
      options: props.promotion,
      sources,
      rawZone,
      curatedZone,
      registry,
      profiling,
      driftAlerts,
      metricNamespace,
    });
    promotion.letLookAfterRuns(profiling.sweep);
    this.operations = new Operations(this, 'Operations', { ingestApi, profiling, driftAlerts, promotion, metricNamespace });
    acknowledgeNagFindings(this);
    watchStackSize(this, props.sources.length);
  }
}
