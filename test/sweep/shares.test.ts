import { carryOutInShares } from '../../lambda-src/functions/sweep/shares';

beforeEach(() => jest.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

/** Milliseconds that each duty was given, where it then takes so many of them; the function has 330 s, of which 30 are kept. */
async function given(taken: number[]): Promise<number[]> {
  let left = 330_000;
  const shares: number[] = [];
  await carryOutInShares(taken.map((millis, i) => ({
    name: `duty ${i}`,
    carryOut: async (remainingMillis) => {
      shares.push(remainingMillis() - 30_000);
      left -= millis;
      expect(remainingMillis() - 30_000).toBe(shares[i] - millis);
    },
  })), () => left);
  return shares;
}

test('duties that need all their time have equal shares', async () => {
  expect(await given([100_000, 100_000, 100_000])).toEqual([100_000, 100_000, 100_000]);
});

test('what a duty does not need, those after it have', async () => {
  expect(await given([0, 10_000, 0])).toEqual([100_000, 150_000, 290_000]);
});

test('a duty that takes more than its share leaves the others equal ones of the rest', async () => {
  expect(await given([200_000, 0, 0])).toEqual([100_000, 50_000, 100_000]);
});

test('a duty that fails keeps no other from being carried out, and what it threw is told', async () => {
  const carriedOut: string[] = [];
  const duty = (name: string, error?: Error) => ({
    name,
    carryOut: async () => {
      if (error !== undefined) {
        throw error;
      }
      carriedOut.push(name);
    },
  });
  const error = new Error('access denied');
  expect(await carryOutInShares([duty('a', error), duty('b'), duty('c', error), duty('d')], () => 100_000)).toEqual([error, error]);
  expect(carriedOut).toEqual(['b', 'd']);
});
