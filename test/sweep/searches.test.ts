import { type Search, takeTurns } from '../../lambda-src/functions/sweep/searches';
import type { Position } from '../../lambda-src/store/ledger/search-progress';
import { World } from '../support/world';

const MINUTE = 60_000;

let world: World;
/** The turns of the last sweep, in their order. */
let turns: string[];
/** The number of turns for which one sweep has time. */
let most: number;
let overdue: number | undefined;

beforeEach(() => {
  world = new World();
  turns = [];
  most = 1_000;
  overdue = undefined;
});

/** A search with this many turns. */
function search(name: string, length: number, more: Partial<Search> = {}): Search {
  return {
    name,
    every: 0,
    turn: async (at) => {
      const done = Number(at?.turns ?? 0) + 1;
      turns.push(`${name}${done}`);
      return done < length ? { at: { turns: done } } : {};
    },
    ...more,
  };
}

async function sweep(searches: Search[]): Promise<string[]> {
  turns = [];
  const deps = {
    ...world.deps(),
    remainingMillis: () => (turns.length < most ? 100_000 : 0),
    emit: (_: string | undefined, metrics: { SearchOverdueMinutes?: number }) => {
      overdue = metrics.SearchOverdueMinutes;
    },
  };
  await takeTurns(deps, 'test', searches);
  world.now += 5 * MINUTE;
  return turns;
}

test('searches take one turn each, and those that have ended leave more turns to the others', async () => {
  expect(await sweep([search('a', 1), search('b', 3), search('c', 2)])).toEqual(['a1', 'b1', 'c1', 'b2', 'c2', 'b3']);
});

test('when time runs out, the searches without a turn come first in the next sweep, and each goes on where it stopped', async () => {
  most = 4;
  const searches = [search('a', 5), search('b', 1), search('c', 2), search('d', 1), search('e', 1), search('f', 1)];
  expect(await sweep(searches)).toEqual(['a1', 'b1', 'c1', 'd1']);
  expect(await sweep(searches)).toEqual(['e1', 'f1', 'a2', 'b1']);
  expect(await sweep(searches)).toEqual(['c2', 'd1', 'a3', 'b1']);
  expect(await sweep(searches)).toEqual(['e1', 'f1', 'a4', 'b1']);
});

test('a failed search is named, keeps its place and has its next turn only in the next sweep', async () => {
  let isBroken = false;
  const places: (Position | undefined)[] = [];
  const broken = search('b', 4, {
    turn: async (at) => {
      places.push(at);
      turns.push('b');
      if (isBroken) {
        throw new Error('access denied');
      }
      return { at: { turns: places.length } };
    },
  });
  most = 1;
  await sweep([broken]);
  isBroken = true;
  most = 1_000;
  await expect(sweep([search('a', 2), broken, search('c', 1)])).rejects.toThrow('test of b: access denied');
  expect(turns).toEqual(['a1', 'c1', 'b', 'a2']);
  isBroken = false;
  most = 1;
  await sweep([broken]);
  expect(places).toEqual([undefined, { turns: 1 }, { turns: 1 }]);
});

test('a search starts when it is due, even if a clock was ahead', async () => {
  const hourly = search('a', 1, { every: 60 * MINUTE });
  expect(await sweep([hourly])).toEqual(['a1']);
  expect(await sweep([hourly])).toEqual([]);
  world.now += 45 * MINUTE;
  expect(await sweep([hourly])).toEqual([]);
  expect(await sweep([hourly])).toEqual(['a1']);
  world.now -= 24 * 60 * MINUTE;
  expect(await sweep([hourly])).toEqual(['a1']);
});

test('a search with a number starts when the number has changed, and gets the last one', async () => {
  const of = (number: number) => search('a', 1, {
    of: number,
    turn: async (_, last) => {
      turns.push(`${last} to ${number}`);
      return { of: number };
    },
  });
  expect(await sweep([of(1)])).toEqual(['undefined to 1']);
  expect(await sweep([of(1)])).toEqual([]);
  expect(await sweep([of(2)])).toEqual(['1 to 2']);
});

describe('the metric', () => {
  test('is 0 while searches end in time', async () => {
    await sweep([search('a', 2), search('b', 1, { every: 60 * MINUTE })]);
    expect(overdue).toBe(0);
    await sweep([search('a', 2), search('b', 1, { every: 60 * MINUTE })]);
    expect(overdue).toBe(0);
  });

  test('says for how long the next start of a running search has been due', async () => {
    most = 1;
    const long = [search('a', 100, { every: 10 * MINUTE })];
    for (const expected of [0, 0, 0, 5, 10]) {
      await sweep(long);
      expect(overdue).toBe(expected);
    }
  });

  test('says for how long a due search has had no turn', async () => {
    const waiting = search('b', 1, { every: 10 * MINUTE });
    await sweep([waiting]);
    most = 0;
    for (const expected of [0, 0, 5, 10]) {
      await sweep([waiting]);
      expect(overdue).toBe(expected);
    }
  });
});
