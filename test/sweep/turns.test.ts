import { ulid } from 'ulid';
import { type Emitted, FailureQueue, sweepIn } from './sweep-world';
import { parseNotification } from '../../lambda-src/core/raw/notification';
import { requeueForgotten } from '../../lambda-src/functions/sweep/forgotten-files';
import { decide } from '../../lambda-src/store/decisions/decide';
import { Backlog } from '../support/backlog';
import { NoLatitude } from '../support/latitude';
import { VirtualTime, registerSource } from '../support/many-sources';
import { type Gate, LEDGER, World } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
jest.mock('../../lambda-src/store/decisions/decide', () => ({ decide: jest.fn() }));

const BUSY = 'busy';
const OTHERS = Array.from({ length: 199 }, (_, i) => `source-${i}`);
const MANY = 500_000;
const MINUTE = 60_000;
const SWEEP_MILLIS = 270_000;

beforeEach(() => jest.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => {
  jest.mocked(decide).mockReset();
  jest.restoreAllMocks();
});

/** A world of sources, by default 200. Each of them except one has a file whose event was lost. */
function worldOf(others = OTHERS): { world: World; lost: Set<string> } {
  const world = new World([BUSY, ...others].map((sourceId) => ({ sourceId, format: 'json', optionalFields: [] })), new NoLatitude());
  const lost = new Set<string>();
  for (const sourceId of others) {
    const key = world.rawKey('lost.json', sourceId);
    world.bucket.put(key, '{"a":1}');
    lost.add(key);
  }
  world.now += 30 * MINUTE;
  return { world, lost };
}

/** Sweeps until every lost file is queued again, and returns the number of sweeps and the time of the last one. */
async function sweepsUntilFound(millisPerCall: number, backlog?: Backlog): Promise<{ sweeps: number; millis: number }> {
  const { world, lost } = worldOf();
  for (let sweeps = 1; sweeps < 20; sweeps++) {
    const time = new VirtualTime(millisPerCall);
    // Once all files are found, the sweep has no more time, because its other work is not measured here.
    const remainingMillis = () => {
      for (const { key } of world.queued.splice(0).flatMap(parseNotification)) {
        lost.delete(key);
      }
      return lost.size === 0 ? 0 : SWEEP_MILLIS - time.spent;
    };
    await sweepIn(world, { gate: (client) => time.gate(backlog === undefined ? client : backlog.gate(client)), remainingMillis });
    expect(time.spent).toBeLessThan(SWEEP_MILLIS);
    if (remainingMillis() === 0) {
      return { sweeps, millis: time.spent };
    }
    world.now += 5 * MINUTE;
  }
  throw new Error(`not found: ${lost.size}`);
}

describe('half a million files of one of 200 sources do not delay the lost files of the others: these are found', () => {
  test.each([
    ['pending', 'PENDING'], ['held', 'HELD'],
  ] as const)('in the same sweep if the many are %s', async (_, state) => {
    const without = await sweepsUntilFound(20);
    const backlog = new Backlog(BUSY, MANY, Date.parse('2026-11-24T08:00:00.000Z'), () => ({ version: 'version#1', state }));
    const withThem = await sweepsUntilFound(20, backlog);
    expect(without.sweeps).toBe(1);
    expect(withThem.sweeps).toBe(1);
    // The held files of the busy source have their share of the time, and no more.
    expect(withThem.millis - without.millis).toBeLessThan(SWEEP_MILLIS / 3);
  });

  test('in as many sweeps as without the many if one sweep has too little time for all sources', async () => {
    const slow = 150;
    const without = await sweepsUntilFound(slow);
    const backlog = new Backlog(BUSY, MANY, Date.parse('2026-11-24T08:00:00.000Z'), () => ({ version: 'version#1', state: 'PENDING' }));
    expect(without.sweeps).toBeGreaterThan(1);
    expect((await sweepsUntilFound(slow, backlog)).sweeps).toBe(without.sweeps);
  });
});

