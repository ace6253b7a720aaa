import { fuzzFilling } from './support/fuzz';
import { CASES, MAX_MILLIS, SEED } from '../scanner/support/fuzz-size';

test(`on ${CASES} random JSON files of seed ${SEED}, the columns hold what the plain reader finds, however the files are cut and stored`, async () => {
  const tally = await fuzzFilling('json', CASES, SEED);
  // A generator that made only good files, or only bad ones, would prove nothing.
  expect(tally.accepted).toBeGreaterThan(CASES / 2);
  expect(Object.keys(tally)).toEqual(expect.arrayContaining([
    'misfit', 'no_column', 'malformed_json', 'invalid_encoding', 'lone_surrogate', 'duplicate_key', 'not_a_record', 'too_deep',
  ]));
}, MAX_MILLIS);
