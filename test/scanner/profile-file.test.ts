import { gzipSync } from 'node:zlib';
import { csvCase } from './support/csv-cases';
import { jsonCase } from './support/json-cases';
import { Random, pieces } from './support/random';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { profileFile } from '../../lambda-src/core/profiling/profile-file';
import type { Family } from '../../lambda-src/core/schema/field-type';
import { profileFile as plainProfileFile } from '../reference/plain-profile';

const CASES = 400;

interface Outcome {
  readonly profile?: unknown;
  readonly fault?: { readonly reason: string; readonly byteOffset?: number; readonly record?: number };
}

async function outcome(profile: typeof plainProfileFile, file: Buffer, size: number, format: Family): Promise<Outcome> {
  async function* chunks() {
    yield* pieces(file, size);
  }
  try {
    const { dialect, records, bytes, schema } = await profile(chunks(), { format, ...format === 'csv' ? { csv: { header: true, preambleLines: 0, footerLines: 0 } } : {} });
    return { profile: { dialect, records, bytes, fields: [...schema.fields] } };
  } catch (error) {
    if (!(error instanceof FileFault)) {
      throw error;
    }
    return { fault: { reason: error.reason, byteOffset: error.byteOffset, record: error.record } };
  }
}

/** The plain reader gives no place for the end of an array that is not closed. */
function comparable({ fault, profile }: Outcome, expected: Outcome): Outcome {
  if (fault !== undefined && expected.fault !== undefined && expected.fault.byteOffset === undefined) {
    return { fault: { reason: fault.reason } };
  }
  return { fault, profile };
}

/** The ways in which the same text can be stored. */
const STORED: ReadonlyArray<readonly [string, (text: string) => Buffer]> = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16LE', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16BE', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['gzip', (text) => gzipSync(text)],
];

describe.each(STORED)('a file stored as %s', (_, store) => {
  test.each(['json', 'csv'] as const)(`that is %s has the profile that the plain reader finds (${CASES} random files)`, async (format) => {
    const random = new Random(7);
    for (let i = 0; i < CASES; i++) {
      // The fuzz tests cover bytes that are not UTF-8. Here such bytes would become other characters.
      const { names, delimiter, bytes } = csvCase(random);
      const text = format === 'json' ? jsonCase(random).toString() : `${names.join(delimiter)}\n${bytes}`;
      const file = store(text);
      const size = random.pick([file.length + 1, random.integer(1, 50)]);
      const context = `case ${i}: ${JSON.stringify(text)}`;
      const expected = await outcome(plainProfileFile, file, size, format);
      const actual = await outcome(async (stored, options) => profileFile(async () => stored, options), file, size, format);
      expect([context, comparable(actual, expected)]).toEqual([context, comparable(expected, expected)]);
    }
  }, 120_000);
});
