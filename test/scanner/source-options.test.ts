/** Compares the scanners with the plain reader under the options that a source may declare. */

import { csvCase } from './support/csv-cases';
import { jsonCase } from './support/json-cases';
import { Random, pieces } from './support/random';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { profileFile } from '../../lambda-src/core/profiling/profile-file';
import { MapRules } from '../../lambda-src/core/schema/maps';
import type { ReadingConfig } from '../../src/source-config';
import { profileFile as plainProfileFile } from '../reference/plain-profile';

const CASES = Number(process.env.FUZZ_CASES ?? 3_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_124);

type Profile = (bytes: AsyncIterable<Uint8Array>, options: ReadingConfig) => ReturnType<typeof plainProfileFile>;

async function outcome(profile: Profile, file: Buffer, size: number, options: ReadingConfig) {
  async function* chunks() {
    yield* pieces(file, size);
  }
  try {
    const { dialect, records, bytes, schema, blank } = await profile(chunks(), options);
    return { profile: { dialect, records, bytes, fields: [...schema.fields], blank } };
  } catch (error) {
    if (!(error instanceof FileFault)) {
      throw error;
    }
    // The plain reader keeps all names of a map, and gives no place for the end of an array that is not closed.
    return { fault: error.reason };
  }
}

async function scannedProfile(bytes: AsyncIterable<Uint8Array>, options: ReadingConfig) {
  const profile = await profileFile(async () => bytes, options);
  return { ...profile, blank: 'blankRows' in profile.scanned ? profile.scanned.blankRows : undefined };
}

/** Replaces bytes that are not UTF-8, which the plain reader would report first. The fuzz tests cover them. */
function asText(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString());
}

async function compare(random: Random, file: Buffer, options: ReadingConfig, context: string): Promise<string> {
  const size = random.pick([file.length + 1, random.integer(1, 50)]);
  const expected = await outcome(plainProfileFile, file, size, options);
  const actual = await outcome(scannedProfile, file, size, options);
  expect([context, actual]).toEqual([context, expected]);
  return expected.fault ?? 'accepted';
}

afterEach(() => jest.restoreAllMocks());

test(`null markers, ragged rows and headers of CSV files (${CASES} random files)`, async () => {
  const random = new Random(SEED);
  const tally = new Map<string, number>();
  for (let i = 0; i < CASES; i++) {
    const { names, delimiter, syntax, bytes } = csvCase(random);
    const withHeader = random.chance(0.7);
    const options: ReadingConfig = {
      format: 'csv',
      csv: {
        ...syntax,
        delimiter,
        header: random.pick([undefined, withHeader]),
        headers: withHeader && random.chance(0.3) ? 'repair' : undefined,
        columnNames: random.chance(withHeader ? 0.1 : 0.5) ? names : undefined,
        raggedRows: random.pick(['fill', 'fill', 'refuse']),
        // The plain reader looks for no lines around the table.
        preambleLines: 0,
        footerLines: 0,
      },
      nullMarkers: random.pick([undefined, ['NaN', ' ', '-', 'naïve', '00', 'a,b', 'plain text longer than sixteen bytes']]),
    };
    const ragged = random.chance(0.3) ? Buffer.from(`${delimiter.repeat(random.integer(0, 4))}\n1${delimiter}2\n`) : Buffer.alloc(0);
    const end = random.pick(['', '', '', delimiter, delimiter.repeat(2), `${delimiter}a`, `${delimiter}C0${delimiter}C0`]);
    const before = syntax.comment === undefined || random.chance(0.5) ? '' : `${syntax.comment} "a\r\n`;
    const header = withHeader ? `${before}${names.join(delimiter)}${end}\n` : '';
    const file = asText(Buffer.concat([Buffer.from(header), ragged, bytes]));
    const kind = await compare(random, file, options, `case ${i}: ${JSON.stringify([options, file.toString('latin1')])}`);
    tally.set(kind, (tally.get(kind) ?? 0) + 1);
  }
  expect(tally.get('accepted')).toBeGreaterThan(CASES / 4);
  expect(tally.get('ragged_row')).toBeGreaterThan(0);
}, 60 * CASES + 60_000);

test(`null markers, type hints and maps of JSON files (${CASES} random files)`, async () => {
  jest.replaceProperty(MapRules as { STRUCT_KEYS: number }, 'STRUCT_KEYS', 3);
  const random = new Random(SEED);
  const tally = new Map<string, number>();
  let maps = 0;
  for (let i = 0; i < CASES; i++) {
    const paths = ['a', 'b', 'a.b', 'id', 'a[]', 'c{}', 'x'];
    const types = ['map', 'json', 'string', 'date', 'timestamp', 'double', 'struct'];
    const options: ReadingConfig = {
      format: 'json',
      nullMarkers: random.pick([undefined, ['', 'a', '2024-02-29', 'é']]),
      typeHints: Object.fromEntries(random.times(random.integer(0, 3), () => [random.pick(paths), random.pick(types)])),
    };
    const file = asText(jsonCase(random));
    const kind = await compare(random, file, options, `case ${i}: ${JSON.stringify([options, file.toString('latin1')])}`);
    tally.set(kind, (tally.get(kind) ?? 0) + 1);
    maps += kind === 'accepted' && JSON.stringify([...(await profileFile(async () => async function* () {
      yield file;
    }(), options)).schema.fields.keys()]).includes('{}') ? 1 : 0;
  }
  expect(tally.get('accepted')).toBeGreaterThan(CASES / 5);
  expect(maps).toBeGreaterThan(CASES / 100);
}, 60 * CASES + 60_000);
