/**
 * What the constructs, the Lambda handlers and the Spark job must agree on. It imports nothing. The handlers import it, and
 * `npm run contract` writes it as Python for the Spark job (`spark-assets/package/promotion/contract.py`).
 *
 * @internal
 */

/** First key segments of the raw bucket and of the curated bucket. */
export const Prefix = {
  /** Raw bucket: files as they were sent, never altered. */
  RAW: 'raw/',
  /** Raw bucket: what promotion reads in place of files that its reader could not read. */
  READING_COPIES: 'reading-copies/',
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

/** Raw keys: what follows the id of a file that holds the bad records of another file. That file's id comes next. */
export const REPLAY_NAME = '_replay-of-';

/** Environment variables of the functions. */
export const Env = {
  RAW_BUCKET: 'RAW_BUCKET',
  /** The notify function has it too, but no permission on the table: its messages show the command that decides a drift. */
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
  /** Bad records of files whose other records were accepted. */
  RECORDS_QUARANTINED: 'RecordsQuarantined',
  ALERTS_UNSENT: 'AlertsUnsent',
  /** By how many minutes the sweep's most overdue search is late. */
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
  /** The registry's item that every writer of a source's versions conditions on. */
  HEAD: 'head',
  /** Every registry version's sort key begins with this; the stream filter relies on it. */
  VERSION_PREFIX: 'version#',
  /** What the program knows of a version, beside the item that people edit; what follows is the time in the version's key. */
  FACTS_PREFIX: 'facts#',
  /** After the sort key of a version's facts: the item of what became of the version. */
  LIFE_SUFFIX: '#life',
  /** Partition of the ledger items that belong to the deployment and to no source. */
  DEPLOYMENT: '#deployment',
  /** Partition of the ledger items of files whose keys do not name a registered source. No source id begins with `#`. */
  NO_SOURCE: '#none',
} as const;

/** What the sort keys of the ledger's items begin with; `docs/data-model.md` says what each item holds. */
export const LedgerPrefix = {
  FILE: 'file#',
  PENDING: 'pending#',
  HELD: 'held#',
  OPEN: 'open#',
  /** Transactions that are finished. */
  TRANSACTION: 'txn#',
  REPORT: 'report#',
  ALERT: 'alert#',
  RUN: 'run#',
} as const;

/** Sort keys of ledger items that occur at most once in a partition. */
export const LedgerItem = {
  LEASE: 'lease',
  WRITTEN: 'written',
  COLUMNS: 'columns',
} as const;

/** States of a file. */
export const FILE_STATES = ['PENDING', 'HELD', 'PROMOTED', 'REJECTED', 'DEAD_LETTERED'] as const;

/** States of a promotion run. */
export const RUN_STATES = ['LAUNCHING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'SKIPPED'] as const;

/** How a version was closed. */
export const VERDICTS = ['approved', 'deprecated', 'rejected', 'superseded'] as const;

/** Why the profiler holds a file. Each of these waits for a person. */
export const PROFILER_HELD_REASONS = ['foreign_key', 'overwritten', 'too_many_drifts'] as const;

/** Why the job holds a file. Each of these waits for a person. */
export const JOB_HELD_REASONS = [
  // The file has a value at a path that has no column.
  'no_column',
  // The job read a different number of records than the profiler counted.
  'count_mismatch',
  // A record, or a value in it, cannot be read as its type.
  'unreadable_value',
  // An object that the job needs for the file is missing, or is not the one that the profiler read or wrote.
  'object_missing',
] as const;

/** Every reason for which a file may be dead-lettered, with its meaning for the sender. The names are part of the contract. */
export const DEAD_LETTER_REASONS = {
  empty_file: 'The file holds nothing but white space.',
  file_too_large: 'Decompressed, the file is larger than the limit, or larger than 500 times its compressed size.',
  invalid_gzip: 'The file starts as gzip but is truncated, damaged, or followed by something else.',
  unsupported_file: 'The file is an archive, a workbook, an image, or of another kind that is neither CSV nor JSON, or it is not compressed with gzip.',
  invalid_encoding: 'The bytes are not text in the encoding that a byte order mark shows or that the source declares: strict UTF-8, if there is neither.',
  malformed_json: 'The text breaks the grammar of JSON (RFC 8259).',
  records_not_found: 'The place that the source declares for its records does not exist in the file, or something else is there.',
  not_a_record: 'A value that should be a record is not a JSON object.',
  duplicate_key: 'An object has the same key twice, so one of the values would be lost.',
  case_collision: 'Two names of one object or header differ only in case, so a table cannot have a column for each.',
  lone_surrogate: 'A string has half of a surrogate pair, which is not a character.',
  too_deep: 'Objects and arrays are nested deeper than the limit.',
  record_too_long: 'A record is longer than the limit.',
  field_name_too_long: 'A field name, or the path of names down to it, is longer than the limit.',
  too_many_fields: 'The file has more different fields than the limit.',
  malformed_csv: 'A quoted cell is not closed, or is followed by text; or the file is not CSV at all.',
  not_delimited: 'No delimiter cuts the lines into cells: the file is HTML or XML, has columns of fixed width, or another character separates its cells.',
  ambiguous_csv: 'The file can be read in two ways that are about equally good, and its source does not say which is meant.',
  empty_header: 'A column has no name, although it has values or is not among the last ones.',
  duplicate_header: 'Two columns have the same name.',
  ragged_row: 'A row has more or fewer cells than the header.',
  bad_record_ratio: 'More of the records are bad than the source allows, or than can be kept.',
  time_exceeded: 'The file could not be read within the time that one attempt has.',
  profiler_crash: 'Three attempts at reading the file ended without an answer.',
  unregistered_source: 'The key names a source that is not registered.',
} as const;

/** The kind of the alert on a run that failed; the other kinds are the functions' own. */
export const RUN_FAILED_ALERT = 'run_failed';

/** Characters of a fault's text that a `report#` item keeps. */
export const REPORT_DETAIL_CHARS = 400;

/**
 * Most bytes that a map takes in its item. A map whose JSON is larger is gzipped, and a map that is still larger goes to an S3
 * object. An item holds 400 KB, and several maps share one.
 */
export const LARGE_MAP_BYTES = 64 * 1024;

/** How much DynamoDB takes at once. */
export const DynamoDbLimit = {
  /** Most actions of a transaction. Each of them touches a different item. */
  TRANSACTION_ACTIONS: 100,
  /** Most bytes of all items that a transaction touches. An item counts as a whole, not only what changes of it. */
  TRANSACTION_BYTES: 4 * 1024 * 1024,
  /** Most keys of one BatchGetItem. */
  BATCH_GET_KEYS: 100,
} as const;

/** What is left free in a transaction for items that grow between being read and being written. */
export const TRANSACTION_MARGIN_BYTES = 512 * 1024;

/** Base path of the HTTP API. */
export const API_BASE_PATH = 'v1';

/** What is looked for if the source does not say what separates the cells of its CSV files. */
export const CSV_DELIMITERS = [',', ';', '\t', '|'] as const;

/** What separates the cells of a CSV file: an ASCII character. A source may declare any. */
export type Delimiter = string;

/** The limits of what a source may declare. The construct and the command line refuse more. */
export const SourceLimit = {
  /** Lines before and after the table of a CSV file. */
  MARGIN_LINES: 1_000,
  /** UTF-16 code units of the name of a field, so of a column too. */
  FIELD_NAME_CHARS: 512,
  /** ASCII characters with which the comments of a CSV file begin. */
  COMMENT_CHARS: 8,
  NULL_MARKERS: 100,
  NULL_MARKER_BYTES: 63,
  /** Fields whose values are written in a way of their own, and different decimals, together. */
  FIELD_FORMATS: 100,
  TIME_PATTERNS: 20,
  CURRENCY_BYTES: 15,
  /** If more than half of the lines are bad, they are not records at all. */
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
  /** `s3://…` of the script that prepares each machine, and of the two zips that it unpacks: the job and its dependencies. */
  readonly bootstrapUri: string;
  readonly packageUri: string;
  readonly wheelsUri: string;
  /** Where the cluster and all that it talks to are. */
  readonly region: string;
  /** Fixed job arguments, `--run` and `--cores` excluded. */
  readonly jobArguments: string[];
  readonly tags: Record<string, string>;
}