test('a search that is longer than a sweep goes on where it stopped, until it ends', async () => {
  const { world } = worldOf(['orders']);
  const backlog = new Backlog(BUSY, 100_000, world.now - 30 * MINUTE, () => ({ version: 'version#1', state: 'PENDING' }));
  const listed: (string | undefined)[] = [];
  const progress = () => world.tables.get(LEDGER, '#deployment', 'search#forgotten#busy#recent');
  let sweeps = 0;
  do {
    const time = new VirtualTime(500);
    const gate: Gate = (client) => time.gate(backlog.gate(client), (text) => {
      const [, input] = /^ListObjectVersionsCommand (.*)$/.exec(text) ?? [];
      if (input?.includes('source=busy/')) {
        listed.push((JSON.parse(input) as { KeyMarker?: string }).KeyMarker);
      }
      return 500;
    });
    await requeueForgotten({ ...world.deps(gate), remainingMillis: () => SWEEP_MILLIS - time.spent });
    world.now += 5 * MINUTE;
    sweeps++;
  } while (progress()?.done !== true && sweeps < 20);
  expect(sweeps).toBeGreaterThan(1);
  expect(progress()).toMatchObject({ done: true });
  // Three searches look at the 100 pages, none at a page twice. The first of them starts again when it has ended.
  expect(listed.length).toBeLessThan(3 * 101 + 5);
});

test('all lost files are queued once each, even if they are more than one turn queues', async () => {
  const world = new World(undefined, new NoLatitude());
  for (let i = 0; i < 450; i++) {
    world.bucket.put(world.rawKey(`${i}.json`), '{"a":1}');
  }
  world.now += 30 * MINUTE;
  // Only the search of the last two hours is due, not those of the day and of all keys.
  for (const name of ['orders#day', 'orders#all']) {
    world.tables.put(LEDGER, {
      source_id: '#deployment',
      sk: `search#forgotten#${name}`,
      done: true,
      started_at: new Date(world.now).toISOString(),
      served_at: new Date(world.now).toISOString(),
    });
  }
  await requeueForgotten(world.deps());
  const asked = world.queued.flatMap(parseNotification).map(({ key }) => key);
  expect(asked).toHaveLength(450);
  expect(new Set(asked).size).toBe(450);
});

test('a flood of unsent alerts gets its share of the time, and the other duties get theirs', async () => {
  const { world, lost } = worldOf();
  for (let i = 0; i < 5_000; i++) {
    world.tables.put(LEDGER, {
      source_id: BUSY, sk: `alert#${i}`, message: '{"kind":"file_held"}', unsent: 'unsent', due_at: new Date(world.now - MINUTE).toISOString(),
    });
  }
  const time = new VirtualTime(20);
  const emitted: Emitted = [];
  await sweepIn(world, { gate: (client) => time.gate(client), remainingMillis: () => SWEEP_MILLIS - time.spent, emitted });
  for (const { key } of world.queued.flatMap(parseNotification)) {
    lost.delete(key);
  }
  expect(lost.size).toBe(0);
  expect(world.published.length).toBeGreaterThan(100);
  expect(world.published.length).toBeLessThan(5_000);
  expect(emitted.find((metrics) => 'AlertsUnsent' in metrics)!.AlertsUnsent).toBeGreaterThan(0);
});

