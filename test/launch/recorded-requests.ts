import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { pythonOf } from '../../local/python';

/** One request as it is sent. */
export interface RecordedRequest {
  /** The name of the service in botocore. */
  readonly service: string;
  readonly operation: string;
  readonly params: object;
}

/** Records every request of a client. If the service takes JSON, the record is the body that is sent. */
export function record(client: { readonly middlewareStack: { add(...middleware: any[]): void } }, service: string, into: RecordedRequest[]): void {
  client.middlewareStack.add((next: any, context: any) => async (args: any) => {
    const { headers, body } = args.request;
    const sent = () => JSON.parse(new TextDecoder().decode(body));
    // A body of bytes is not JSON, and every one is valid, so the record leaves it empty.
    const given = () => ({ ...args.input, ...'Body' in args.input ? { Body: '' } : {} });
    into.push({ service, operation: context.commandName.replace(/Command$/, ''), params: 'x-amz-target' in headers ? sent() : given() });
    return next(args);
  }, { step: 'build', name: 'recordRequests' });
}

/** The faults that botocore finds in the requests. */
export async function invalid(requests: readonly RecordedRequest[]): Promise<string[]> {
  const child = spawn(await pythonOf('checks'), [path.join(__dirname, 'check_requests.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => output += chunk);
  child.stdin.end(requests.map((request) => JSON.stringify(request)).join('\n'));
  const code = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (code !== 0) {
    throw new Error(`check_requests.py ended with ${code}`);
  }
  return output.split('\n').filter(Boolean);
}
