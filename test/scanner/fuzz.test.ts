import { fuzzCsv, fuzzJson } from './support/fuzz';

/** So many cases a format; FUZZ_CASES asks for more, FUZZ_SEED for others. */
const CASES = Number(process.env.FUZZ_CASES ?? 20_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_124);

/** Generous: a loaded machine takes several times as long as a quiet one. */
const MAX_MILLIS = 20 * CASES + 60_000;

describe(`on ${CASES} random files of seed ${SEED}, in random chunks down to a byte,`, () => {
  test('the JSON scanner finds what the plain reader finds: every fault in its place, every count, every extreme', () => {
    const tally = fuzzJson(CASES, SEED);
    // A generator that makes only good files, or only bad ones, would prove nothing.
    expect(tally.accepted).toBeGreaterThan(CASES / 4);
    expect(Object.keys(tally)).toEqual(expect.arrayContaining([
      'malformed_json', 'invalid_encoding', 'lone_surrogate', 'duplicate_key', 'not_a_record', 'empty_file', 'case_collision', 'too_deep',
    ]));
  }, MAX_MILLIS);

  test('the CSV scanner finds what the plain reader finds: every fault in its place, every count, every extreme', () => {
    const tally = fuzzCsv(CASES, SEED);
    expect(tally.accepted).toBeGreaterThan(CASES / 4);
    expect(Object.keys(tally)).toEqual(expect.arrayContaining(['malformed_csv', 'ragged_row', 'invalid_encoding']));
  }, MAX_MILLIS);
});
