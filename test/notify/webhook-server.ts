import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CERTIFICATE } from './certificate';

export interface ReceivedPost {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ServerReply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A real HTTPS server on the loopback interface. It answers as `reply` says, and records what it receives. */
export class WebhookServer {
  static async start(): Promise<WebhookServer> {
    const received: ReceivedPost[] = [];
    const webhook = new WebhookServer(received);
    webhook.server = createServer(CERTIFICATE, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ path: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
        const reply = webhook.reply(request.url!);
        if (reply === 'silence') {
          return;
        }
        response.writeHead(reply.status, reply.headers).end(reply.body ?? '');
      });
    });
    await new Promise<void>((resolve) => webhook.server.listen(0, '127.0.0.1', resolve));
    return webhook;
  }

  private server!: Server;

  private constructor(readonly received: ReceivedPost[]) {}

  /** The answer to each request. */
  reply: (path: string) => ServerReply | 'silence' = () => ({ status: 200, body: 'ok' });

  url(path: string, host = 'localhost'): string {
    return `https://${host}:${(this.server.address() as AddressInfo).port}${path}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
