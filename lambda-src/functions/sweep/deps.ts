import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Outbox } from '../../store/alerts/outbox';
import type { MetricLine } from '../../store/metrics/emf';
import type { SourceConfigs } from '../../store/source-config/source-config';
import type { Tables } from '../../store/tables/open-tables';

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
  /** Milliseconds until the function, or the duty, must be done. */
  readonly remainingMillis: () => number;
}

/** What is kept of the time for a piece of work that has begun. */
export const RESERVE_MILLIS = 30_000;

/** Whether there is time to begin another piece of work. */
export function hasTime({ remainingMillis }: Pick<SweepDeps, 'remainingMillis'>): boolean {
  return remainingMillis() >= RESERVE_MILLIS;
}
