/**
 * What the constructs, the Lambda handlers and the Spark job must agree on. It imports nothing but the types of what a
 * user declares; the handlers import it, and the Spark job gets its values as arguments.
 *
 * @internal
 */

import type { CsvOptions } from './csv-options';
import type { SourceProps } from './source-props';

/** First key segments of the raw bucket and of the curated bucket. */
export const Prefix = {
  /** Raw bucket: files as they were sent, never altered. */
  RAW: 'raw/',
  /** Raw bucket: the copies that promotion reads where Spark cannot be proven to read the raw file truly. */
  CANONICAL: 'canonical/',
  /** Raw bucket: originals that could not be profiled. */
  DEAD_LETTER: 'dead-letter/',
  /** Raw bucket: bad records of files whose other records are accepted. */
  QUARANTINE: 'quarantine/',
  /** Raw bucket: evidence of each file's profile. */
  PROFILES: 'profiles/',
  /** Raw bucket: large maps of registry and ledger items. */
  SCHEMAS: 'schemas/',
  /** Curated bucket: Parquet that no reader sees yet. */
  STAGING: 'staging/',
  /** Curated bucket: the exact inputs of each transaction. */
  MANIFESTS: 'manifests/',
  /** Curated bucket: the tables. */
  CURATED: 'curated/',
  /** Curated bucket: logs of the EMR clusters. */
  EMR_LOGS: 'emr-logs/',
  /** Curated bucket: results of Athena queries. */
  ATHENA_RESULTS: 'athena-results/',
} as const;

/** Environment variables of the functions. */
export const Env = {
  RAW_BUCKET: 'RAW_BUCKET',
  CURATED_BUCKET: 'CURATED_BUCKET',
  /** Also the notify function's, without any right on it: its messages show the command that decides a drift. */
  REGISTRY_TABLE: 'REGISTRY_TABLE',
  LEDGER_TABLE: 'LEDGER_TABLE',
  PROFILE_QUEUE_URL: 'PROFILE_QUEUE_URL',
  /** Stream records that the decide function gave up; the sweep takes them. */
  DECIDE_FAILURE_QUEUE_URL: 'DECIDE_FAILURE_QUEUE_URL',
  ALERT_TOPIC_ARN: 'ALERT_TOPIC_ARN',
  /** The notify function's own queue: a delivery that has to wait postpones its message there. */
  ALERT_QUEUE_URL: 'ALERT_QUEUE_URL',
  METRIC_NAMESPACE: 'METRIC_NAMESPACE',
  /** `s3://bucket/key` of the source configuration document (see `SourceConfigDocument`). */
  SOURCE_CONFIG_URI: 'SOURCE_CONFIG_URI',
  /** `api-key` or `iam`. */
  INGEST_AUTH: 'INGEST_AUTH',
  /** JSON array of SSM parameter names that map API key ids to sources; empty under IAM. */
  API_KEY_PARAMETERS: 'API_KEY_PARAMETERS',
  /** Milliseconds that an attempt at reading a file may hold it: function timeout + 60 s. */
  ATTEMPT_MILLIS: 'ATTEMPT_MILLIS',
  /** JSON array of `AlertWebhookTarget`. */
  ALERT_WEBHOOKS: 'ALERT_WEBHOOKS',
  /** JSON of the launcher's `LaunchConfig`. */
  LAUNCH_CONFIG: 'LAUNCH_CONFIG',
  /** Name prefix of the clusters of this deployment; the scheduled time follows it. */
  CLUSTER_NAME_PREFIX: 'CLUSTER_NAME_PREFIX',
  /** Minutes after which a run is ended. */
  MAX_RUN_MINUTES: 'MAX_RUN_MINUTES',
} as const;

/** CloudWatch metrics, all in the namespace `IngestionEngine` unless the user names another. */
export const Metric = {
  NAMESPACE: 'IngestionEngine',
  /** The only dimension; every metric is also emitted without dimensions, as the total. */
  SOURCE_DIMENSION: 'source_id',
  FILES_INGESTED: 'FilesIngested',
  FILES_PROFILED: 'FilesProfiled',
  PROFILING_FAILURES: 'ProfilingFailures',
  SCHEMA_DRIFT: 'BreakingSchemaDrift',
  FILES_HELD: 'FilesHeld',
  ALERTS_UNSENT: 'AlertsUnsent',
  /** Minutes by which the sweep's latest search is past the time when it should have ended. */
  SEARCH_OVERDUE_MINUTES: 'SearchOverdueMinutes',
  WEBHOOK_FAILURES: 'WebhookFailures',
  PROMOTION_BLOCKED: 'PromotionBlockedByBreakingSchema',
  PROMOTION_RUN_SUCCEEDED: 'PromotionRunSucceeded',
  PROMOTION_RUN_FAILED: 'PromotionRunFailed',
  RECORDS_PROMOTED: 'RecordsPromoted',
  FILES_PROMOTED: 'FilesPromoted',
} as const;

/** Sparse index of the ledger that finds alerts not yet sent. */
export const UnsentIndex = {
  NAME: 'unsent',
  PARTITION_KEY: 'unsent',
  SORT_KEY: 'due_at',
  /** The value of the partition key while an alert waits. */
  WAITING: 'unsent',
} as const;

