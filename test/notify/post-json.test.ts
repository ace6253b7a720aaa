import type { LookupAddress } from 'node:dns';
import * as dns from 'node:dns/promises';
import { CERTIFICATE } from './certificate';
import { WebhookServer } from './webhook-server';
import { postJson } from '../../lambda-src/functions/notify/post-json';

jest.mock('node:dns/promises', () => ({ lookup: jest.fn() }));

const lookup = dns.lookup as unknown as jest.Mock;
const local = { allowPrivateAddress: true, ca: CERTIFICATE.cert };
let server: WebhookServer;

function resolvesTo(...addresses: string[]): void {
  lookup.mockResolvedValue(addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })));
}

beforeAll(async () => {
  server = await WebhookServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.received.length = 0;
  server.reply = () => ({ status: 200, body: 'ok' });
  resolvesTo('127.0.0.1');
});

test('the document arrives as JSON, and the reply is returned', async () => {
  server.reply = () => ({ status: 429, headers: { 'Retry-After': '30' }, body: 'rate_limited' });
  const reply = await postJson(new URL(server.url('/services/T/B/x?y=1')), { text: 'grün' }, local);
  expect(reply).toEqual({ status: 429, retryAfter: '30', text: 'rate_limited' });
  expect(server.received).toHaveLength(1);
  expect(server.received[0]).toMatchObject({
    path: '/services/T/B/x?y=1',
    body: '{"text":"grün"}',
    headers: { 'content-type': 'application/json; charset=utf-8', 'host': new URL(server.url('/')).host },
  });
});

test('the connection goes to the address that was checked, and the certificate must match the name', async () => {
  // Only the pinned address leads to the server, because the name does not exist.
  expect((await postJson(new URL(server.url('/', 'webhook.test')), {}, local)).status).toBe(200);
  await expect(postJson(new URL(server.url('/', 'other.test')), {}, local)).rejects.toThrow(/altnames|does not match/);
  expect(lookup.mock.calls.map(([hostname]) => hostname)).toEqual(expect.arrayContaining(['webhook.test', 'other.test']));
});

test('a host with several addresses is reached even if only one of them answers', async () => {
  resolvesTo('::1', '127.0.0.1');
  expect((await postJson(new URL(server.url('/')), {}, local)).status).toBe(200);
});

test('a redirect is not followed', async () => {
  server.reply = () => ({ status: 307, headers: { Location: server.url('/elsewhere') } });
  expect((await postJson(new URL(server.url('/')), {}, local)).status).toBe(307);
  expect(server.received.map(({ path }) => path)).toEqual(['/']);
});

test('at most 4 KB of a reply are read', async () => {
  server.reply = () => ({ status: 500, body: 'x'.repeat(1_000_000) });
  expect((await postJson(new URL(server.url('/')), {}, local)).text).toHaveLength(4096);
});

test('a server that does not answer is given up after five seconds', async () => {
  server.reply = () => 'silence';
  await expect(postJson(new URL(server.url('/')), {}, local)).rejects.toThrow('did not answer within 5000 ms');
}, 10_000);

test('nothing is sent without TLS', async () => {
  await expect(postJson(new URL(server.url('/').replace('https', 'http')), {}, local)).rejects.toThrow('must begin with https://');
});

test('credentials in the URL are refused', async () => {
  await expect(postJson(new URL(server.url('/').replace('//', '//user:word@')), {}, local)).rejects.toThrow('user name or password');
});

test('a certificate without a trusted authority is refused', async () => {
  await expect(postJson(new URL(server.url('/')), {}, { allowPrivateAddress: true })).rejects.toThrow(/self-signed/);
  expect(server.received).toEqual([]);
});

describe('an address inside the network', () => {
  const PRIVATE = ['127.0.0.1', '10.1.2.3', '172.31.255.255', '192.168.0.1', '100.64.0.1', '::1', 'fd12::1', '::ffff:10.0.0.1'];
  const NEVER = ['169.254.169.254', '0.0.0.0', 'fe80::1', 'fd00:ec2::254', '::ffff:169.254.169.254', '224.0.0.1', '64:ff9b::a9fe:a9fe'];

  test.each([...PRIVATE, ...NEVER])('%s is refused', async (address) => {
    resolvesTo(address);
    await expect(postJson(new URL(server.url('/')), {}, { ...local, allowPrivateAddress: false })).rejects.toThrow(`resolves to ${address}, which is refused`);
    expect(server.received).toEqual([]);
  });

  test.each(NEVER)('%s is refused even if private addresses are allowed', async (address) => {
    resolvesTo(address);
    await expect(postJson(new URL(server.url('/')), {}, local)).rejects.toThrow(`resolves to ${address}, which is refused`);
  });

  test('is refused even beside a public one', async () => {
    resolvesTo('3.65.1.1', '127.0.0.1');
    await expect(postJson(new URL(server.url('/')), {}, { ...local, allowPrivateAddress: false })).rejects.toThrow('resolves to 127.0.0.1');
  });
});
