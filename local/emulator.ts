import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { request as http } from 'node:http';
import { request as https } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Certificate, issueCertificate } from './certificate';
import { isAlive, record, stopGroup } from './processes';
import { pythonOf } from './python';
import { PROCESS_FILE } from './state';

/** The emulator has one account; its root credentials are fixed. */
export const ACCOUNT_ID = '000000000000';
export const REGION = 'us-east-1';
export const ROOT_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

export interface EmulatorOptions {
  /** Whether IAM and resource policies are enforced. */
  readonly auth: boolean;
  /** Whether it serves HTTPS, with a certificate from its own authority, instead of HTTP. */
  readonly tls: boolean;
  /**
   * Loopback port.
   *
   * @default - a free one
   */
  readonly port?: number;
  /**
   * Folder for the log, the certificates and everything that the emulator unpacks.
   *
   * @default - a temporary folder, which `stop` removes
   */
  readonly folder?: string;
  /**
   * Further environment variables of the emulator, which its functions inherit.
   *
   * @default - none
   */
  readonly environment?: NodeJS.ProcessEnv;
}

export interface Emulator {
  /** Base URL of every AWS service. */
  readonly endpoint: string;
  /** Environment variables for a client: endpoint, region, root credentials and, with TLS, the authority's certificate. */
  readonly env: Record<string, string>;
  readonly pid: number;
  /** Ends the emulator and its functions. */
  stop(): Promise<void>;
}

/**
 * Starts an AWS emulator on this machine and waits until it answers.
 *
 * @throws Error with the end of its log if it does not answer within a minute
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const python = await pythonOf('emulator');
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'emulator-'));
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const port = options.port ?? await freePort();
  const certificate = options.tls ? await issueCertificate(folder) : undefined;
  const endpoint = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const env = clientEnvironment(endpoint, certificate);

  const log = join(folder, 'emulator.log');
  const output = openSync(log, 'a');
  const child = spawn(python, [join(__dirname, 'emulator_wrapper.py')], {
    detached: true, // a process group of its own, so that its functions end with it
    stdio: ['ignore', output, output],
    cwd: folder,
    env: {
      PATH: functionPath(),
      HOME: temporary,
      TMPDIR: temporary,
      LANG: 'C.UTF-8',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      AUTH: String(options.auth),
      ...certificate && { USE_SSL: '1', MINISTACK_SSL_CERT: certificate.certificate, MINISTACK_SSL_KEY: certificate.key },
      // The CDK's own custom resources and the bundled handlers expect the SDK that the Lambda runtime has.
      NODE_PATH: join(__dirname, '..', 'node_modules'),
      ...env,
      ...options.environment,
    },
  });
  const pid = child.pid!;
  record(join(folder, PROCESS_FILE), pid);
  child.unref();
  const stop = async () => {
    await stopGroup(pid);
    if (!options.folder) {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  try {
    await waitUntilReady(endpoint, pid, certificate);
  } catch (error) {
    const tail = readFileSync(log, 'utf8').trim().split('\n').slice(-20).join('\n');
    await stop();
    throw new Error(`The emulator did not start: ${(error as Error).message}. The end of its log:\n${tail}`);
  }
  return { endpoint, env, pid, stop };
}

function clientEnvironment(endpoint: string, certificate?: Certificate): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: ROOT_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT_CREDENTIALS.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    // A profile that is set up on this machine is for the real AWS.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    NO_PROXY: '127.0.0.1,localhost',
    ...certificate && {
      NODE_EXTRA_CA_CERTS: certificate.authority,
      AWS_CA_BUNDLE: certificate.authority,
      SSL_CERT_FILE: certificate.authority,
    },
  };
}

/** The functions run on the Lambda runtime's version of Node, a development dependency, and not on the installed Node. */
function functionPath(): string {
  return [join(__dirname, '..', 'node_modules', '.bin'), process.env.PATH].join(delimiter);
}

async function waitUntilReady(endpoint: string, pid: number, certificate?: Certificate): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
    if (!isAlive(pid)) {
      throw new Error('it ended at once');
    }
    if (await answers(`${endpoint}/_ministack/health`, certificate)) {
      return;
    }
  }
  throw new Error('no answer for 60 s');
}

function answers(url: string, certificate?: Certificate): Promise<boolean> {
  return new Promise((resolve) => {
    const request = certificate
      ? https(url, { ca: readFileSync(certificate.authority), agent: false })
      : http(url, { agent: false });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
    request.setTimeout(2_000, () => request.destroy());
    request.end();
  });
}

/** A loopback port that is free at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
