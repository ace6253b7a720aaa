import { LaunchWorld } from './launch-world';
import { type Emulator, startEmulator } from '../../local/emulator';

const RUN = '20261124T080000Z';
const NEXT = '20261124T090000Z';
const MINUTE = 60_000;

let emulator: Emulator;
let world: LaunchWorld;

beforeAll(async () => {
  emulator = await startEmulator({ auth: false, tls: false });
}, 120_000);
afterAll(() => emulator.stop());
beforeEach(async () => {
  jest.spyOn(console, 'error').mockImplementation(() => {});
  jest.spyOn(console, 'warn').mockImplementation(() => {});
  world = await LaunchWorld.create(emulator, ['orders', 'customers']);
});
afterEach(() => jest.restoreAllMocks());

function emrError(fault: 'client' | 'server' | undefined): Error {
  return Object.assign(new Error('EC2 said no'), fault === undefined ? {} : { $fault: fault, $metadata: { httpStatusCode: fault === 'client' ? 400 : 500 } });
}

describe('a cluster starts', () => {
  test('if a source has a pending file, under the run lease and with the name of the run', async () => {
    await world.register('orders');
    await world.addPending('orders', '01A');
    await world.launch(RUN);
    expect(world.requests.map((request) => request.Name)).toEqual([`Ingestion-${RUN}`]);
    expect(world.requests[0].Steps![0].HadoopJarStep!.Args).toEqual(expect.arrayContaining(['--run', RUN]));
    expect(await world.runRow(RUN)).toMatchObject({ state: 'RUNNING', cluster_id: 'j-1', cluster_name: `Ingestion-${RUN}`, since: '2026-11-24T08:00:05.000Z' });
    expect(await world.ledger('#deployment', 'lease')).toMatchObject({ run: RUN, since: '2026-11-24T08:00:05.000Z' });
    expect(world.metrics).toEqual([]);
  });

  test('for a source that is not blocked, although another one is', async () => {
    await world.register('orders', ['version#2']);
    await world.addPending('orders', '01A', 'version#2');
    await world.register('customers');
    await world.addPending('customers', '01B');
    await world.launch(RUN);
    expect(world.requests).toHaveLength(1);
  });

  test('for a blocked source whose last transaction was left unfinished', async () => {
    await world.register('orders', ['version#2']);
    await world.putLedger({ source_id: 'orders', sk: 'open#t1', state: 'SEALED' });
    await world.launch(RUN);
    expect(world.requests).toHaveLength(1);
  });

  test('only once if the schedule\'s event arrives twice', async () => {
    await world.register('orders');
    await world.addPending('orders', '01A');
    await world.launch(RUN);
    await world.launch(RUN);
    expect(world.requests).toHaveLength(1);
    expect(await world.runRow(RUN)).toMatchObject({ state: 'RUNNING' });
  });

  test('only once if two events of one run are handled at the same time', async () => {
    await world.register('orders');
    await world.addPending('orders', '01A');
    await Promise.all([world.launch(RUN), world.launch(RUN)]);
    expect(world.requests).toHaveLength(1);
  });

  test('never beside another run: the later one is skipped', async () => {
    await world.register('orders');
    await world.addPending('orders', '01A');
    await world.launch(RUN);
    world.now += 60 * MINUTE;
    await world.launch(NEXT);
    expect(world.requests).toHaveLength(1);
    expect(await world.runRow(NEXT)).toMatchObject({ state: 'SKIPPED', detail: 'another run is in progress' });
  });

  test('never beside a cluster with the name of the run: that cluster is adopted, whichever page lists it', async () => {
    await world.register('orders');
    await world.addPending('orders', '01A');
    world.startCluster('Other-1', 'RUNNING');
    world.startCluster('Other-2', 'RUNNING');
    world.startCluster(`Ingestion-${RUN}`, 'RUNNING');
    await world.launch(RUN);
    expect(world.requests).toEqual([]);
    expect(await world.runRow(RUN)).toMatchObject({ state: 'RUNNING', cluster_id: 'j-3' });
  });
});

describe('no cluster starts', () => {
  test('if nothing is pending, which counts as success', async () => {
    await world.register('orders');
    await world.launch(RUN);
    expect(world.requests).toEqual([]);
    expect(await world.runRow(RUN)).toMatchObject({ state: 'SKIPPED', detail: 'nothing to promote' });
    expect(await world.ledger('#deployment', 'lease')).toBeUndefined();
    expect(world.metrics).toEqual([['PromotionRunSucceeded', undefined]]);
  });

  test('if every source with files is blocked, and a metric says so for each of them', async () => {
    await world.register('orders', ['version#2']);
    await world.addPending('orders', '01A', 'version#2');
    await world.launch(RUN);
    expect(world.requests).toEqual([]);
    expect(await world.runRow(RUN)).toMatchObject({ state: 'SKIPPED', detail: 'nothing to promote; blocked: orders' });
    expect(world.metrics).toEqual([['PromotionBlockedByBreakingSchema', 'orders'], ['PromotionRunSucceeded', undefined]]);
  });

  test('for files that an edit by hand has just rejected: they are no longer pending', async () => {
    await world.register('orders', ['version#2']);
    await world.addPending('orders', '01A', 'version#2');
    await world.putRegistry({ ...await world.registry('orders', 'version#2'), status: 'DEPRECATED', note: 'a test file' });
    await world.launch(RUN);
    expect(world.requests).toEqual([]);
    expect(await world.ledger('orders', 'file#01A')).toMatchObject({ state: 'REJECTED' });
    expect(await world.ledger('orders', 'pending#2026-11-24#01A')).toBeUndefined();
    expect(await world.registry('orders', 'head')).toMatchObject({ open: [] });
    expect(world.metrics).toEqual([['PromotionRunSucceeded', undefined]]);
  });
});

