import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A message as it was posted to the webhook. */
export interface SlackMessage {
  readonly text?: string;
  readonly blocks?: readonly Block[];
}

interface Block {
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly fields?: readonly { readonly text: string }[];
  readonly elements?: readonly { readonly text?: string }[];
}

/** An HTTPS server on this machine that stands in for Slack and keeps the messages that it receives. */
export class SlackReceiver {
  /** Starts the receiver on a free loopback port. */
  static start(certificate: { readonly cert: string; readonly key: string }): Promise<SlackReceiver> {
    return new Promise((resolve, reject) => {
      const server = createServer(certificate, (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          receiver.messages.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as SlackMessage);
          response.end('ok');
        });
      });
      let receiver: SlackReceiver;
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        receiver = new SlackReceiver(server, `https://localhost:${port}/services/drift`);
        resolve(receiver);
      });
    });
  }

  /** All messages so far, the oldest first. */
  readonly messages: SlackMessage[] = [];

  private constructor(private readonly server: Server, readonly url: string) {}

  /** Stops listening and closes open connections. */
  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** A message as the plain text that a person would read in the channel. */
export function plainText(message: SlackMessage): string {
  const lines = (message.blocks ?? []).flatMap((block) => [
    block.text?.text,
    ...(block.fields ?? []).map((field) => field.text),
    ...(block.elements ?? []).map((element) => element.text),
  ]);
  const text = lines.some(Boolean) ? lines.filter(Boolean).join('\n') : message.text ?? '';
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
