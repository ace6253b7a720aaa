import { EMRClient, ListClustersCommand, TerminateJobFlowsCommand } from '@aws-sdk/client-emr';
import { Runs } from '../../lambda-src/store/runs/runs';
import { type WatchRun, watchRun } from '../../lambda-src/store/runs/watch-run';
import { Story } from '../support/story';

const RUN = '20261124T080000Z';
const MINUTE = 60_000;
let story: Story;
let clusters: { Id: string; Name: string; Status: { State: string } }[];
let ended: string[];

beforeEach(() => {
  story = new Story();
  clusters = [];
  ended = [];
});

function watch(beforeList: () => unknown = () => undefined): WatchRun {
  const deps = story.deps();
  const emr = new EMRClient({ region: 'us-east-1' });
  emr.send = (async (command: object) => {
    if (command instanceof ListClustersCommand) {
      await beforeList();
      // There are two pages: a cluster on the second one must be found too.
      return command.input.Marker === undefined ? { Clusters: [], Marker: 'more' } : { Clusters: clusters };
    }
    if (command instanceof TerminateJobFlowsCommand) {
      ended.push(...command.input.JobFlowIds!);
    }
    return {};
  }) as never;
  return {
    runs: new Runs(deps.ledger),
    emr,
    outbox: deps.outbox,
    clusterNamePrefix: 'p-',
    maxRunMinutes: 60,
    emit: (metrics) => story.metrics.push([Object.keys(metrics)[0], undefined]),
    clock: () => story.now,
  };
}

const cluster = (Id: string, State: string, Name = `p-${RUN}`) => ({ Id, Name, Status: { State } });
const row = () => story.tables.get('ledger', '#deployment', `run#${RUN}`)!;
const lease = () => story.tables.get('ledger', '#deployment', 'lease');

test('only one of two runs takes the lease, and a run is never started twice', async () => {
  const { runs } = watch();
  expect(await runs.take(RUN, 'p', story.now)).toBe('taken');
  expect(await runs.take('20261124T090000Z', 'p', story.now)).toBe('held');
  expect(await runs.take(RUN, 'p', story.now)).toBe('known');
  await runs.fail((await runs.lease())!, 'x', story.now);
  expect(await runs.take(RUN, 'p', story.now)).toBe('known');
  expect(await runs.take('20261124T090000Z', 'p', story.now)).toBe('taken');
});

test('a run whose cluster died fails, frees the lease and is announced', async () => {
  await watch().runs.take(RUN, 'p', story.now);
  clusters = [cluster('j-1', 'TERMINATED_WITH_ERRORS')];
  expect(await watchRun(watch())).toBe('free');
  expect(row()).toMatchObject({ state: 'FAILED', detail: expect.stringContaining('j-1 is TERMINATED_WITH_ERRORS') });
  expect(lease()).toBeUndefined();
  expect(story.published).toEqual([expect.objectContaining({ kind: 'run_failed', run: RUN })]);
  expect(story.metrics).toEqual([['PromotionRunFailed', undefined]]);
});

test('a run without a cluster fails after ten minutes', async () => {
  await watch().runs.take(RUN, 'p', story.now);
  clusters = [cluster('j-9', 'RUNNING', 'p-another')];
  story.now += 10 * MINUTE - 1;
  expect(await watchRun(watch())).toBe('held');
  story.now += 1;
  expect(await watchRun(watch())).toBe('free');
  expect(row().state).toBe('FAILED');
});

test('the ten minutes are counted up to the start of the listing, however long the listing takes', async () => {
  await watch().runs.take(RUN, 'p', story.now);
  story.now += 9 * MINUTE;
  expect(await watchRun(watch(() => {
    story.now += 5 * MINUTE;
  }))).toBe('held');
});

test('a cluster whose launcher died before it recorded it is adopted, and ended once it is past the maximum run time', async () => {
  await watch().runs.take(RUN, 'p', story.now);
  clusters = [cluster('j-1', 'RUNNING')];
  expect(await watchRun(watch())).toBe('held');
  expect(row()).toMatchObject({ state: 'RUNNING', cluster_id: 'j-1' });
  expect(ended).toEqual([]);
  story.now += 61 * MINUTE;
  expect(await watchRun(watch())).toBe('held');
  expect(ended).toEqual(['j-1']);
});

test('a run that ends by itself during the check keeps its outcome, and the next run keeps its lease', async () => {
  await watch().runs.take(RUN, 'p', story.now);
  clusters = [cluster('j-1', 'TERMINATED')];
  const succeed = async () => {
    story.tables.put('ledger', { ...row(), state: 'SUCCEEDED' });
    story.tables.remove('ledger', { source_id: '#deployment', sk: 'lease' });
    await watch().runs.take('20261124T090000Z', 'p', story.now + 1);
  };
  let isDone = false;
  await watchRun(watch(async () => {
    if (!isDone) {
      isDone = true;
      await succeed();
    }
  }));
  expect(row().state).toBe('SUCCEEDED');
  expect(lease()).toMatchObject({ run: '20261124T090000Z' });
  expect(story.published).toEqual([]);
});
