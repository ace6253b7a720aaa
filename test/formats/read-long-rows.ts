/**
 * Profiles a file of four records of 10 MB and a bad record, in small chunks, and prints the numbers of records and of bad
 * records. This is a process of its own, so that its heap can be bounded. Argument: json or csv.
 */

import { profileTolerantly } from '../../lambda-src/core/profiling/profile-file';
import type { Family } from '../../lambda-src/core/schema/field-type';

const format = process.argv[2] as Family;
const text = Buffer.alloc(10_000_000, 'x');
const [head, start, end, bad] = format === 'json' ? ['', '{"a":"', '"}\n', '{"a":\n'] : ['a,b\n', '1,', '\n', '1\n'];

async function* file(): AsyncGenerator<Buffer> {
  yield Buffer.from(head + bad);
  for (let record = 0; record < 4; record++) {
    yield Buffer.from(start);
    for (let at = 0; at < text.length; at += 16_384) {
      yield text.subarray(at, at + 16_384);
    }
    yield Buffer.from(end);
  }
}

async function main(): Promise<void> {
  const { records, badRecords } = await profileTolerantly(async () => file(), { format, maxBadRecordRatio: 0.5 });
  process.stdout.write(JSON.stringify({ records, bad: badRecords.length }));
}

void main();
