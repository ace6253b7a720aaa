import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Env } from '../../../src/contract';
import type { SourceConfig, SourceConfigDocument } from '../../../src/source-config';

/** The registered sources by id. */
export type SourceConfigs = ReadonlyMap<string, SourceConfig>;

let cached: Promise<SourceConfigs> | undefined;

/**
 * The sources of this deployment. Read once per container: the document is an asset whose name holds its hash, so a
 * new document comes with a new function configuration and so with new containers.
 *
 * @throws Error if the document cannot be read or understood; the next call tries again
 */
export function loadSourceConfig(s3: S3Client = new S3Client({})): Promise<SourceConfigs> {
  cached ??= readSourceConfig(s3, process.env[Env.SOURCE_CONFIG_URI] ?? '').catch((error: unknown) => {
    cached = undefined;
    throw error;
  });
  return cached;
}

async function readSourceConfig(s3: S3Client, uri: string): Promise<SourceConfigs> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (!bucket || !key) {
    throw new Error(`${Env.SOURCE_CONFIG_URI} is '${uri}', expected s3://<bucket>/<key>: deploy the stack again`);
  }
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const document = JSON.parse(await object.Body!.transformToString()) as SourceConfigDocument;
  return new Map(document.sources.map((source) => [source.sourceId, source]));
}