describe('one source that cannot be searched', () => {
  const gate: Gate = (client) => {
    const sender = client as unknown as { send: (command: { readonly input: object }) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      if (JSON.stringify(command.input).includes('source=busy/')) {
        throw new Error('access denied');
      }
      return send(command);
    };
    return client;
  };

  test('is named in the error after the others have been searched', async () => {
    const { world, lost } = worldOf();
    await expect(sweepIn(world, { gate })).rejects.toThrow(/forgotten of busy#recent: access denied/);
    for (const { key } of world.queued.flatMap(parseNotification)) {
      lost.delete(key);
    }
    expect(lost.size).toBe(0);
  });

  test('makes the metric of the latest search grow until the source can be searched again', async () => {
    const { world } = worldOf();
    const overdue = async (broken: boolean) => {
      const emitted: Emitted = [];
      await sweepIn(world, { gate: broken ? gate : undefined, emitted }).catch(() => undefined);
      return Math.max(...emitted.map((metrics) => metrics.SearchOverdueMinutes ?? 0));
    };
    expect(await overdue(true)).toBe(0);
    world.now += 70 * MINUTE;
    expect(await overdue(true)).toBe(70);
    world.now += 5 * MINUTE;
    expect(await overdue(false)).toBe(0);
  });
});

test('a source whose decisions cannot be carried out does not delay the others, and is tried again in every sweep', async () => {
  const world = new World([BUSY, 'orders'].map((sourceId) => ({ sourceId, format: 'json', optionalFields: [] })));
  for (const sourceId of [BUSY, 'orders']) {
    registerSource(world, sourceId);
  }
  const failures = new FailureQueue();
  failures.messages.push('given up');
  jest.mocked(decide).mockImplementation(async (_, sourceId) => {
    if (sourceId === BUSY) {
      throw new Error('overtaken');
    }
  });
  await expect(sweepIn(world, { failures })).rejects.toThrow('decisions of busy: overtaken');
  expect(failures.messages).toEqual([]);
  expect(jest.mocked(decide).mock.calls.map(([, sourceId, , from]) => [sourceId, from])).toEqual([[BUSY, 'version#'], ['orders', 'version#']]);

  jest.mocked(decide).mockReset();
  world.now += 5 * MINUTE;
  await sweepIn(world, { failures });
  expect(jest.mocked(decide).mock.calls.map(([, sourceId]) => sourceId)).toEqual([BUSY]);

  jest.mocked(decide).mockReset();
  failures.messages.push('another');
  world.now += 5 * MINUTE;
  await sweepIn(world, { failures });
  expect(jest.mocked(decide).mock.calls).toHaveLength(2);
});

test('a sweep that dies between taking a failure record and deciding leaves the decisions to the next', async () => {
  const world = new World();
  registerSource(world, 'orders');
  const failures = new FailureQueue();
  failures.messages.push('given up');
  jest.mocked(decide).mockRejectedValueOnce(new Error('killed'));
  await sweepIn(world, { failures }).catch(() => undefined);
  await sweepIn(world, { failures });
  expect(jest.mocked(decide)).toHaveBeenCalledTimes(2);
});

test('files of a rejected version are taken out even behind many waiting files, and the source is then left alone', async () => {
  const world = new World([{ sourceId: BUSY, format: 'json', optionalFields: [] }]);
  registerSource(world, BUSY, { rejected: ['version#2'], open: ['version#3'] });
  const backlog = new Backlog(BUSY, 20_000, world.now - MINUTE, (i) => ({ version: i < 18_000 ? 'version#3' : 'version#2', state: 'PENDING' }));
  let looks = 0;
  for (let sweeps = 0; sweeps < 8; sweeps++) {
    const time = new VirtualTime(250);
    looks = 0;
    const gate: Gate = (client) => time.gate(backlog.gate(client), (text) => {
      if (text.startsWith('QueryCommand') && text.includes('":from":"pending#')) {
        looks++;
      }
      return 250;
    });
    await sweepIn(world, { gate, remainingMillis: () => SWEEP_MILLIS - time.spent });
    world.now += 30 * MINUTE;
  }
  expect(backlog.takenOut).toBe(2_000);
  expect(world.tables.get(LEDGER, '#deployment', 'search#rejected#busy')).toMatchObject({ done: true, of: 1 });
  // Once the search has ended, it does not start again, because head has not moved.
  expect(looks).toBe(0);
});

test('an object with an id of yesterday is found within an hour, and one under no registered source within a day', async () => {
  const world = new World();
  const old = `raw/source=orders/date=2026-11-23/${ulid(world.now - 20 * 60 * MINUTE)}_upload.json`;
  const foreign = ['raw/a.json', 'raw/source=orders.json', 'raw/source=zebra/x.json'];
  await sweepIn(world);
  for (const key of [old, ...foreign]) {
    world.bucket.put(key, '{}');
  }
  const found = async () => {
    await sweepIn(world);
    return world.queued.splice(0).flatMap(parseNotification).map(({ key }) => key).sort();
  };
  world.now += 30 * MINUTE;
  expect(await found()).toEqual([]);
  world.now += 31 * MINUTE;
  expect(await found()).toEqual([old]);
  world.now += 24 * 60 * MINUTE;
  expect(await found()).toEqual([...foreign, old].sort());
});
