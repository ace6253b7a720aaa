import type { S3Client } from '@aws-sdk/client-s3';
import type { ReadingTime } from './reading-time';
import type { Outbox } from '../../store/alerts/outbox';
import type { Attempts } from '../../store/ledger/attempts';
import type { Emit } from '../../store/metrics/emf';
import type { SourceConfigs } from '../../store/source-config/load-source-config';
import type { Tables } from '../../store/tables/open-tables';

/** What the profiler works with. */
export interface ProfileDeps extends Tables {
  readonly s3: S3Client;
  readonly rawBucket: string;
  readonly attempts: Attempts;
  readonly readingTime: ReadingTime;
  readonly outbox: Outbox;
  readonly sources: SourceConfigs;
  readonly emit: Emit;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Returns an id that was never given before. */
  readonly newId: () => string;
}

/** What is to be done with a message. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Another attempt holds the file until then (ISO time). */
  | { readonly kind: 'postpone'; readonly until: string }
  /** The file's row is no longer as it was read: everything starts again at the ledger. */
  | { readonly kind: 'restart' };
