import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cached } from './cache';
import { download } from './download';
import { freePort } from './emulator';
import { trinoJavaHome } from './java';
import { isAlive, record, run, stopGroup } from './processes';
import { pythonOf } from './python';
import { PROCESS_FILE } from './state';

const VERSION = '476';

/** Lines of `<sha256>  <file>`, as sha256sum writes them. */
const LOCK = join(__dirname, 'requirements', 'trino.sha256');

/** The server without connectors, and one connector: half the size of the whole distribution. */
const SERVER = { name: `trino-server-core-${VERSION}`, module: 'trino-server-core', ending: 'tar.gz', unpackedBy: 'tarfile' } as const;
const HIVE = { name: `trino-hive-${VERSION}`, module: 'trino-hive', ending: 'zip', unpackedBy: 'zipfile' } as const;

/** Name of the only catalog: `SELECT … FROM lake."<database>".<table>`. */
export const CATALOG = 'lake';

/** How long Trino may take to start, in milliseconds. It takes ten seconds on two idle cores. */
const START_MILLIS = 180_000;

/** The cloud whose tables Trino reads. */
export interface TrinoOptions {
  /** Base URL of S3 and Glue, without TLS. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Trino {
  /** Base URL of its REST API; any user of this machine may query. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts Trino, the engine of Athena, over the tables in a cloud's Glue and S3. It only reads.
 *
 * @throws Error with the end of its log if it does not start
 */
export async function startTrino(options: TrinoOptions): Promise<Trino> {
  const [installation, java] = await Promise.all([trinoInstallation(), trinoJavaHome()]);
  const folder = mkdtempSync(join(tmpdir(), 'trino-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = writeConfiguration(folder, installation, port);

  const log = join(folder, 'trino.log');
  const output = openSync(log, 'a');
  const child = spawn(join(java, 'bin', 'java'), [
    '-Xmx1G', `-Dconfig=${config}`, '-cp', join(installation, SERVER.name, 'lib', '*'), 'io.trino.server.TrinoServer',
  ], { detached: true, stdio: ['ignore', output, output], cwd: folder, env: { PATH: process.env.PATH, LANG: 'C.UTF-8', TMPDIR: folder } });
  const pid = child.pid!;
  record(join(folder, PROCESS_FILE), pid);
  const stop = async () => {
    await stopGroup(pid);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(url, pid);
    await query(url, createCatalog(options));
  } catch (error) {
    const tail = readFileSync(log, 'utf8').trim().split('\n').slice(-20).join('\n');
    await stop();
    throw new Error(`Trino did not start: ${(error as Error).message}. The end of its log:\n${tail}`);
  }
  return { url, stop };
}

/** Returns the file's path. */
function writeConfiguration(folder: string, installation: string, port: number): string {
  const file = join(folder, 'config.properties');
  const values = {
    'coordinator': 'true',
    'node-scheduler.include-coordinator': 'true',
    'node.environment': 'local',
    'node.bind-ip': '127.0.0.1',
    'node.internal-address': '127.0.0.1',
    'http-server.http.port': String(port),
    'discovery.uri': `http://127.0.0.1:${port}`,
    'plugin.dir': join(installation, 'plugins'),
    // The node has a dynamic catalog at once. It would announce catalogs in files to itself first, which takes seconds.
    'catalog.management': 'dynamic',
    'catalog.store': 'memory',
  };
  writeFileSync(file, Object.entries(values).map(([name, value]) => `${name}=${value}\n`).join(''));
  return file;
}

function createCatalog({ endpoint, region, credentials }: TrinoOptions): string {
  const values = {
    'hive.security': 'read-only',
    'hive.metastore': 'glue',
    'hive.metastore.glue.endpoint-url': endpoint,
    'hive.metastore.glue.region': region,
    'hive.metastore.glue.aws-access-key': credentials.accessKeyId,
    'hive.metastore.glue.aws-secret-key': credentials.secretAccessKey,
    'fs.native-s3.enabled': 'true',
    's3.endpoint': endpoint,
    's3.region': region,
    's3.path-style-access': 'true',
    's3.aws-access-key': credentials.accessKeyId,
    's3.aws-secret-key': credentials.secretAccessKey,
  };
  return `CREATE CATALOG ${CATALOG} USING hive WITH (${Object.entries(values).map(([name, value]) => `"${name}" = '${value}'`).join(', ')})`;
}

async function waitUntilReady(url: string, pid: number): Promise<void> {
  for (const end = Date.now() + START_MILLIS; Date.now() < end; await sleep(200)) {
    if (!isAlive(pid)) {
      throw new Error('it ended at once');
    }
    if (await hasNode(url).catch(() => false)) {
      return;
    }
  }
  throw new Error(`no answer for ${START_MILLIS / 1000} s`);
}

/** Part of a result, as Trino's REST API gives it. */
interface Reply {
  readonly data?: unknown[][];
  readonly error?: { readonly errorName: string; readonly message: string };
  readonly nextUri?: string;
}

/** Whether a node can read tables. Trino answers requests some seconds before it has found itself as a node. */
async function hasNode(url: string): Promise<boolean> {
  return (await query(url, "SELECT 1 FROM system.runtime.nodes WHERE state = 'active'")).length > 0;
}

/** The rows of a query. */
async function query(url: string, sql: string): Promise<unknown[][]> {
  const headers = { 'X-Trino-User': 'start' };
  const rows: unknown[][] = [];
  for (let reply = await fetch(`${url}/v1/statement`, { method: 'POST', headers, body: sql }); ;) {
    const { data = [], error, nextUri } = await reply.json() as Reply;
    if (error) {
      throw new Error(`${error.errorName}: ${error.message}`);
    }
    rows.push(...data);
    if (!nextUri) {
      return rows;
    }
    reply = await fetch(nextUri, { headers });
  }
}

/**
 * The folder with the server and `plugins/hive`, fetched on first use.
 *
 * @throws Error if a file is not the pinned one
 */
async function trinoInstallation(): Promise<string> {
  const lock = readFileSync(LOCK, 'utf8');
  return cached(`trino/${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`, async (folder) => {
    console.error(`Fetching Trino ${VERSION} (once, 450 MB) …`);
    for (const archive of [SERVER, HIVE]) {
      const file = join(folder, `${archive.name}.${archive.ending}`);
      await download(`https://repo1.maven.org/maven2/io/trino/${archive.module}/${VERSION}/${archive.name}.${archive.ending}`, file, LOCK);
      // Python unpacks it, because not every machine has unzip.
      await run(await pythonOf('emulator'), ['-m', archive.unpackedBy, '-e', file, folder]);
      rmSync(file);
    }
    // The server's own plugins are not needed.
    rmSync(join(folder, SERVER.name, 'plugin'), { recursive: true });
    mkdirSync(join(folder, 'plugins'));
    renameSync(join(folder, HIVE.name), join(folder, 'plugins', 'hive'));
  });
}
