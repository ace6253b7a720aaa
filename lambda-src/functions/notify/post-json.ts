import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isAllowedAddress } from './webhook-address';

/** A webhook that takes longer than this, in milliseconds, has failed. */
const TIMEOUT = 5_000;

/** Replies are a word or a short sentence. No more than this many bytes of a reply are read. */
const MAX_REPLY_BYTES = 4_096;

export interface Reply {
  readonly status: number;
  /** The header `Retry-After`, as it came. */
  readonly retryAfter?: string;
  /** The beginning of the body. */
  readonly text: string;
}

export interface PostOptions {
  readonly allowPrivateAddress: boolean;
  /** Certificate authorities to trust in place of those that Node trusts. */
  readonly ca?: string;
}

/**
 * POSTs a JSON document over HTTPS. Redirects are not followed: the reply is then the redirect itself.
 *
 * The name is resolved once, every address is checked, and the connection goes to one of them. If the name resolves differently a
 * moment later, that changes nothing. (The global `fetch` has no way to pin an address.)
 *
 * @throws Error if the URL or its address is refused, or if the connection fails; no message contains the URL's path
 */
export async function postJson(url: URL, document: unknown, options: PostOptions): Promise<Reply> {
  if (url.protocol !== 'https:') {
    throw new Error(`the webhook's URL begins with ${url.protocol}//; it must begin with https://`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error('the webhook\'s URL holds a user name or password; they are not sent');
  }
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = await checkedAddresses(hostname, options.allowPrivateAddress);
  const body = Buffer.from(JSON.stringify(document));

  const deadline = AbortSignal.timeout(TIMEOUT);
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(deadline.aborted ? new Error(`the webhook did not answer within ${TIMEOUT} ms`) : error);
    const outgoing = request({
      hostname,
      lookup: answering(addresses),
      port: url.port || 443,
      path: url.pathname + url.search,
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length },
      agent: false,
      signal: deadline,
      ca: options.ca,
    }, (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () => resolve({
        status: incoming.statusCode!,
        retryAfter: incoming.headers['retry-after'],
        text: Buffer.concat(chunks).toString('utf8').slice(0, MAX_REPLY_BYTES),
      });
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= MAX_REPLY_BYTES) {
          finish();
          incoming.destroy();
        }
      });
      incoming.on('end', finish);
      incoming.on('error', fail);
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

async function checkedAddresses(hostname: string, allowPrivateAddress: boolean): Promise<LookupAddress[]> {
  const addresses = await lookup(hostname, { all: true });
  const refused = addresses.find(({ address }) => !isAllowedAddress(address, allowPrivateAddress));
  if (refused) {
    throw new Error(`the webhook's host resolves to ${refused.address}, which is refused; ` +
      'use a public host, or declare the webhook with allowPrivateAddress: true (link-local addresses are refused even then)');
  }
  return addresses;
}

/** Answers with the checked addresses in place of DNS. The connection asks for all of them, to try one after the other, or for one. */
function answering(addresses: readonly LookupAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all) {
      callback(null, [...addresses]);
    } else {
      callback(null, addresses[0].address, addresses[0].family);
    }
  };
}
