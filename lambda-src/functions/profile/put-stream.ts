import { type CompletedPart, PutObjectCommand, type PutObjectCommandInput, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { putInParts } from './put-in-parts';

/** Bytes of a part. Two of them are held in memory. S3 takes no part below 5 MiB but the last one, and no more than 10,000 parts. */
const PART_BYTES = 8 * 1024 ** 2;

/** An object that was stored. */
export interface PutObject {
  readonly versionId: string;
  readonly etag: string;
  readonly bytes: number;
}

/** Stores a stream as one object, in parts if it is longer than one part. The object appears only if the whole stream is in it. */
export async function putStream(
  s3: S3Client, target: Pick<PutObjectCommandInput, 'Bucket' | 'Key' | 'ContentType'>, stream: AsyncIterable<Uint8Array>, partBytes = PART_BYTES,
): Promise<PutObject> {
  const parts = inPieces(stream, partBytes);
  try {
    const [first, second] = [await parts.next(), await parts.next()];
    if (second.done === true) {
      const body = first.value ?? Buffer.alloc(0);
      const { VersionId, ETag } = await s3.send(new PutObjectCommand({ ...target, Body: body }));
      return { versionId: VersionId!, etag: ETag!, bytes: body.length };
    }
    let bytes = 0;
    const { versionId, etag } = await putInParts(s3, { ...target, ChecksumAlgorithm: 'CRC32' }, async (upload) => {
      const completed: CompletedPart[] = [];
      const put = async (body: Buffer): Promise<void> => {
        const PartNumber = completed.length + 1;
        const { ETag, ChecksumCRC32 } = await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body: body, ChecksumAlgorithm: 'CRC32' }));
        completed.push({ PartNumber, ETag, ChecksumCRC32 });
        bytes += body.length;
      };
      await put(first.value!);
      await put(second.value);
      for await (const part of parts) {
        await put(part);
      }
      return completed;
    });
    return { versionId: versionId!, etag: etag!, bytes };
  } finally {
    await parts.return(undefined);
  }
}

/** The same bytes in pieces of this size; the last one may be smaller. */
async function* inPieces(stream: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length;) {
      const piece = chunk.subarray(at, at + size - bytes);
      held.push(piece);
      bytes += piece.length;
      at += piece.length;
      if (bytes === size) {
        yield Buffer.concat(held);
        [held, bytes] = [[], 0];
      }
    }
  }
  if (bytes > 0) {
    yield Buffer.concat(held);
  }
}
