import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cached } from '../../local/cache';

const home = mkdtempSync(join(tmpdir(), 'cache-'));
const before = process.env.XDG_CACHE_HOME;
beforeAll(() => {
  process.env.XDG_CACHE_HOME = home;
});
afterAll(() => {
  if (before === undefined) {
    delete process.env.XDG_CACHE_HOME;
  } else {
    process.env.XDG_CACHE_HOME = before;
  }
  rmSync(home, { recursive: true });
});

test('a folder that is requested many times at once is built only once', async () => {
  let builds = 0;
  const build = async () => {
    builds += 1;
    await sleep(300);
  };
  const folders = await Promise.all([1, 2, 3].map(() => cached('at-once', build)));
  expect([builds, new Set(folders).size]).toEqual([1, 1]);
});

test('a folder whose build failed is built again from scratch', async () => {
  await expect(cached('failing', async (folder) => {
    writeFileSync(join(folder, 'half'), '');
    throw new Error('no network');
  })).rejects.toThrow('no network');

  const folder = await cached('failing', async () => undefined);
  expect(existsSync(join(folder, 'half'))).toBe(false);
});

test('the lock of a dead process does not make others wait', async () => {
  const folder = join(home, 'schema-on-read-ingestion');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'abandoned.lock'), String(2 ** 22 + 1)); // above the largest process id
  await expect(cached('abandoned', async () => undefined)).resolves.toContain('abandoned');
});
