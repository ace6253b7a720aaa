import { createServer, type IncomingMessage } from 'node:http';
import { Lifecycle } from './lifecycle';
import { EmrError, EmrOperations } from './operations';

const TARGET_PREFIX = 'ElasticMapReduce.';
const OPERATIONS = ['RunJobFlow', 'DescribeCluster', 'ListClusters', 'ListSteps', 'TerminateJobFlows', 'AddTags'] as const;

/**
 * Serves EMR's API on a loopback port: `tsx endpoint.ts <port> <folder>`, with the emulator's client
 * environment. On SIGTERM it ends its clusters and itself.
 */
async function main([port, folder]: string[]): Promise<void> {
  const shared = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_CA_BUNDLE', 'SSL_CERT_FILE', 'AWS_EC2_METADATA_DISABLED', 'NO_PROXY'];
  const environment = Object.fromEntries(shared.map((name) => [name, process.env[name]]));
  const lifecycle = new Lifecycle(folder, environment);
  const operations = new EmrOperations(lifecycle);

  const server = createServer(async (request, response) => {
    const { status, body } = await answer(operations, request);
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body, secondsForDates));
  });
  server.listen(Number(port), '127.0.0.1');
  process.once('SIGTERM', () => void lifecycle.close().then(() => process.exit(0)));
}

async function answer(operations: EmrOperations, request: IncomingMessage): Promise<{ status: number; body: object }> {
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = OPERATIONS.find((name) => target === TARGET_PREFIX + name);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    if (!operation) {
      throw new EmrError('ValidationException', `The local EMR endpoint answers ${OPERATIONS.join(', ')}, not ${target || 'this request'}.`);
    }
    return { status: 200, body: await operations[operation](JSON.parse(Buffer.concat(chunks).toString() || '{}')) };
  } catch (error) {
    if (error instanceof EmrError) {
      return { status: 400, body: { __type: error.code, message: error.message } };
    }
    console.error(error);
    return { status: 500, body: { __type: 'InternalServerError', message: (error as Error).message } };
  }
}

/** Writes dates as seconds since 1970. `JSON.stringify` passes a date as a string, so the original is read from its holder. */
function secondsForDates(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  return original instanceof Date ? original.getTime() / 1000 : value;
}

void main(process.argv.slice(2));
