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

/** 200 sources: the noisy one and the others. */
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

/** The number of calls until the cluster starts when there is such a backlog. */
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
    // The rest of the launch is not measured here.
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

describe('half a million pending files in one of 200 sources do not delay the start of the cluster', () => {
  test.each<[string, (index: number) => BacklogFile, Parameters<typeof worldOf>[0]]>([
    ['they are all rejected', () => pending('version#2'), { rejected: ['version#2'] }],
    ['the source is blocked, and an old version was rejected', () => pending('version#3'), { rejected: ['version#2'], open: ['version#3'] }],
    ['the source is blocked, and every other file is rejected', (i) => pending(`version#${2 + i % 2}`), { rejected: ['version#2'], open: ['version#3'] }],
    ['they are all to be promoted', () => pending('version#1'), {}],
  ])('when %s', async (_, fileAt, registered) => {
    const without = await callsBeforeStart(0, fileAt, registered);
    const few = await callsBeforeStart(1_000, fileAt, registered);
    const many = await callsBeforeStart(MANY, fileAt, registered);
    expect(many).toBe(few);
    // The launcher looks at the pending files of that one source: two pages, their files and their verdicts.
    expect(many - without).toBeLessThanOrEqual(6);
  });
});

describe('half a million rejected files', () => {
  /** Launches every hour until nothing changes, and returns what happened. Each call takes `millisPerCall`. */
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

  test('are taken out by several launches, none of which starts a cluster without need', async () => {
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

  test.each([['before', 0], ['after', SOME - 1]])('do not delay a good file %s them', async (_, place) => {
    const world = worldOf({ rejected: ['version#2'] });
    const backlog = new Backlog(NOISY, SOME, world.now - 3_600_000, (index) => pending(index === place ? 'version#1' : 'version#2'));
    expect(await launches(world, backlog, 25)).toEqual({ hours: 1, clusters: 1, takenOutBefore: 0 });
  });

  test('delay a good file among them only until the files around it are taken out', async () => {
    const world = worldOf({ rejected: ['version#2'] });
    const backlog = new Backlog(NOISY, SOME, world.now - 3_600_000, (index) => pending(index === SOME / 2 ? 'version#1' : 'version#2'));
    expect(await launches(world, backlog, 5)).toMatchObject({ hours: 1, clusters: 1 });
  });
});

test('when time runs out, the cluster starts for what was found, the rest is reported, and each launch begins with other sources', async () => {
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
