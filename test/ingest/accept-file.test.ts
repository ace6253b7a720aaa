import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { PutObjectCommand } from '@aws-sdk/client-s3';
import { decodeTime } from 'ulid';
import { postEvent, type RequestOptions } from './event';
import { acceptFile } from '../../lambda-src/functions/ingest/accept-file';
import { handleRequest } from '../../lambda-src/functions/ingest/handle-request';
import { Problem } from '../../lambda-src/functions/ingest/problem';
import { MAX_INLINE_BYTES } from '../../src/contract';
import type { SourceConfig } from '../../src/source-config';

const SOURCES: SourceConfig[] = [
  { sourceId: 'orders', format: 'json', optionalFields: [] },
  { sourceId: 'customers', format: 'csv', optionalFields: [] },
  { sourceId: 'branches', format: 'csv', optionalFields: [], csv: { encoding: 'latin1' } },
];

function awsError(name: string): Error {
  return Object.assign(new Error(name), { name });
}

/** Sends one request. `answers` says what S3 does with each PutObject in turn; by default it stores the object. */
async function send(options: RequestOptions = {}, answers: Array<Error | undefined> = []) {
  const puts: PutObjectCommand['input'][] = [];
  const stored: string[] = [];
  const s3 = {
    send: async (command: PutObjectCommand) => {
      puts.push(command.input);
      const answer = answers.shift();
      if (answer) {
        throw answer;
      }
      return { VersionId: 'v1' };
    },
  };
  const result = await handleRequest(postEvent(options), (event) => acceptFile({
    s3: s3 as never,
    rawBucket: 'raw-bucket',
    findSource: async (sourceId) => SOURCES.find((source) => source.sourceId === sourceId),
    authorize: async (_, sourceId) => {
      if (options.apiKeyId === 'key-of-another') {
        throw new Problem('access_denied', sourceId);
      }
    },
    onStored: (sourceId) => stored.push(sourceId),
  }, event));
  return { status: result.statusCode, headers: result.headers, body: JSON.parse(result.body), puts, stored };
}

