import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { deployed } from './support/cloud';
import { post, send } from '../../demo/client/ingest';
import { profiled } from '../../demo/client/ledger';
import { sumOf } from '../../demo/client/metrics';
import { Pipeline } from '../../demo/client/pipeline';
import { waitFor } from '../../demo/client/wait';
import { Metric } from '../../src/contract';

const FILE = { sourceId: 'edge', filename: 'file.json', contentType: 'application/json', body: Buffer.from('[{"id":1}]') };

/** The same pipeline, for a sender with other keys. */
function withKeys(apiKeys: Record<string, string>): Pipeline {
  const { state } = deployed();
  return new Pipeline({ ...state, apiKeys });
}

test('a request without an API key is refused by the gateway', async () => {
  expect((await post(withKeys({}), FILE)).status).toBe(403);
});

test('a request with the key of another source is refused, and the answer says so', async () => {
  const { status, body } = await post(withKeys({ edge: deployed().state.apiKeys.ndjson! }), FILE);
  expect([status, body.code]).toEqual([403, 'access_denied']);
});

test('a source that is not registered is not found', async () => {
  const { status, body } = await post(withKeys({ nobody: deployed().state.apiKeys.edge! }), { ...FILE, sourceId: 'nobody' });
  expect([status, body.code]).toEqual([404, 'source_not_registered']);
});

test('a body that the pipeline cannot take inline is refused with its limit', async () => {
  const { status, body } = await post(deployed(), { ...FILE, body: Buffer.alloc(4 * 1024 * 1024 + 1, ' ') });
  expect([status, body.code]).toEqual([413, 'payload_too_large']);
});

test('the raw bucket is closed to callers without credentials of the account', async () => {
  const { key } = await send(deployed(), FILE);
  const { state, authority } = deployed();
  const stranger = new S3Client({
    endpoint: state.endpointUrl,
    region: state.region,
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'of-nobody' },
    requestHandler: { httpsAgent: { ca: authority } },
  });
  await expect(stranger.send(new GetObjectCommand({ Bucket: state.rawBucket, Key: key }))).rejects.toThrow();
});

test('a file that breaks off is kept byte for byte under dead-letter/, with its reason, and counted', async () => {
  const body = Buffer.from('[{"id":1},{"id":');
  const { ingestId, key } = await send(deployed(), { ...FILE, body });
  const row = await profiled(deployed(), 'edge', ingestId);
  expect([row.state, row.reason]).toEqual(['DEAD_LETTERED', expect.any(String)]);
  const { Body } = await deployed().s3.send(new GetObjectCommand({
    Bucket: deployed().state.rawBucket,
    Key: key.replace(/^raw\//, 'dead-letter/'),
  }));
  expect(Buffer.from(await Body!.transformToByteArray())).toEqual(body);
  const failures = await waitFor('the metric', async () => await sumOf(deployed(), Metric.PROFILING_FAILURES, 'edge') || undefined);
  expect(failures).toBe(1);
});
