import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Fetches a file whose name and checksum are pinned.
 *
 * @param url     where from; its last segment is the pinned name
 * @param target  path of the file to write
 * @param lock    path of the lines `<sha256>  <name>` that pin it, as sha256sum writes them
 * @throws Error if the file cannot be fetched or is not the pinned one; then `target` does not exist
 */
export async function download(url: string, target: string, lock: string): Promise<void> {
  const reply = await fetch(url);
  if (!reply.ok || !reply.body) {
    throw new Error(`${url} answered ${reply.status} ${reply.statusText}`);
  }
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(reply.body as Parameters<typeof Readable.fromWeb>[0]), hashing, createWriteStream(target));
  const line = `${hash.digest('hex')}  ${basename(new URL(url).pathname)}`;
  if (readFileSync(lock, 'utf8').split('\n').includes(line)) {
    return;
  }
  rmSync(target);
  throw new Error(`${url} is not the file that ${lock} pins: its line would be "${line}". Check the repository that answered.`);
}
