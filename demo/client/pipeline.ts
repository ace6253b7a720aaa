import { readFileSync } from 'node:fs';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientConfig } from '../../local/clients';
import type { CloudState, Pipeline as Names } from '../../local/state';

/** A deployed pipeline from outside, as senders, analysts and operators see it. */
export interface DeployedPipeline {
  readonly state: Names;
  /** PEM certificates of the authorities that signed its servers' certificates. */
  readonly authority: Buffer | string;
  readonly athena: AthenaClient;
  readonly documents: DynamoDBDocumentClient;
}

/** A pipeline on the local cloud. */
export class Pipeline implements DeployedPipeline {
  /** PEM certificate of the authority that signed the local cloud's server certificate. */
  readonly authority: Buffer;
  readonly athena: AthenaClient;
  readonly cloudwatch: CloudWatchClient;
  readonly documents: DynamoDBDocumentClient;
  readonly s3: S3Client;

  constructor(readonly state: CloudState) {
    this.authority = readFileSync(state.caFile);
    const config = clientConfig(state);
    this.athena = new AthenaClient(config);
    this.cloudwatch = new CloudWatchClient(config);
    this.documents = DynamoDBDocumentClient.from(new DynamoDBClient(config));
    // Buckets on the local cloud have no host names of their own.
    this.s3 = new S3Client({ ...config, forcePathStyle: true });
  }
}
