import { GetObjectCommand, HeadObjectCommand, NotFound, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { RawObject } from '../../core/raw/raw-object';

/** What S3 says about one version of a raw object. */
export interface StoredVersion {
  readonly etag: string;
  readonly bytes: number;
  /** ISO time; whole seconds. */
  readonly storedAt: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly metadata: Record<string, string>;
  /** CRC-64/NVME of the whole object, if S3 has it. */
  readonly crc64?: string;
}

/** @returns undefined if that version no longer exists */
export async function headVersion(s3: S3Client, bucket: string, key: string, versionId?: string): Promise<StoredVersion | undefined> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId, ChecksumMode: 'ENABLED' }));
    return {
      etag: head.ETag!,
      bytes: head.ContentLength!,
      storedAt: head.LastModified!.toISOString(),
      contentType: head.ContentType,
      contentEncoding: head.ContentEncoding,
      metadata: head.Metadata ?? {},
      crc64: head.ChecksumType === 'FULL_OBJECT' ? head.ChecksumCRC64NVME : undefined,
    };
  } catch (error) {
    if (error instanceof NotFound || (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * The bytes of exactly that version, as a stream.
 *
 * @param etag the version's ETag: where versioning is suspended, other bytes may take the place of a version
 * @throws Error if the version has another ETag
 */
export async function readVersion(s3: S3Client, bucket: string, raw: RawObject, etag: string): Promise<AsyncIterable<Uint8Array>> {
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: raw.key, VersionId: raw.versionId, IfMatch: etag }));
  return object.Body as AsyncIterable<Uint8Array>;
}
