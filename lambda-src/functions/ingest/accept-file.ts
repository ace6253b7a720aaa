import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { verifyContentDigest } from './content-digest';
import type { IngestDeps } from './deps';
import { parseFilenameHeader } from './filename-header';
import { parseMediaType } from './media-type';
import { Problem } from './problem';
import { requestBytes, storedEncoding } from './request-body';
import { storeOnce } from './store-file';
import type { Filename } from '../../core/raw/filename';
import { nameRawFile } from '../../core/raw/raw-key';

/**
 * `POST /sources/{sourceId}/files`: stores the body as one file of the source.
 *
 * The answer 201 means only that S3 holds the bytes durably. The profiler finds out later whether they can be read.
 *
 * @throws Problem if the request is refused; nothing is stored then
 */
export async function acceptFile(deps: IngestDeps, event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const sourceId = event.pathParameters?.sourceId ?? '';
  const source = await deps.findSource(sourceId);
  if (source === undefined) {
    throw new Problem('source_not_registered', 'No source of this id is registered here; check the path against the id you were given.');
  }
  await deps.authorize(event, sourceId);

  const mediaType = parseMediaType(headerOf(event, 'content-type'), source);
  const filename = filenameOf(event, mediaType.extension);
  const bytes = requestBytes(event);
  const encoding = storedEncoding(headerOf(event, 'content-encoding'), bytes);
  const digest = headerOf(event, 'content-digest');
  if (digest !== undefined) {
    verifyContentDigest(digest, bytes);
  }

  // The gateway's clock, read once, so that id, date and answer never give different times.
  const receivedAt = event.requestContext.requestTimeEpoch;
  const { ingestId, key } = nameRawFile(sourceId, receivedAt, filename.safe);
  const sha256 = createHash('sha256').update(bytes).digest('base64');
  const versionId = await storeOnce(deps.s3, {
    Bucket: deps.rawBucket,
    Key: key,
    Body: bytes,
    ContentType: mediaType.contentType,
    ContentEncoding: encoding,
    ChecksumSHA256: sha256,
    Metadata: { 'original-filename': encodeURIComponent(filename.original), 'request-id': event.requestContext.requestId },
  });
  deps.onStored(sourceId);

  return {
    statusCode: 201,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: JSON.stringify({
      ingestId,
      sourceId,
      bucket: deps.rawBucket,
      key,
      versionId,
      sizeBytes: bytes.length,
      sha256,
      receivedAt: new Date(receivedAt).toISOString(),
      state: 'stored',
    }),
  };
}

function filenameOf(event: APIGatewayProxyEvent, extension: string): Filename {
  return parseFilenameHeader(headerOf(event, 'x-ingest-filename') ?? `file.${extension}`);
}

/** Header names are lower-case in HTTP/2, but of any case in HTTP/1.1, and the gateway passes them on unchanged. */
function headerOf(event: APIGatewayProxyEvent, name: string): string | undefined {
  return Object.entries(event.headers).find(([header]) => header.toLowerCase() === name)?.[1];
}
