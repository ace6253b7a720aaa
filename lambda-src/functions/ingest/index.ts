import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Env, Metric } from '../../../src/contract';
import { emit } from '../emit';
import { requiredEnv } from '../environment';
import { acceptFile } from './accept-file';
import { ApiKeyDirectory } from './api-keys';
import { type Authorize, authorizeByApiKey, authorizeByIam } from './authorize';
import type { IngestDeps } from './deps';
import { handleRequest } from './handle-request';
import { loadSourceConfig } from '../../store/source-config/load-source-config';

// Three tries end before the function's timeout, so that the sender gets the function's answer and not the gateway's.
const requestHandler = { connectionTimeout: 1_000, requestTimeout: 7_000, throwOnRequestTimeout: true };

const deps: IngestDeps = {
  s3: new S3Client({ requestHandler }),
  rawBucket: requiredEnv(Env.RAW_BUCKET),
  findSource: async (sourceId) => (await loadSourceConfig()).get(sourceId),
  authorize: authorization(),
  onStored: (sourceId) => emit(sourceId, { [Metric.FILES_INGESTED]: 1 }),
};

/** The Lambda behind the HTTP API. */
export function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return handleRequest(event, (request) => acceptFile(deps, request));
}

function authorization(): Authorize {
  const auth = requiredEnv(Env.INGEST_AUTH);
  switch (auth) {
    case 'iam': return authorizeByIam;
    case 'api-key': return authorizeByApiKey(new ApiKeyDirectory(new SSMClient({ requestHandler }), JSON.parse(requiredEnv(Env.API_KEY_PARAMETERS))));
    default: throw new Error(`${Env.INGEST_AUTH} is ${auth}; expected api-key or iam`);
  }
}
