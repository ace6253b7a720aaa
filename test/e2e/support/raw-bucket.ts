import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { deployed } from './cloud';

/** The keys of the raw bucket with this prefix, at most 1,000. */
export async function keysUnder(prefix: string): Promise<string[]> {
  const { s3, state } = deployed();
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: state.rawBucket, Prefix: prefix }));
  return Contents.map(({ Key }) => Key!);
}

/** The text of a gzipped object of the raw bucket. */
export async function gunzipped(key: string): Promise<string> {
  const { s3, state } = deployed();
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: state.rawBucket, Key: key }));
  return gunzipSync(await Body!.transformToByteArray()).toString('utf8');
}
