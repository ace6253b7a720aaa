import { fuzzCsv } from './support/fuzz';
import { CASES, MAX_MILLIS, SEED } from './support/fuzz-size';

const FILES = `${CASES} random files of seed ${SEED}, in random chunks down to a byte`;

test(`on ${FILES}, the CSV scanner finds what the plain reader finds: every fault in its place, every count, every extreme`, () => {
  const tally = fuzzCsv(CASES, SEED);
  expect(tally.accepted).toBeGreaterThan(CASES / 4);
  expect(Object.keys(tally)).toEqual(expect.arrayContaining(['malformed_csv', 'ragged_row', 'invalid_encoding']));
}, MAX_MILLIS);
