import { MemoryEmr, launchIn } from './memory-launch';
import { Backlog, type BacklogFile } from '../support/backlog';
import { NoLatitude } from '../support/latitude';
import { Calls, VirtualTime, registerSource } from '../support/many-sources';
import { type Gate, LEDGER, World } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

beforeEach(() => jest.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

const RUN = '20261124T080000Z';
const NOISY = 'noisy';
const OTHERS = Array.from({ length: 199 }, (_, i) => `source-${i}`);
const MANY = 500_000;
const SOME = 10_000;


const pending = (version: string): BacklogFile => ({ version, state: 'PENDING' });

/** 200 sources; one of the others has a file to promote. */
function worldOf({ open = [], rejected = [] }: { open?: string[]; rejected?: string[] } = {}): World {
  const world = new World([NOISY, ...OTHERS].map((sourceId) => ({ sourceId, format: 'json', optionalFields: [] })), new NoLatitude());
  registerSource(world, NOISY, { open, rejected });
  for (const sourceId of OTHERS) {
    registerSource(world, sourceId);
  }
  return world;
}

function addPending(world: World, sourceId: string, ingestId: string): void {
  const file = { source_id: sourceId, ingest_id: ingestId, date: '2026-11-24' };
  world.tables.put(LEDGER, { ...file, sk: `file#${ingestId}`, state: 'PENDING', version_id: 'v', registry_version: 'version#1' });
  world.tables.put(LEDGER, { ...file, sk: `pending#2026-11-24#${ingestId}`, bytes: 1 });
}

/** Calls until the cluster starts, with and after such a backlog. */
async function callsBeforeStart(count: number, fileAt: (index: number) => BacklogFile, registered: Parameters<typeof worldOf>[0]): Promise<number> {
  const world = worldOf(registered);
  addPending(world, 'source-198', '01');
  const backlog = new Backlog(NOISY, count, world.now - 3_600_000, fileAt);
  const calls = new Calls();
  let atStart: number | undefined;
  const emr = new MemoryEmr();
  const time = new VirtualTime(10);
  const launched = launchIn(world, RUN, emr, {
    gate: (client) => time.gate(calls.gate(backlog.gate(client))),
    // What comes after the start is not measured here.
    remainingMillis: () => (atStart === undefined ? 300_000 - time.spent : 0),
    runJobFlow: async (name) => {
      atStart = calls.count;
      return emr.start(name);
    },
  });
  await launched.catch((error: Error) => {
    if (!error.message.includes('could not be looked at')) {
      throw error;
    }
  });
  return atStart!;
}

describe('of 200 sources one has half a million files pending; the cluster starts', () => {
  test.each<[string, (index: number) => BacklogFile, Parameters<typeof worldOf>[0]]>([
    ['all rejected', () => pending('version#2'), { rejected: ['version#2'] }],
    ['blocked, with a rejected version of old', () => pending('version#3'), { rejected: ['version#2'], open: ['version#3'] }],
    ['blocked, every other file rejected', (i) => pending(`version#${2 + i % 2}`), { rejected: ['version#2'], open: ['version#3'] }],
    ['all of them to be promoted', () => pending('version#1'), {}],
  ])('as soon as without them: %s', async (_, fileAt, registered) => {
    const without = await callsBeforeStart(0, fileAt, registered);
    const few = await callsBeforeStart(1_000, fileAt, registered);
    const many = await callsBeforeStart(MANY, fileAt, registered);
    expect(many).toBe(few);
    // The look at the pending files of that one source: two pages, their files, and their verdicts.
    expect(many - without).toBeLessThanOrEqual(6);
  });
});

describe('half a million rejected files', () => {
  /** Launches every hour, each call taking that long, until nothing changes; returns what happened. */
  async function launches(world: World, backlog: Backlog, millisPerCall: number) {
    const emr = new MemoryEmr();
    let hours = 0;
    let takenOutBefore: number | undefined;
    for (let before = -1; backlog.takenOut !== before && emr.clusters.length === 0; hours++) {
      before = backlog.takenOut;
      const time = new VirtualTime(millisPerCall);
      await launchIn(world, `run-${hours}`, emr, {
        gate: (client) => time.gate(backlog.gate(client)),
        remainingMillis: () => 300_000 - time.spent,
        runJobFlow: async (name) => {
          takenOutBefore = backlog.takenOut;
          return emr.start(name);
        },
      });
      expect(time.spent).toBeLessThan(300_000);
      world.now += 3_600_000;
    }
    return { hours, clusters: emr.clusters.length, takenOutBefore };
  }

  test('are taken out by several launches, none of which starts a cluster for nothing', async () => {
    const world = worldOf({ rejected: ['version#2'] });
    const backlog = new Backlog(NOISY, MANY, world.now - 3_600_000, () => pending('version#2'));
    const { hours, clusters } = await launches(world, backlog, 25);
    expect(backlog.takenOut).toBe(MANY);
    expect(hours).toBeGreaterThan(2);
    expect(clusters).toBe(0);
    expect(world.tables.get(LEDGER, '#deployment', 'run#run-0')).toMatchObject({
      state: 'SKIPPED', detail: 'nothing to promote; rejected files are still being taken out: noisy',
    });
    expect(world.tables.get(LEDGER, '#deployment', `run#run-${hours - 1}`)).toMatchObject({ state: 'SKIPPED', detail: 'nothing to promote' });
  });

  test.each([['before', 0], ['after', SOME - 1]])('keep no good file %s them waiting', async (_, place) => {
    const world = worldOf({ rejected: ['version#2'] });
    const backlog = new Backlog(NOISY, SOME, world.now - 3_600_000, (index) => pending(index === place ? 'version#1' : 'version#2'));
    expect(await launches(world, backlog, 25)).toEqual({ hours: 1, clusters: 1, takenOutBefore: 0 });
  });

  test('keep a good file in their midst waiting only until those around it are taken out', async () => {
    const world = worldOf({ rejected: ['version#2'] });
    const backlog = new Backlog(NOISY, SOME, world.now - 3_600_000, (index) => pending(index === SOME / 2 ? 'version#1' : 'version#2'));
    expect(await launches(world, backlog, 5)).toMatchObject({ hours: 1, clusters: 1 });
  });
});

test('where time runs out, the cluster of what was found starts, the rest is reported, and each launch begins with other sources', async () => {
  const begunWith = new Set<string>();
  for (const run of ['20261124T080000Z', '20261124T090000Z', '20261124T100000Z']) {
    const world = worldOf();
    for (const sourceId of OTHERS) {
      addPending(world, sourceId, '01');
    }
    const emr = new MemoryEmr();
    const time = new VirtualTime(1_000);
    const seen: string[] = [];
    const gate: Gate = (client) => time.gate(client, (text) => {
      seen.push(/source-\d+|noisy/.exec(text)?.[0] ?? '');
      return 1_000;
    });
    await expect(launchIn(world, run, emr, { gate, remainingMillis: () => 300_000 - time.spent })).rejects.toThrow('could not be looked at');
    expect(emr.clusters).toHaveLength(1);
    expect(time.spent).toBeLessThan(300_000);
    begunWith.add(seen[0]);
  }
  expect(begunWith.size).toBe(3);
});