test('a run that has ended is not started again by a late event', async () => {
  await world.register('orders');
  await world.addPending('orders', '01A');
  await world.putLedger({ source_id: '#deployment', sk: `run#${RUN}`, run: RUN, cluster_name: `Ingestion-${RUN}`, state: 'SUCCEEDED' });
  await world.launch(RUN);
  expect(world.requests).toEqual([]);
  expect(await world.runRow(RUN)).toMatchObject({ state: 'SUCCEEDED' });
});

describe('a run whose cluster died', () => {
  beforeEach(async () => {
    await world.register('orders');
    await world.addPending('orders', '01A');
    await world.launch(RUN);
    world.now += 60 * MINUTE;
  });

  test('is marked FAILED and announced, and the next run starts at once', async () => {
    world.clusters[0].state = 'TERMINATED_WITH_ERRORS';
    await world.launch(NEXT);
    expect(await world.runRow(RUN)).toMatchObject({ state: 'FAILED', detail: expect.stringContaining('j-1 is TERMINATED_WITH_ERRORS') });
    expect(world.metrics).toEqual([['PromotionRunFailed', undefined]]);
    expect(await world.runRow(NEXT)).toMatchObject({ state: 'RUNNING', cluster_id: 'j-2' });
    expect(await world.ledger('#deployment', 'lease')).toMatchObject({ run: NEXT });
  });

  test('is ended once it is past its maximum run time', async () => {
    world.now += MINUTE;
    await world.launch(NEXT);
    expect(world.terminated).toEqual(['j-1']);
    expect(await world.runRow(NEXT)).toMatchObject({ state: 'SKIPPED' });
  });
});

describe('when RunJobFlow fails', () => {
  beforeEach(async () => {
    await world.register('orders');
    await world.addPending('orders', '01A');
  });

  test('by a refusal, the run is FAILED at once and the lease is free', async () => {
    world.onRunJobFlow = () => {
      throw emrError('client');
    };
    await expect(world.launch(RUN)).rejects.toThrow('EC2 said no');
    expect(await world.runRow(RUN)).toMatchObject({ state: 'FAILED', detail: 'EMR refused to start the cluster: EC2 said no' });
    expect(await world.ledger('#deployment', 'lease')).toBeUndefined();
    expect(world.metrics).toEqual([['PromotionRunFailed', undefined]]);
  });

  test.each(['server', undefined] as const)('with an unknown outcome (%s), a cluster that started all the same is found by its name', async (fault) => {
    world.onRunJobFlow = (start) => {
      start();
      throw emrError(fault);
    };
    await expect(world.launch(RUN)).rejects.toThrow('EC2 said no');
    expect(await world.runRow(RUN)).toMatchObject({ state: 'LAUNCHING' });
    world.now += MINUTE;
    await world.launch(RUN);
    expect(world.requests).toHaveLength(1);
    expect(await world.runRow(RUN)).toMatchObject({ state: 'RUNNING', cluster_id: 'j-1' });
  });

  test('with an unknown outcome and no cluster, the lease is held for ten minutes and no longer', async () => {
    world.onRunJobFlow = () => {
      throw emrError(undefined);
    };
    await expect(world.launch(RUN)).rejects.toThrow('EC2 said no');
    world.onRunJobFlow = (start) => start();
    world.now += 10 * MINUTE - 1;
    await world.launch('20261124T081000Z');
    expect(await world.runRow('20261124T081000Z')).toMatchObject({ state: 'SKIPPED' });
    world.now += 1;
    await world.launch('20261124T082000Z');
    expect(await world.runRow(RUN)).toMatchObject({ state: 'FAILED' });
    expect(await world.runRow('20261124T082000Z')).toMatchObject({ state: 'RUNNING' });
  });
});

describe('a source that cannot be looked at', () => {
  beforeEach(async () => {
    await world.register('orders');
    await world.putRegistry({ ...await world.registry('orders', 'head'), open: null });
    await world.register('customers');
  });

  test('does not delay the others, and is reported', async () => {
    await world.addPending('customers', '01B');
    await expect(world.launch(RUN)).rejects.toThrow('sources orders could not be looked at');
    expect(await world.runRow(RUN)).toMatchObject({ state: 'RUNNING' });
  });

  test('does not count as success', async () => {
    await expect(world.launch(RUN)).rejects.toThrow('sources orders could not be looked at');
    expect(world.metrics).toEqual([]);
    expect(await world.runRow(RUN)).toBeUndefined();
  });
});
