/** A proxy in front of the emulator's S3. It counts requests by kind, and can add the latency that S3 has and the emulator lacks. */

import { type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type RequestKind = 'GET' | 'HEAD' | 'LIST' | 'PUT' | 'COPY' | 'DELETE';

export type RequestCounts = Readonly<Record<RequestKind, number>>;

export interface S3Proxy {
  readonly endpoint: string;
  /** Starts to count from 0, and adds this to each request from now on. */
  reset(latencyMillis: number): void;
  counts(): RequestCounts;
  stop(): void;
}

const NO_REQUESTS: RequestCounts = { GET: 0, HEAD: 0, LIST: 0, PUT: 0, COPY: 0, DELETE: 0 };

export async function startProxy(upstream: string): Promise<S3Proxy> {
  let counts = { ...NO_REQUESTS };
  let latency = 0;
  const server = createServer((incoming, outgoing) => {
    counts[kindOf(incoming)]++;
    forward(incoming, outgoing, upstream, latency).catch((error: Error) => outgoing.destroy(error));
  });
  // The clients keep their connections. If the proxy closed one that is idle, a request could get lost on it.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reset: (latencyMillis) => {
      counts = { ...NO_REQUESTS };
      latency = latencyMillis;
    },
    counts: () => ({ ...counts }),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The kind under which S3 would bill the request, and a copy apart from them. Every step of an upload in parts counts as PUT. */
function kindOf({ method, url, headers }: IncomingMessage): RequestKind {
  const { pathname, searchParams } = new URL(url!, 'http://s3');
  switch (method) {
    case 'GET': return pathname.split('/').filter(Boolean).length < 2 ? 'LIST' : 'GET';
    case 'HEAD': return 'HEAD';
    case 'DELETE': return 'DELETE';
    case 'POST': return searchParams.has('delete') ? 'DELETE' : 'PUT';
    case 'PUT': return headers['x-amz-copy-source'] === undefined ? 'PUT' : 'COPY';
    default: throw new Error(`unexpected request: ${method} ${url}`);
  }
}

async function forward(incoming: IncomingMessage, outgoing: ServerResponse, upstream: string, latencyMillis: number): Promise<void> {
  if (latencyMillis > 0) {
    await sleep(latencyMillis);
  }
  // The server has answered `Expect: 100-continue` itself.
  const { expect: _, ...headers } = incoming.headers;
  const { method, url } = incoming;
  await new Promise<void>((resolve, reject) => {
    // A connection for each request, because the emulator may close an idle one at any time.
    const forwarded = request(new URL(url!, upstream), { method, headers, agent: false }, (answer) => {
      // The client keeps its own connection, as with S3.
      const { connection: __, 'keep-alive': ___, ...answered } = answer.headers;
      outgoing.writeHead(answer.statusCode!, answered);
      answer.pipe(outgoing);
      answer.on('end', resolve).on('error', reject);
    });
    forwarded.on('error', reject);
    incoming.pipe(forwarded);
  });
}
