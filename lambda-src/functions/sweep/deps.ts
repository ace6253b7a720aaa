import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Outbox } from '../../store/alerts/outbox';
import type { Emit } from '../../store/metrics/emf';
import type { SourceConfigs } from '../../store/source-config/load-source-config';
import type { Tables } from '../../store/tables/open-tables';

/** What the sweep works with. */
export interface SweepDeps extends Tables {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly rawBucket: string;
  readonly profileQueueUrl: string;
  /** The queue that takes the failure records of the registry's stream. */
  readonly decideFailureQueueUrl: string;
  readonly outbox: Outbox;
  readonly sources: SourceConfigs;
  readonly emit: Emit;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Milliseconds until the function, or the duty, must be done. */
  readonly remainingMillis: () => number;
}
