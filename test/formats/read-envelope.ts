/**
 * Profiles one JSON object around an array of records, and prints the number of records. This is a process of its own, so that its
 * heap can be bounded. Argument: size in MB.
 */

import { profileFile } from '../../lambda-src/core/profiling/profile-file';

const megabytes = Number(process.argv[2]);
const prefix = '{"id":12345,"tags":["a","b"],"text":"';
const record = Buffer.from(`,${prefix}${'x'.repeat(1_000 - prefix.length - 3)}"}`);
const megabyte = Buffer.concat(Array.from({ length: 1_000 }, () => record));

async function* envelope(): AsyncGenerator<Buffer> {
  yield Buffer.from('{"skipped":[0');
  for (let i = 0; i < megabytes / 10; i++) {
    yield megabyte;
  }
  yield Buffer.from('],"Records":[');
  for (let i = 0; i < megabytes; i++) {
    const part = i === 0 ? megabyte.subarray(1) : megabyte;
    for (let at = 0; at < part.length; at += 65_536) {
      yield part.subarray(at, at + 65_536);
    }
  }
  yield Buffer.from('],"account":7}');
}

async function main(): Promise<void> {
  const { records, schema } = await profileFile(async () => envelope(), { format: 'json', recordsAt: 'Records', aroundColumns: ['account'] });
  process.stdout.write(JSON.stringify({ records, fields: [...schema.fields.keys()].sort() }));
}

void main();
