import { carryOutInShares } from '../../lambda-src/functions/sweep/shares';

beforeEach(() => jest.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

/** The milliseconds that each duty gets if the duties take the given ones. The function has 330 s, of which it keeps 30. */
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

test('the duties after a duty get the time that it does not need', async () => {
  expect(await given([0, 10_000, 0])).toEqual([100_000, 150_000, 290_000]);
});

test('a duty that takes more than its share leaves equal shares of the rest to the others', async () => {
  expect(await given([200_000, 0, 0])).toEqual([100_000, 50_000, 100_000]);
});

test('a duty that fails does not stop the others, and its error is returned', async () => {
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
