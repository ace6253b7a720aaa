import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Outbox } from '../alerts/outbox';
import type { Tables } from '../ledger/open-tables';
import type { MetricLine } from '../metrics/emf';
import type { SourceConfigs } from '../source-config/source-config';

/** What the sweep works with. */
export interface SweepDeps extends Tables {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly rawBucket: string;
  readonly profileQueueUrl: string;
  readonly outbox: Outbox;
  readonly sources: SourceConfigs;
  readonly emit: (metrics: MetricLine['metrics']) => void;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Milliseconds until the function must be done. */
  readonly remainingMillis: () => number;
}
