import type { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { CERTIFICATE } from './certificate';
import { WebhookServer } from './webhook-server';
import { deliver } from '../../lambda-src/functions/notify/deliver';
import { AlertNotifier } from '../../lambda-src/functions/notify/handle-alerts';
import { postJson } from '../../lambda-src/functions/notify/post-json';
import { WebhookUrls } from '../../lambda-src/functions/notify/webhook-urls';
import type { AlertWebhookTarget } from '../../src/contract';

let server: WebhookServer;
let logs: string;

beforeAll(async () => {
  server = await WebhookServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.received.length = 0;
  server.reply = () => ({ status: 200, body: 'ok' });
  logs = '';
  for (const level of ['error', 'warn', 'log'] as const) {
    jest.spyOn(console, level).mockImplementation((...parts: unknown[]) => {
      logs += parts.map(String).join(' ');
    });
  }
});
afterEach(() => jest.restoreAllMocks());

function target(secretArn: string, secretField?: string): AlertWebhookTarget {
  return { kind: 'slack', secretArn, secretField, allowPrivateAddress: true };
}

/** The notifier with a real HTTPS server. It records the calls for secrets and to the queue. */
function notifier(targets: AlertWebhookTarget[], secrets: Record<string, string>, options: { visibilityFails?: boolean } = {}) {
  const secretReads: string[] = [];
  const waits: number[] = [];
  const failures: number[] = [];
  const urls = new WebhookUrls({
    send: async (command: GetSecretValueCommand) => {
      secretReads.push(command.input.SecretId!);
      return { SecretString: secrets[command.input.SecretId!] };
    },
  } as never);
  const instance = new AlertNotifier({
    targets,
    deliver: (webhook, document) => deliver(webhook, document, urls, (url, body, policy) => postJson(url, body, { ...policy, ca: CERTIFICATE.cert })),
    sqs: {
      send: async (command: ChangeMessageVisibilityCommand) => {
        if (options.visibilityFails) {
          throw new Error('no');
        }
        expect(command.input).toMatchObject({ QueueUrl: 'queue-url', ReceiptHandle: 'handle' });
        waits.push(command.input.VisibilityTimeout!);
      },
    } as never,
    queueUrl: 'queue-url',
    registryTable: 'registry',
    onFailure: () => failures.push(1),
  });
  return { secretReads, waits, failures, handle: (...records: SQSRecord[]) => instance.handle({ Records: records }) };
}

function sqsRecord(message: unknown, receiveCount = 1, messageId = 'm1'): SQSRecord {
  return {
    messageId,
    receiptHandle: 'handle',
    body: JSON.stringify({ Type: 'Notification', Message: typeof message === 'string' ? message : JSON.stringify(message) }),
    attributes: { ApproximateReceiveCount: String(receiveCount) },
  } as SQSRecord;
}

const RUN_FAILED = { kind: 'run_failed', alert_id: 'a1', run: '20261124T080000Z', detail: 'died', at: '2026-11-24T08:00:00.000Z' };
const DRIFT = {
  kind: 'schema_drift',
  alert_id: 'drift-1',
  source_id: 'orders',
  version: 'version#1',
  compatibility: 'BACKWARD',
  removed: [{ path: 'a', type: 'string' }],
  added: [],
  type_changed: {},
  sample_key: 'raw/x',
  records: 1,
  repeat: false,
};

test('an alert reaches every webhook, through the URL in its secret', async () => {
  const { handle, failures } = notifier([target('s1'), target('s2', 'url')], {
    s1: server.url('/one'),
    s2: JSON.stringify({ url: server.url('/two') }),
  });
  expect(await handle(sqsRecord(RUN_FAILED))).toEqual({ batchItemFailures: [] });
  expect(server.received.map(({ path }) => path).sort()).toEqual(['/one', '/two']);
  expect(JSON.parse(server.received[0].body).text).toBe('Promotion run failed: 20261124T080000Z');
  expect(failures).toEqual([]);
});

test('the secret is read once for many messages', async () => {
  const { handle, secretReads } = notifier([target('s1')], { s1: server.url('/') });
  await handle(sqsRecord(RUN_FAILED), sqsRecord({ ...RUN_FAILED, alert_id: 'a2' }, 1, 'm2'));
  expect(server.received).toHaveLength(2);
  expect(secretReads).toEqual(['s1']);
});

test('a drift that only repeats what open versions have announced is not delivered', async () => {
  const { handle } = notifier([target('s1')], { s1: server.url('/') });
  expect(await handle(sqsRecord({ ...DRIFT, repeat: true }))).toEqual({ batchItemFailures: [] });
  expect(server.received).toEqual([]);
  await handle(sqsRecord(DRIFT));
  expect(server.received).toHaveLength(1);
});

test('an alarm is delivered', async () => {
  const { handle } = notifier([target('s1')], { s1: server.url('/') });
  await handle(sqsRecord({ AlarmName: 'Queue', NewStateValue: 'ALARM', NewStateReason: 'r', StateChangeTime: 't' }));
  expect(JSON.parse(server.received[0].body).text).toBe('ALARM: Queue');
});

test.each([['text', 'hello'], ['null', 'null'], ['an unknown kind', '{"kind":"other"}']])('%s on the topic is logged and not delivered', async (_, message) => {
  const { handle } = notifier([target('s1')], { s1: server.url('/') });
  expect(await handle(sqsRecord(message))).toEqual({ batchItemFailures: [] });
  expect(server.received).toEqual([]);
  expect(logs).toContain('m1 is of an unknown kind');
});

describe('a webhook that fails', () => {
  test.each([
    ['asks for a pause', { status: 429, headers: { 'Retry-After': '77' } }, 1, 77],
    ['asks for a pause longer than the longest wait', { status: 429, headers: { 'Retry-After': '86400' } }, 1, 900],
    ['is down', { status: 503 }, 1, 10],
    ['is down for the fourth time', { status: 503 }, 4, 80],
    ['is down for the tenth time', { status: 500 }, 10, 900],
    ['refuses the message', { status: 400, body: 'invalid_blocks' }, 1, 10],
    ['redirects', { status: 302, headers: { Location: 'https://elsewhere.test/' } }, 1, 10],
  ])('because it %s gets the message again', async (_, reply, receiveCount, wait) => {
    server.reply = () => reply as never;
    const { handle, waits, failures } = notifier([target('s1')], { s1: server.url('/') });
    expect(await handle(sqsRecord(RUN_FAILED, receiveCount))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(waits).toEqual([wait]);
    expect(failures).toHaveLength(1);
  });

  test('may also give Retry-After as a date', async () => {
    server.reply = () => ({ status: 503, headers: { 'Retry-After': new Date(Date.now() + 120_000).toUTCString() } });
    const { handle, waits } = notifier([target('s1')], { s1: server.url('/') });
    await handle(sqsRecord(RUN_FAILED));
    expect(waits[0]).toBeGreaterThan(100);
    expect(waits[0]).toBeLessThanOrEqual(120);
  });

  test('does not make the other webhooks get the message twice', async () => {
    server.reply = (path) => ({ status: path === '/bad' ? 500 : 200 });
    const { handle } = notifier([target('bad'), target('good')], { bad: server.url('/bad'), good: server.url('/good') });
    await handle(sqsRecord(RUN_FAILED));
    server.reply = () => ({ status: 200 });
    expect(await handle(sqsRecord(RUN_FAILED, 2))).toEqual({ batchItemFailures: [] });
    expect(server.received.map(({ path }) => path).sort()).toEqual(['/bad', '/bad', '/good']);
  });

  test('fails only its own message', async () => {
    let calls = 0;
    server.reply = () => ({ status: calls++ === 0 ? 500 : 200 });
    const { handle } = notifier([target('s1')], { s1: server.url('/') });
    expect(await handle(sqsRecord(RUN_FAILED), sqsRecord({ ...RUN_FAILED, alert_id: 'a2' }, 1, 'm2')))
      .toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  });

  test('fails its message even if the queue cannot be told to wait', async () => {
    server.reply = () => ({ status: 500 });
    const { handle } = notifier([target('s1')], { s1: server.url('/') }, { visibilityFails: true });
    expect(await handle(sqsRecord(RUN_FAILED))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  });
});

test('an alert that SNS delivers twice is posted once; the same id of another source is another alert', async () => {
  const { handle } = notifier([target('s1')], { s1: server.url('/') });
  await handle(sqsRecord(DRIFT, 1, 'm1'), sqsRecord(DRIFT, 1, 'm2'), sqsRecord({ ...DRIFT, source_id: 'customers' }, 1, 'm3'));
  expect(server.received.map(({ body }) => JSON.parse(body).text)).toEqual(['Schema drift: orders', 'Schema drift: customers']);
});

test('a rotated URL is found at once', async () => {
  const secrets = { s1: server.url('/old') };
  server.reply = (path) => ({ status: path === '/old' ? 404 : 200 });
  const { handle, secretReads } = notifier([target('s1')], secrets);
  expect((await handle(sqsRecord(RUN_FAILED))).batchItemFailures).toHaveLength(1);
  secrets.s1 = server.url('/new');
  expect((await handle(sqsRecord(RUN_FAILED, 2))).batchItemFailures).toHaveLength(0);
  expect(server.received.map(({ path }) => path)).toEqual(['/old', '/old', '/new']);
  expect(secretReads).toHaveLength(3);
});

describe('the URL is a credential', () => {
  test.each([
    ['a server that refuses', () => server.url('/services/T0/B0/SECRET'), undefined, 'answered 403'],
    ['a host that does not exist', () => 'https://nowhere.invalid/services/SECRET', undefined, 'nowhere.invalid'],
    ['no TLS', () => 'http://localhost/services/SECRET', undefined, 'must begin with https://'],
    ['a secret that is not a URL', () => 'hooks.slack.com/SECRET', undefined, 'secret s1 holds no URL'],
    ['a secret that is not JSON', () => 'https://hooks.slack.com/SECRET', 'url', 'as the field url of its JSON'],
    ['a secret whose JSON lacks the field', () => '{"URL":"https://hooks.slack.com/SECRET"}', 'url', 'as the field url of its JSON'],
  ])('with %s it does not appear in any log', async (_, secret, field, reason) => {
    server.reply = () => ({ status: 403, body: 'invalid_token' });
    const { handle } = notifier([target('s1', field)], { s1: secret() });
    expect((await handle(sqsRecord(RUN_FAILED))).batchItemFailures).toHaveLength(1);
    expect(logs).toContain('was not delivered to webhook 0');
    expect(logs).toContain(reason);
    expect(logs).not.toContain('SECRET');
  });
});