beforeEach(() => {
  jest.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => jest.restoreAllMocks());

describe('a file that is accepted', () => {
  test('is stored byte for byte under the receipt date, and the answer says where', async () => {
    const body = Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x00, 0x7d]);
    const { status, body: answer, puts, stored } = await send({ body, headers: { 'content-type': 'application/json', 'x-ingest-filename': 'a b.json' } });
    expect(status).toBe(201);
    expect(puts).toHaveLength(1);
    expect(puts[0].Body).toEqual(body);
    expect(puts[0].Bucket).toBe('raw-bucket');
    expect(puts[0].IfNoneMatch).toBe('*');
    expect(puts[0].Key).toMatch(/^raw\/source=orders\/date=2026-11-24\/[0-9A-HJKMNP-TV-Z]{26}_a_b\.json$/);
    expect(puts[0].Metadata).toMatchObject({ 'original-filename': 'a%20b.json' });
    const sha256 = createHash('sha256').update(body).digest('base64');
    expect(puts[0].ChecksumSHA256).toBe(sha256);
    expect(answer).toEqual({
      ingestId: puts[0].Key!.split('/')[3].slice(0, 26),
      sourceId: 'orders',
      bucket: 'raw-bucket',
      key: puts[0].Key,
      versionId: 'v1',
      sizeBytes: 6,
      sha256,
      receivedAt: '2026-11-24T08:00:00.123Z',
      state: 'stored',
    });
    expect(stored).toEqual(['orders']);
  });

  test('gets an id whose time is the receipt time', async () => {
    const { body } = await send({ receivedAt: '2026-01-31T23:59:59.999Z' });
    expect(decodeTime(body.ingestId)).toBe(Date.parse('2026-01-31T23:59:59.999Z'));
    expect(body.key).toContain('/date=2026-01-31/');
  });

  test('gets another key when it is sent again in the same millisecond', async () => {
    const first = await send();
    const second = await send();
    expect(second.body.key).not.toBe(first.body.key);
  });

  test.each([
    ['orders', 'application/json', /_file\.json$/],
    ['orders', 'application/x-ndjson; charset=UTF-8', /_file\.ndjson$/],
    ['customers', 'text/csv; charset="utf-16"', /_file\.csv$/],
  ])('of %s as %s is named after its type if the sender gives no name', async (sourceId, contentType, key) => {
    const { status, puts } = await send({ sourceId, headers: { 'Content-Type': contentType } });
    expect(status).toBe(201);
    expect(puts[0].Key).toMatch(key);
  });

  test.each(['iso-8859-1', 'Latin1', '"windows-1252"', 'utf-16'])('of a source that is declared to send Latin-1 may say charset %s', async (charset) => {
    const { status } = await send({ sourceId: 'branches', headers: { 'Content-Type': `text/csv; charset=${charset}` } });
    expect(status).toBe(201);
  });

  test('in gzip is stored compressed, as it arrived, with the digest of the compressed bytes', async () => {
    const body = gzipSync('{"id":1}');
    const digest = createHash('sha512').update(body).digest('base64');
    const { status, puts } = await send({
      body,
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip', 'Content-Digest': `md5=:AA==:, sha-512=:${digest}:` },
    });
    expect(status).toBe(201);
    expect(puts[0].Body).toEqual(body);
    expect(puts[0].ContentEncoding).toBe('gzip');
  });

  test('that the gateway has decompressed is not labelled gzip', async () => {
    const { status, puts } = await send({ headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' } });
    expect(status).toBe(201);
    expect(puts[0].ContentEncoding).toBeUndefined();
  });

  test('may have exactly the maximum size', async () => {
    expect((await send({ body: Buffer.alloc(MAX_INLINE_BYTES, 0x20) })).status).toBe(201);
  });
});

describe('a request that is refused stores nothing', () => {
  const json = { 'Content-Type': 'application/json' };
  test.each<[number, string, RequestOptions]>([
    [404, 'source_not_registered', { sourceId: 'invoices' }],
    [404, 'source_not_registered', { sourceId: '__proto__' }],
    [403, 'access_denied', { apiKeyId: 'key-of-another' }],
    [415, 'unsupported_media_type', { headers: {} }],
    [415, 'unsupported_media_type', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }],
    [415, 'unsupported_media_type', { sourceId: 'customers' }],
    [415, 'unsupported_media_type', { headers: { 'Content-Type': 'application/json; charset=iso-8859-1' } }],
    [415, 'unsupported_media_type', { sourceId: 'customers', headers: { 'Content-Type': 'text/csv; charset=windows-1252' } }],
    [415, 'unsupported_media_type', { sourceId: 'branches', headers: { 'Content-Type': 'text/csv; charset=shift_jis' } }],
    [415, 'unsupported_media_type', { sourceId: 'branches', headers: { 'Content-Type': 'text/csv; charset=utf-8' } }],
    [415, 'unsupported_encoding', { headers: { ...json, 'Content-Encoding': 'br' } }],
    [400, 'empty_body', { body: '' }],
    [400, 'invalid_filename', { headers: { ...json, 'X-Ingest-Filename': '../a.json' } }],
    [400, 'invalid_digest', { headers: { ...json, 'Content-Digest': 'sha-256=abc' } }],
    [400, 'invalid_digest', { headers: { ...json, 'Content-Digest': 'md5=:rL0Y20zC+Fzt72VPzMSk2A==:' } }],
    [400, 'digest_mismatch', { headers: { ...json, 'Content-Digest': `sha-256=:${createHash('sha256').update('other').digest('base64')}:` } }],
    [400, 'digest_mismatch', { headers: { ...json, 'Content-Digest': 'sha-256=::' } }],
    [413, 'payload_too_large', { body: Buffer.alloc(MAX_INLINE_BYTES + 1) }],
  ])('%i %s', async (status, code, options) => {
    const response = await send(options);
    expect(response.status).toBe(status);
    expect(response.headers!['Content-Type']).toBe('application/problem+json');
    expect(response.body).toMatchObject({ type: 'about:blank', status, code, requestId: '0f3c9c2e-8d5b-4a71-9d0b-5e6a1d7c2f10' });
    expect(response.body.detail).toMatch(/./);
    expect(response.puts).toEqual([]);
    expect(response.stored).toEqual([]);
  });

  test('a body that exceeds the limit is answered with the limit', async () => {
    expect((await send({ body: Buffer.alloc(MAX_INLINE_BYTES + 1) })).body.limit).toBe(MAX_INLINE_BYTES);
  });
});

describe('when S3 fails', () => {
  test('the sender is told to try again later, and does not learn the cause', async () => {
    const { status, headers, body, stored } = await send({}, [awsError('AccessDenied')]);
    expect(status).toBe(503);
    expect(headers!['Retry-After']).toBe('5');
    expect(body.code).toBe('storage_unavailable');
    expect(JSON.stringify(body)).not.toContain('AccessDenied');
    expect(stored).toEqual([]);
  });

  test('a try whose answer was lost counts as stored, because the object under the key is its own', async () => {
    const { status, body, puts, stored } = await send({}, [awsError('PreconditionFailed')]);
    expect(status).toBe(201);
    expect(body.key).toBe(puts[0].Key);
    expect(body).not.toHaveProperty('versionId');
    expect(puts).toHaveLength(1);
    expect(stored).toEqual(['orders']);
  });

  test('a write that is still under way is tried again under the same key', async () => {
    const conflict = awsError('ConditionalRequestConflict');
    const { status, puts } = await send({}, [conflict, conflict]);
    expect(status).toBe(201);
    expect(new Set(puts.map((put) => put.Key)).size).toBe(1);
    expect((await send({}, [conflict, conflict, conflict])).status).toBe(503);
  });
});

test('an unexpected error is answered without its message', async () => {
  const result = await handleRequest(postEvent(), async () => {
    throw new Error('arn:aws:iam::123456789012:role/secret');
  });
  expect(result.statusCode).toBe(500);
  expect(JSON.parse(result.body)).toMatchObject({ code: 'internal', status: 500 });
  expect(result.body).not.toContain('arn:');
});
