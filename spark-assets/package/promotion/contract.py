"""What the job shares with the constructs and the functions.

`npm run contract` writes this file from src/contract.ts, which says what each name means. Change it there.
"""

RUN_FAILED_ALERT = "run_failed"
REPORT_DETAIL_CHARS = 400
LARGE_MAP_BYTES = 65536
TRANSACTION_MARGIN_BYTES = 524288


class Prefix:
    RAW = "raw/"
    READING_COPIES = "reading-copies/"
    DEAD_LETTER = "dead-letter/"
    QUARANTINE = "quarantine/"
    PROFILES = "profiles/"
    SCHEMAS = "schemas/"
    STAGING = "staging/"
    MANIFESTS = "manifests/"
    CURATED = "curated/"
    EMR_LOGS = "emr-logs/"
    ATHENA_RESULTS = "athena-results/"


class Metric:
    NAMESPACE = "IngestionEngine"
    SOURCE_DIMENSION = "source_id"
    FILES_INGESTED = "FilesIngested"
    FILES_PROFILED = "FilesProfiled"
    PROFILING_FAILURES = "ProfilingFailures"
    SCHEMA_DRIFT = "BreakingSchemaDrift"
    FILES_HELD = "FilesHeld"
    RECORDS_QUARANTINED = "RecordsQuarantined"
    ALERTS_UNSENT = "AlertsUnsent"
    SEARCH_OVERDUE_MINUTES = "SearchOverdueMinutes"
    WEBHOOK_FAILURES = "WebhookFailures"
    PROMOTION_BLOCKED = "PromotionBlockedByBreakingSchema"
    PROMOTION_RUN_SUCCEEDED = "PromotionRunSucceeded"
    PROMOTION_RUN_FAILED = "PromotionRunFailed"
    RECORDS_PROMOTED = "RecordsPromoted"
    FILES_PROMOTED = "FilesPromoted"


class UnsentIndex:
    NAME = "unsent"
    PARTITION_KEY = "unsent"
    SORT_KEY = "due_at"
    WAITING = "unsent"


class TableKey:
    PARTITION = "source_id"
    SORT = "sk"
    TTL = "expires_at"
    HEAD = "head"
    VERSION_PREFIX = "version#"
    FACTS_PREFIX = "facts#"
    LIFE_SUFFIX = "#life"
    DEPLOYMENT = "#deployment"
    NO_SOURCE = "#none"


class LedgerPrefix:
    FILE = "file#"
    PENDING = "pending#"
    HELD = "held#"
    OPEN = "open#"
    TRANSACTION = "txn#"
    REPORT = "report#"
    ALERT = "alert#"
    RUN = "run#"


class LedgerItem:
    LEASE = "lease"
    WRITTEN = "written"
    COLUMNS = "columns"


class FileState:
    PENDING = "PENDING"
    HELD = "HELD"
    PROMOTED = "PROMOTED"
    REJECTED = "REJECTED"
    DEAD_LETTERED = "DEAD_LETTERED"


class RunState:
    LAUNCHING = "LAUNCHING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"


class Verdict:
    APPROVED = "approved"
    DEPRECATED = "deprecated"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


class HeldReason:
    NO_COLUMN = "no_column"
    COUNT_MISMATCH = "count_mismatch"
    UNREADABLE_VALUE = "unreadable_value"
    OBJECT_MISSING = "object_missing"


class DynamoDbLimit:
    TRANSACTION_ACTIONS = 100
    TRANSACTION_BYTES = 4194304
    BATCH_GET_KEYS = 100


class JobArgument:
    RUN = "--run"
    RAW_BUCKET = "--raw-bucket"
    CURATED_BUCKET = "--curated-bucket"
    REGISTRY_TABLE = "--registry-table"
    LEDGER_TABLE = "--ledger-table"
    DATABASE = "--database"
    SOURCE_CONFIG_URI = "--source-config"
    METRIC_NAMESPACE = "--metric-namespace"
    REGION = "--region"
    CORES = "--cores"
