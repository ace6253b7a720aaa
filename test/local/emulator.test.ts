import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { type Emulator, startEmulator } from '../../local/emulator';
import { isAlive } from '../../local/processes';

jest.setTimeout(300_000);

describe('a plain emulator', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ auth: false, tls: false });
  });
  afterAll(() => emulator.stop());

  test('answers the SDK on a loopback port', async () => {
    const s3 = new S3Client({ endpoint: emulator.endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
    expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
    expect(emulator.env.AWS_ENDPOINT_URL).toBe(emulator.endpoint);
  });
});

test('an emulator with TLS has an authority of its own, and stopping it leaves neither process nor files', async () => {
  const emulator = await startEmulator({ auth: true, tls: true });
  const authority = emulator.env.NODE_EXTRA_CA_CERTS!;
  expect(existsSync(authority)).toBe(true);
  expect(emulator.endpoint).toMatch(/^https:/);

  await emulator.stop();

  expect(isAlive(emulator.pid)).toBe(false);
  expect(existsSync(dirname(authority))).toBe(false);
});
