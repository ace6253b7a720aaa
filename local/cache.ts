import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './processes';

/** Downloads are in the user's cache, outside the checkout, so that a fresh clone finds them again. */
function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'schema-on-read-ingestion');
}

/**
 * Makes a folder in the cache once, even if several processes ask for it at the same time (jest workers do).
 *
 * The folder is filled in place, because the scripts of a virtual environment contain its path. A marker file shows that a
 * folder is complete.
 *
 * @param name   name of the folder; it must contain everything on which the folder's content depends
 * @param build  fills the empty folder
 * @returns the folder's path
 */
export async function cached(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), name);
  const marker = join(folder, '.complete');
  if (existsSync(marker)) {
    return folder;
  }

  const lock = `${folder}.lock`;
  mkdirSync(dirname(folder), { recursive: true });
  await take(lock);
  try {
    if (existsSync(marker)) {
      return folder;
    }
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    await build(folder);
    writeFileSync(marker, '');
    return folder;
  } finally {
    rmSync(lock, { force: true });
  }
}

async function take(lock: string): Promise<void> {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    }
    const holder = holderOf(lock);
    if (holder !== undefined && !isAlive(holder)) {
      rmSync(lock, { force: true });
    } else {
      await sleep(200);
    }
  }
}

function holderOf(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8')) || undefined;
  } catch {
    return undefined; // released since it was found
  }
}
