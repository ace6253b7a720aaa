import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './processes';

/** Downloads are kept outside the checkout, in the user's cache, so that a fresh clone finds them again. */
function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'schema-on-read-ingestion');
}

/**
 * Makes a folder of the cache once, however many processes ask for it at the same time (several jest workers do).
 *
 * The folder is made in place, because a virtual environment's scripts hold its path; a marker file tells a whole
 * folder from one whose making was cut off.
 *
 * @param name   folder under the cache; whoever calls puts everything the content depends on into it
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
    return undefined; // released between our two looks
  }
}
