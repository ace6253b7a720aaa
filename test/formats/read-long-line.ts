/**
 * Profiles a JSON array without a line end, and prints the number of records. This is a process of its own, so
 * that its heap can be bounded. Argument: size in MB.
 */

import { profileFile } from '../../lambda-src/core/profiling/profile-file';

const megabytes = Number(process.argv[2]);
const prefix = '{"id":12345,"tags":["a","b"],"text":"';
const record = Buffer.from(`,${prefix}${'x'.repeat(1_000 - prefix.length - 3)}"}`);
const megabyte = Buffer.concat(Array.from({ length: 1_000 }, () => record));

async function* oneLine(): AsyncGenerator<Buffer> {
  for (let i = 0; i < megabytes; i++) {
    const first = i === 0 ? Buffer.concat([Buffer.from('['), megabyte.subarray(1)]) : megabyte;
    for (let at = 0; at < first.length; at += 65_536) {
      yield first.subarray(at, at + 65_536);
    }
  }
  yield Buffer.from(']');
}

async function main(): Promise<void> {
  const file = await profileFile(async () => oneLine(), { format: 'json' });
  process.stdout.write(JSON.stringify({ records: file.records }));
}

void main();
