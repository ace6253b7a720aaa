import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { laterOf } from '../../lambda-src/core/registry/version';
import { nextVersionKey } from '../../lambda-src/core/registry/version-key';
import { transact } from '../../lambda-src/store/dynamodb/transact';
import { Story, isTransaction, onceBefore } from '../support/story';
import { REGISTRY } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

/** Rules of the registry that matter only when two programs or two clocks meet. */

let story: Story;
beforeEach(() => {
  story = new Story();
  jest.spyOn(console, 'warn').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

/** Two drifts from one version: one lost b, and the other lost a. */
async function twoDrifts() {
  await story.receive('{"a":1,"b":1,"c":1}');
  await story.receive('{"a":1,"c":1}');
  await story.receive('{"b":1,"c":1}');
  const [, withoutB, withoutA] = story.versions();
  return { withoutB: withoutB.key, withoutA: withoutA.key };
}

const versionOf = (key: string) => story.versions().find((version) => version.key === key)!;

test('a rejection that is made while another drift is being approved is carried out first', async () => {
  const { withoutB, withoutA } = await twoDrifts();
  story.edit(withoutB, { status: 'ACTIVE', note: 'yes' });
  await story.decide(onceBefore(isTransaction, () => story.edit(withoutA, { status: 'DEPRECATED', note: 'no' })));
  const [approved, rejected] = [story.known(withoutB), story.known(withoutA)];
  expect([approved.resolution!.verdict, rejected.resolution!.verdict]).toEqual(['approved', 'rejected']);
  // The approval that did not see the rejection is cancelled. It starts again from the head that the rejection has moved.
  expect(story.tables.transactions.map(({ keys }) => keys).filter((keys) => keys.includes('head')).at(-2)).toContain(withoutA);
});

test('two approvals at once are two separate decisions', async () => {
  await story.receive('{"a":1,"b":1}');
  await story.receive('{"a":1}');
  await story.receive('{"a":1,"d":1}');
  const [, first, second] = story.versions();
  for (const { key } of [first, second]) {
    story.edit(key, { status: 'ACTIVE', note: key });
  }
  await story.decide();
  expect([first, second].map(({ key }) => story.known(key).resolution)).toEqual([
    expect.objectContaining({ verdict: 'approved', note: first.key }), expect.objectContaining({ verdict: 'approved', note: second.key }),
  ]);
});

test('a rejection moves the epoch, so no plan that was made before it is sealed', async () => {
  const { withoutB } = await twoDrifts();
  const { epoch } = story.head;
  story.edit(withoutB, { status: 'DEPRECATED', note: 'no' });
  await story.decide();
  expect(story.head.epoch).toBe(epoch + 1);
});

test('a drift and a changed type move the epoch, and a new field does not', async () => {
  await story.receive('{"a":1}');
  const epochs = [story.head.epoch];
  for (const body of ['{"a":1,"b":1}', '{"a":1.5,"b":1}', '{"a":1}']) {
    await story.receive(body);
    epochs.push(story.head.epoch);
  }
  expect(epochs).toEqual([0, 0, 1, 2]);
});

test('an edit of ACTIVE to an unknown status is answered before an approval gives it another status', async () => {
  const { withoutB } = await twoDrifts();
  const { active } = story.head;
  story.edit(active, { status: 'RETIRED' });
  story.edit(withoutB, { status: 'ACTIVE', note: 'yes' });
  await story.decide();
  expect(story.published).toContainEqual(expect.objectContaining({ kind: 'decision_refused', version: active, found: 'RETIRED', restored: 'ACTIVE' }));
  expect(story.known(withoutB).resolution!.verdict).toBe('approved');
});

test('when two programs make the first version of a source, the second one fails', async () => {
  await story.receive('{"a":1}');
  const { registry } = story.deps();
  const other = { ...story.head, paths: new Map() };
  expect(await transact(registry.docs, [await registry.putHead('orders', other, undefined)])).toBe(false);
  expect(story.head.paths).toEqual(new Map([['a', 'bigint']]));
});

test('head says the place of each path, in the order of the files', async () => {
  await story.receive('{"z":1,"2020":1,"b":1}');
  await story.receive('{"y":1,"b":1,"1999":1,"z":1,"2020":1}');
  const { paths } = story.tables.get(REGISTRY, 'orders', 'head')!;
  expect(paths).toEqual({ z: [0, 'bigint'], 2020: [1, 'bigint'], b: [2, 'bigint'], y: [3, 'bigint'], 1999: [4, 'bigint'] });
  const approved = story.store('{"x":1,"2001":1,"z":1}');
  await story.profile(approved);
  story.edit(story.version('BREAKING').key, { status: 'ACTIVE', note: 'yes' });
  await story.decide();
  expect([...story.head.paths.keys()]).toEqual(['z', '2020', 'b', 'y', '1999', 'x', '2001']);
});

test('a writer whose head is no longer the newest changes nothing', async () => {
  await story.receive('{"a":1}');
  const { registry } = story.deps();
  const old = (await registry.head('orders'))!;
  await story.receive('{"a":1,"b":1}');
  const now = story.head;
  expect(await transact(registry.docs, [await registry.putHead('orders', { ...old, epoch: 99 }, old)])).toBe(false);
  expect(story.head).toEqual(now);
});

test('an item of a version is never replaced by another version of the same moment', async () => {
  await story.receive('{"a":1}');
  const { registry } = story.deps();
  const { key } = story.version('ACTIVE');
  const before = story.tables.items(REGISTRY);
  const actions = await registry.putVersion('orders', {
    key,
    status: 'BREAKING',
    compatibility: 'NONE',
    physical: false,
    seq: 9,
    fingerprint: 'f',
    sampleKey: 'k',
    fields: new Map(),
    observed: new Map(),
    diff: { added: [], removed: [], typeChanged: new Map() },
  });
  expect(actions).toHaveLength(3);
  for (const action of actions) {
    expect(await transact(registry.docs, [action])).toBe(false);
  }
  expect(story.tables.items(REGISTRY)).toEqual(before);
});

test('keys and times of versions grow even if a clock runs backwards', async () => {
  await story.receive('{"a":1}');
  const [first] = story.versions();
  expect(nextVersionKey(Date.parse('2020-01-01T00:00:00.000Z'), first.key) > first.key).toBe(true);
  expect(laterOf('2020-01-01T00:00:00.000Z', first.activeFrom)).toBe(new Date(Date.parse(first.activeFrom!) + 1).toISOString());

  await story.receive('{"a":1}');
  story.now -= 24 * 3600_000;
  const raw = story.store('{"a":1,"b":1}');
  await story.profile(raw);
  const second = story.version('ACTIVE');
  expect(second.key > first.key).toBe(true);
  expect(second.activeFrom! > first.activeFrom!).toBe(true);
  expect(versionOf(first.key).activeUntil).toBe(second.activeFrom);
});

test('a transaction that DynamoDB cannot accept is an error, not a race that is tried again forever', async () => {
  const docs = {
    send: async () => {
      throw new TransactionCanceledException({ message: 'm', $metadata: {}, CancellationReasons: [{ Code: 'ValidationError' }] });
    },
  };
  await expect(transact(docs as never, [])).rejects.toThrow('m');
});
