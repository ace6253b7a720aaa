import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, type CompletedPart, CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput, type S3Client,
} from '@aws-sdk/client-s3';

/** An upload that was begun. */
export interface Upload {
  readonly Bucket: string | undefined;
  readonly Key: string | undefined;
  readonly UploadId: string | undefined;
}

/**
 * Writes one object in parts. It appears when all parts are there. If a part fails, nothing of the object remains.
 *
 * @param putParts uploads the parts and returns them in order
 */
export async function putInParts(
  s3: S3Client, target: CreateMultipartUploadCommandInput, putParts: (upload: Upload) => Promise<CompletedPart[]>,
): Promise<{ readonly versionId: string | undefined; readonly etag: string | undefined }> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const upload = { Bucket: target.Bucket, Key: target.Key, UploadId };
  try {
    const written = await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: await putParts(upload) } }));
    return { versionId: written.VersionId, etag: written.ETag };
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand(upload));
    throw error;
  }
}
