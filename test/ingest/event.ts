import type { APIGatewayProxyEvent } from 'aws-lambda';

export interface RequestOptions {
  readonly sourceId?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly apiKeyId?: string;
  readonly receivedAt?: string;
}

/** The event that API Gateway sends for a POST of `body`, as far as the function reads it. */
export function postEvent(options: RequestOptions = {}): APIGatewayProxyEvent {
  return {
    httpMethod: 'POST',
    resource: '/sources/{sourceId}/files',
    pathParameters: { sourceId: options.sourceId ?? 'orders' },
    headers: options.headers ?? { 'Content-Type': 'application/json' },
    body: Buffer.from(options.body ?? '{"id":1}').toString('base64'),
    isBase64Encoded: true,
    requestContext: {
      requestId: '0f3c9c2e-8d5b-4a71-9d0b-5e6a1d7c2f10',
      requestTimeEpoch: Date.parse(options.receivedAt ?? '2026-11-24T08:00:00.123Z'),
      identity: { apiKeyId: options.apiKeyId ?? null },
    },
  } as unknown as APIGatewayProxyEvent;
}
