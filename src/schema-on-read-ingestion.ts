import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { AlertWebhook } from './alert-webhook';
import { type ConcurrencyOptions, concurrencyOf } from './concurrency';
import { Metric } from './contract';
import { CuratedZone } from './curated-zone';
import { DriftAlerts } from './drift-alerts';
import { DriftDecisions } from './drift-decisions';
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
import { Sweep } from './sweep';
import { requireOwnNamespace, watchStackSize } from './synth-checks';
import { requireSources } from './untyped-props';

/** Props of `SchemaOnReadIngestion`. */
export interface SchemaOnReadIngestionProps {
  /** The sources that send files; at least one. List all of them here; none can be added after that. A source that you take out keeps its data and its table. */
  readonly sources: SourceProps[];

  /**
   * When new files are promoted into the tables. The interval is the delay that readers of the tables see.
   *
   * @default events.Schedule.rate(Duration.hours(1))
   */
  readonly schedule?: events.Schedule;

  /**
   * Webhooks to which messages about drift and alarms are posted.
   *
   * @default - none; messages only go to the alert topic
   */
  readonly alertWebhooks?: AlertWebhook[];

  /**
   * How the API recognises senders.
   *
   * @default IngestAuth.apiKey()
   */
  readonly ingestAuth?: IngestAuth;

  /**
   * Encrypts the buckets, tables, queues, topic and query results. Its key policy must let the account's identities use the
   * key through their own policies, as the default key policy does.
   *
   * @default - each service's own key; the topic is not encrypted at rest, and it carries only names and types
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What happens to the buckets, the tables and the Glue database when the stack is deleted. DESTROY also empties the buckets.
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
  /** The registered sources, and their API keys. */
  public readonly sources: Sources;
  /** The bucket of files as they were sent. */
  public readonly rawZone: RawZone;
  /** The registry of schema versions, and the ledger of files and transactions. */
  public readonly schemaRegistry: SchemaRegistry;
  /** The HTTP API that takes files. */
  public readonly ingestApi: IngestApi;
  /** The topic of drift and alarms, and the delivery to webhooks. */
  public readonly driftAlerts: DriftAlerts;
  /** Carries out what people decide on drift. */
  public readonly driftDecisions: DriftDecisions;
  /** Infers and compares the schema of each file. */
  public readonly schemaProfiling: SchemaProfiling;
  /** The Parquet tables, their Glue database and their Athena workgroup. */
  public readonly curatedZone: CuratedZone;
  /** Turns new files into Parquet on the schedule. */
  public readonly promotion: Promotion;
  /** Looks for what was left undone, every five minutes. */
  public readonly sweep: Sweep;
  /** The dashboard. */
  public readonly operations: Operations;
  /** Namespace of the pipeline's metrics. */
  public readonly metricNamespace: string;

  /** @throws Error if the props are invalid, or another deployment of the app has the same metric namespace */
  constructor(scope: Construct, id: string, props: SchemaOnReadIngestionProps) {
    super(scope, id);
    requireSources(this, props);
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
    const decisions = this.driftDecisions = new DriftDecisions(this, 'DriftDecisions', {
      sources, rawZone, registry, driftAlerts, metricNamespace, encryptionKey,
    });
    const profiling = this.schemaProfiling = new SchemaProfiling(this, 'SchemaProfiling', {
      rawZone, decisions, driftAlerts, metricNamespace, encryptionKey, maxConcurrency: concurrency.profiling,
    });
    const curatedZone = this.curatedZone = new CuratedZone(this, 'CuratedZone', { encryptionKey, removalPolicy });
    const promotion = this.promotion = new Promotion(this, 'Promotion', {
      schedule: props.schedule ?? events.Schedule.rate(Duration.hours(1)),
      options: props.promotion,
      sources,
      rawZone,
      curatedZone,
      registry,
      decisions,
      driftAlerts,
      metricNamespace,
    });
    const sweep = this.sweep = new Sweep(this, 'Sweep', { rawZone, registry, profiling, decisions, promotion, driftAlerts, metricNamespace });
    this.operations = new Operations(this, 'Operations', { ingestApi, profiling, decisions, driftAlerts, promotion, sweep, metricNamespace });
    acknowledgeNagFindings(this);
    watchStackSize(this, props.sources.length);
  }
}
