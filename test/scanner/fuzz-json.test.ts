import { fuzzJson } from './support/fuzz';
import { CASES, MAX_MILLIS, SEED } from './support/fuzz-size';

const FILES = `${CASES} random files of seed ${SEED}, in random chunks down to a byte`;

test(`on ${FILES}, the JSON scanner finds what the plain reader finds: every fault in its place, every count, every extreme`, () => {
  const tally = fuzzJson(CASES, SEED);
  // A generator that made only good files, or only bad ones, would prove nothing.
  expect(tally.accepted).toBeGreaterThan(CASES / 4);
  expect(Object.keys(tally)).toEqual(expect.arrayContaining([
    'malformed_json', 'invalid_encoding', 'lone_surrogate', 'duplicate_key', 'not_a_record', 'empty_file', 'case_collision', 'too_deep',
  ]));
}, MAX_MILLIS);
