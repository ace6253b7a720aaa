import { gzipSync } from 'node:zlib';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { BadRecord } from '../../core/formats/bad-records';
import { quarantineKey } from '../../core/raw/kept-keys';
import type { RawObject } from '../../core/raw/raw-object';

/**
 * Keeps the bad records of a file, one JSON object a line: `number`, `reason`, `detail`, and `raw`, its text as it was
 * sent. Before the file is accepted, so that none is ever in neither place.
 */
export async function quarantine(s3: S3Client, bucket: string, raw: RawObject, records: readonly BadRecord[]): Promise<void> {
  if (records.length === 0) {
    return;
  }
  const lines = records.map(({ number, reason, detail, text }) => `${JSON.stringify({ number, reason, detail, raw: text })}\n`);
  await s3.send(new PutObjectCommand({
    Bucket: bucket, Key: quarantineKey(raw), Body: gzipSync(lines.join('')), ContentType: 'application/gzip',
  }));
}
