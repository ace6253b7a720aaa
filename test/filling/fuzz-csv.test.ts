import { fuzzFilling } from './support/fuzz';
import { CASES, MAX_MILLIS, SEED } from '../scanner/support/fuzz-size';

test(`on ${CASES} random CSV files of seed ${SEED}, the columns hold what the plain reader finds, however the files are cut and stored`, async () => {
  const tally = await fuzzFilling('csv', CASES, SEED);
  // A generator that made only good files, or only bad ones, would prove nothing.
  expect(tally.accepted).toBeGreaterThan(CASES / 2);
  expect(Object.keys(tally)).toEqual(expect.arrayContaining([
    'misfit', 'no_column', 'malformed_csv', 'ragged_row', 'invalid_encoding',
  ]));
}, MAX_MILLIS);
