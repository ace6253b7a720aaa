import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { download } from '../../local/download';

const BODY = Buffer.alloc(300_000, 'engine');
const folder = mkdtempSync(join(tmpdir(), 'download-'));
const [target, lock] = [join(folder, 'target'), join(folder, 'pins.sha256')];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/1/engine.zip') {
      response.end(BODY);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/1`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const pin = (hash: string) => writeFileSync(lock, `${hash}  engine.zip\n`);

test('the pinned file is written', async () => {
  pin(createHash('sha256').update(BODY).digest('hex'));
  await download(`${url}/engine.zip`, target, lock);
  expect(readFileSync(target).equals(BODY)).toBe(true);
});

test('a file other than the pinned one is an error that gives its checksum, and the file is removed', async () => {
  pin('0'.repeat(64));
  await expect(download(`${url}/engine.zip`, target, lock)).rejects.toThrow(`${createHash('sha256').update(BODY).digest('hex')}  engine.zip`);
  expect(existsSync(target)).toBe(false);
});

test('a missing file is an error that names it', async () => {
  await expect(download(`${url}/absent.zip`, target, lock)).rejects.toThrow('/1/absent.zip answered 404');
});
