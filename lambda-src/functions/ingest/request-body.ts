import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Problem } from './problem';
import { MAX_INLINE_BYTES } from '../../../src/contract';

/** The first two bytes of every gzip stream. */
const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * The bytes of the request, exactly as they were sent.
 *
 * @throws Problem `empty_body` or `payload_too_large`
 */
export function requestBytes(event: APIGatewayProxyEvent): Buffer {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length === 0) {
    throw new Problem('empty_body', 'The request has no body; send the file as the body (with curl: --data-binary @file).');
  }
  if (bytes.length > MAX_INLINE_BYTES) {
    throw new Problem(
      'payload_too_large',
      `The body has ${bytes.length} bytes; a request takes at most ${MAX_INLINE_BYTES}. Compress it with gzip, or split it into several files.`,
      { limit: MAX_INLINE_BYTES },
    );
  }
  return bytes;
}

/**
 * The content encoding to record with the object.
 *
 * The bytes count more than the header: API Gateway may have decompressed a body that was sent as gzip, and then the label must
 * not say gzip. A gzip file that is sent without the header is stored as it is, and is read as gzip later.
 *
 * @throws Problem `unsupported_encoding` if the header names anything other than gzip
 */
export function storedEncoding(header: string | undefined, bytes: Buffer): 'gzip' | undefined {
  const encoding = header?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new Problem('unsupported_encoding', `Content-Encoding is ${encoding}; send gzip, or the file as it is without the header.`);
  }
  return encoding === 'gzip' && GZIP_MAGIC.every((byte, index) => bytes[index] === byte) ? 'gzip' : undefined;
}
