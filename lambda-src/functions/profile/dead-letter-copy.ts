import { CopyObjectCommand, type S3Client, UploadPartCopyCommand } from '@aws-sdk/client-s3';
import { putInParts } from './put-in-parts';
import { type StoredVersion, headVersion } from './raw-bucket';
import { deadLetterKey } from '../../core/raw/kept-keys';
import type { RawObject } from '../../core/raw/raw-object';

/** Largest object that S3 copies in one request, in bytes. */
const MAX_COPY_BYTES = 5 * 1024 ** 3;
/** Names and texts of an object's metadata, as S3 counts them. */
const METADATA_BYTES = 2 * 1024;
const PART_BYTES = 1024 ** 3;

/**
 * Copies one version of a raw object to the dead letters and makes sure that the copy is complete.
 *
 * @param multipartAbove bytes above which the copy is made in parts
 * @throws Error if the copy differs; the original stays as it is
 */
export async function copyToDeadLetters(
  s3: S3Client, bucket: string, raw: RawObject, stored: StoredVersion, reason: Record<string, string>, multipartAbove = MAX_COPY_BYTES,
): Promise<void> {
  const target = {
    Bucket: bucket,
    Key: deadLetterKey(raw),
    ContentType: stored.contentType,
    ContentEncoding: stored.contentEncoding,
    Metadata: withReason(stored.metadata, reason),
  };
  const source = `${bucket}/${encodeURIComponent(raw.key).replaceAll('%2F', '/')}?versionId=${encodeURIComponent(raw.versionId)}`;
  const versionId = stored.bytes > multipartAbove
    ? await copyInParts(s3, target, source, stored.bytes, Math.min(PART_BYTES, multipartAbove))
    : (await s3.send(new CopyObjectCommand({ ...target, CopySource: source, MetadataDirective: 'REPLACE', ChecksumAlgorithm: 'CRC64NVME' }))).VersionId;

  const copy = await headVersion(s3, bucket, target.Key, versionId);
  if (copy === undefined || copy.bytes !== stored.bytes || (copy.crc64 !== undefined && stored.crc64 !== undefined && copy.crc64 !== stored.crc64)) {
    throw new Error(`The copy of ${raw.key} in ${target.Key} is not complete: it has ${copy?.bytes ?? 'no'} of ${stored.bytes} bytes, or its checksum differs; `
      + 'the original was not deleted and the file is tried again');
  }
}

async function copyInParts(
  s3: S3Client, target: { Bucket: string; Key: string }, source: string, bytes: number, partBytes: number,
): Promise<string | undefined> {
  const { versionId } = await putInParts(s3, { ...target, ChecksumAlgorithm: 'CRC64NVME' }, async (upload) => {
    const parts = [];
    for (let start = 0, number = 1; start < bytes; start += partBytes, number++) {
      const end = Math.min(start + partBytes, bytes) - 1;
      const { CopyPartResult } = await s3.send(new UploadPartCopyCommand({
        ...upload, PartNumber: number, CopySource: source, CopySourceRange: `bytes=${start}-${end}`,
      }));
      parts.push({ PartNumber: number, ETag: CopyPartResult!.ETag, ChecksumCRC64NVME: CopyPartResult!.ChecksumCRC64NVME });
    }
    return parts;
  });
  return versionId;
}

/** The sender's metadata and as much of the reason as fits beside it, in its order. The first text is always there. */
function withReason(metadata: Record<string, string>, reason: Record<string, string>): Record<string, string> {
  const all = { ...metadata };
  Object.entries(reason).forEach(([name, text], i) => {
    const next = { ...all, [name]: headerSafe(text) };
    if (i === 0 || Object.entries(next).flat().join('').length <= METADATA_BYTES) {
      all[name] = next[name];
    }
  });
  return all;
}

/** Object metadata is sent in headers: ASCII, on one line, 2 KB in all. */
function headerSafe(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 400);
}