/** Keys of both tables. */
export const TableKey = {
  PARTITION: 'source_id',
  SORT: 'sk',
  TTL: 'expires_at',
  /** Every registry version's sort key begins so; the stream filter relies on it. */
  VERSION_PREFIX: 'version#',
  /** What the program knows of a version, beside the item that people edit; what follows is the time in the version's key. */
  FACTS_PREFIX: 'facts#',
  /** After the sort key of a version's facts: the item of what became of the version. */
  LIFE_SUFFIX: '#life',
  /** Partition of the ledger items that belong to the deployment and to no source. */
  DEPLOYMENT: '#deployment',
  /** Partition of the ledger items of files whose keys name no source, or none that is registered; no source id begins so. */
  NO_SOURCE: '#none',
} as const;

/** Base path of the HTTP API. */
export const API_BASE_PATH = 'v1';

/** What may separate the cells of a CSV file. */
export const CSV_DELIMITERS = [',', ';', '\t', '|'] as const;

export type Delimiter = (typeof CSV_DELIMITERS)[number];

/** What a source may declare at most. The construct and the command line refuse more. */
export const SourceLimit = {
  /** Lines before and after the table of a CSV file. */
  MARGIN_LINES: 1_000,
  /** UTF-16 code units of the name of a field, so of a column too. */
  FIELD_NAME_CHARS: 512,
  NULL_MARKERS: 100,
  NULL_MARKER_BYTES: 63,
  /** Where more than half of the lines are bad, they are no records. */
  BAD_RECORD_RATIO: 0.5,
} as const;

/** Largest body that the ingest route takes inline, in bytes: Lambda's event limit is 6 MB, base64 takes a third. */
export const MAX_INLINE_BYTES = 4 * 1024 * 1024;

/** The display name of the alert topic. */
export const ALERT_TOPIC_NAME = 'schema-drift-alerts';

/** The Spark job's arguments, each `--name value`. */
export const JobArgument = {
  RUN: '--run',
  RAW_BUCKET: '--raw-bucket',
  CURATED_BUCKET: '--curated-bucket',
  REGISTRY_TABLE: '--registry-table',
  LEDGER_TABLE: '--ledger-table',
  DATABASE: '--database',
  SOURCE_CONFIG_URI: '--source-config',
  METRIC_NAMESPACE: '--metric-namespace',
  REGION: '--region',
  /** Cores of the cluster that run tasks. */
  CORES: '--cores',
} as const;

/** A declared value as a JSON document holds it, in which enums are texts. */
type InDocument<T> = T extends string ? `${T}` : T extends ReadonlyArray<infer E> ? readonly E[]
  : T extends object ? { readonly [K in keyof T]: InDocument<T[K]> } : T;

/** `CsvOptions` as the functions see them. */
export interface CsvConfig extends InDocument<Omit<CsvOptions, 'delimiter'>> {
  readonly delimiter?: Delimiter;
}

/** What a source declares about how its files are read. */
export interface ReadingConfig extends InDocument<Omit<SourceProps, 'sourceId' | 'optionalFields' | 'csv'>> {
  readonly csv?: CsvConfig;
}

/** `SourceProps` as the functions and the job see them. */
export interface SourceConfig extends ReadingConfig {
  readonly sourceId: string;
  readonly optionalFields: readonly string[];
}

/** Options of CSV files that have a default. The others are found in each file if the source does not declare them. */
export const CSV_DEFAULTS = {
  encoding: 'utf-8',
  preambleLines: 0,
  footerLines: 0,
  raggedRows: 'refuse',
} as const satisfies CsvConfig;

/** The document that carries the source configuration from synth to the functions and the job (a JSON asset). */
export interface SourceConfigDocument {
  readonly sources: SourceConfig[];
}

/** Where drift and alarm messages are delivered. */
export interface AlertWebhookTarget {
  readonly kind: 'slack';
  /** ARN of the Secrets Manager secret that holds the URL. */
  readonly secretArn: string;
  /** The key inside the secret's JSON, if it is JSON. */
  readonly secretField?: string;
  /** Whether private and loopback addresses are allowed (the local cloud); link-local ones never are. */
  readonly allowPrivateAddress: boolean;
}

/** What the launcher needs beyond its other variables to call RunJobFlow. */
export interface LaunchConfig {
  readonly releaseLabel: string;
  readonly serviceRoleArn: string;
  readonly instanceProfile: string;
  readonly subnetIds: string[];
  readonly primarySecurityGroupId: string;
  readonly coreSecurityGroupId: string;
  readonly serviceAccessSecurityGroupId: string;
  readonly logUri: string;
  /** `s3://…/promote.py` and the zip of the promotion package, and the bootstrap action. */
  readonly scriptUri: string;
  readonly packageUri: string;
  readonly bootstrapUri: string;
  readonly wheelsUri: string;
  /** Where the cluster and all that it talks to are. */
  readonly region: string;
  /** Fixed job arguments, `--run` and `--cores` excluded. */
  readonly jobArguments: string[];
  readonly tags: Record<string, string>;
}
