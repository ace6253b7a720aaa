import type { S3Client } from '@aws-sdk/client-s3';
import type { Authorize } from './authorize';
import type { SourceConfig } from '../../../src/source-config';

/** What the ingest function works with. */
export interface IngestDeps {
  readonly s3: Pick<S3Client, 'send'>;
  readonly rawBucket: string;
  /** The registered source of an id; undefined if there is none. */
  readonly findSource: (sourceId: string) => Promise<SourceConfig | undefined>;
  readonly authorize: Authorize;
  /** Called once for each file that is stored. */
  readonly onStored: (sourceId: string) => void;
}
