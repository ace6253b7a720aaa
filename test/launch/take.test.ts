import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { MemoryEmr, launchIn, watchOf } from './memory-launch';
import { Story, isTransaction, onceBefore } from '../support/story';
import type { Gate } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const RUN = '20261124T080000Z';

let story: Story;
let emr: MemoryEmr;
let warnings: jest.SpyInstance;

beforeEach(async () => {
  story = new Story();
  emr = new MemoryEmr();
  await story.receive('{"a":1}');
  warnings = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => jest.restoreAllMocks());

const conflict = () => new TransactionCanceledException({
  message: 'x', $metadata: {}, CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
});
const throttle = () => Object.assign(new Error('slow down'), { name: 'ThrottlingException' });

/** Fails this many transactions. With `happens`, they take effect all the same. */
function failing(times: number, error: () => Error, happens = false): Gate {
  let left = times;
  return (client) => {
    const sender = client as unknown as { send: (command: object) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      if (isTransaction({ name: command.constructor.name }) && left > 0) {
        left--;
        if (happens) {
          await send(command);
        }
        throw error();
      }
      return send(command);
    };
    return client;
  };
}

test.each([['a conflict', conflict, 1], ['three conflicts', conflict, 3], ['a throttle', throttle, 1], ['three throttles', throttle, 3]])(
  'a run that could not be taken because of %s is tried again at once, and the log says so', async (_, error, times) => {
    await launchIn(story, RUN, emr, { gate: failing(times, error) });
    expect(emr.clusters).toHaveLength(1);
    expect(story.rows(`run#${RUN}`)).toEqual([expect.objectContaining({ state: 'RUNNING' })]);
    expect(warnings.mock.calls.filter(([text]) => String(text).includes(`Run ${RUN} could not be taken yet`))).toHaveLength(times);
  });

test('a run that was taken starts its cluster even if the reply was lost', async () => {
  await launchIn(story, RUN, emr, { gate: failing(1, throttle, true) });
  expect(emr.clusters).toHaveLength(1);
  expect(story.rows(`run#${RUN}`)).toEqual([expect.objectContaining({ state: 'RUNNING' })]);
});

test('a run that cannot be taken at all is an error of the function, and the next call takes it', async () => {
  await expect(launchIn(story, RUN, emr, { gate: failing(1_000, conflict) })).rejects.toThrow(`run ${RUN} could not be taken in 6 tries`);
  expect(emr.clusters).toHaveLength(0);
  await launchIn(story, RUN, emr);
  expect(story.rows(`run#${RUN}`)).toEqual([expect.objectContaining({ state: 'RUNNING' })]);
});

test('a run that loses the lease to another run at the last moment is recorded as skipped', async () => {
  const gate = onceBefore(isTransaction, () => {
    story.tables.put('ledger', { source_id: '#deployment', sk: 'lease', run: 'another', since: new Date(story.now).toISOString() });
  });
  await launchIn(story, RUN, emr, { gate });
  expect(emr.clusters).toHaveLength(0);
  expect(story.rows(`run#${RUN}`)).toEqual([expect.objectContaining({ state: 'SKIPPED', detail: 'another run is in progress' })]);
});

test('when two calls take one run in the same millisecond, only the first starts a cluster', async () => {
  const gate = onceBefore(isTransaction, async () => watchOf(story, emr).runs.take(RUN, `I-${RUN}`, story.now));
  await launchIn(story, RUN, emr, { gate });
  expect(emr.clusters).toHaveLength(0);
  expect(story.rows(`run#${RUN}`)).toEqual([expect.objectContaining({ state: 'LAUNCHING' })]);
});
