import { takeOutRejected } from '../../lambda-src/functions/sweep/rejected-files';
import { decide } from '../../lambda-src/store/decisions/decide';
import { promote } from '../support/promotion';
import { Story, isTransaction, onceBefore } from '../support/story';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

let story: Story;
beforeEach(() => {
  story = new Story();
  jest.spyOn(console, 'warn').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

const refusals = () => story.published.filter(({ kind }) => kind === 'decision_refused');

/** A first version with both fields, and a drift that lost `b`. */
async function drifted() {
  const first = await story.receive('{"a":1,"b":1}');
  const second = await story.receive('{"a":2}');
  return { first, second };
}

describe('a BREAKING version set ACTIVE by hand is approved', () => {
  test('it becomes ACTIVE without the removed field, whose column is still read', async () => {
    await drifted();
    const [old, open] = story.versions();
    story.edit(open.key, { status: 'ACTIVE', note: 'b was retired' });
    await story.decide();

    expect(await story.fieldsOf('ACTIVE')).toEqual({ a: 'bigint' });
    expect(story.head).toMatchObject({ active: open.key, open: [], epoch: 2, paths: new Map([['a', 'bigint'], ['b', 'bigint']]) });
    expect(story.version('ACTIVE').resolution).toMatchObject({ verdict: 'approved', note: 'b was retired', paths: { b: true } });
    expect(story.tables.get('registry', 'orders', open.key)!.note).toBeUndefined();
    expect(story.version('DEPRECATED')).toMatchObject({ key: old.key, activeUntil: story.version('ACTIVE').activeFrom });
    expect(console.warn).not.toHaveBeenCalled();
  });

  test('a decision without a note is carried out and warned about', async () => {
    await drifted();
    story.edit(story.version('BREAKING').key, { status: 'ACTIVE' });
    await story.decide();
    expect(story.head.open).toEqual([]);
    expect(console.warn).toHaveBeenCalledWith(expect.stringContaining('without a note'));
  });

  test('if ACTIVE has moved since, a new version joins both and the approved one closes', async () => {
    await drifted();
    await story.receive('{"a":1,"b":1,"c":"x"}');
    const open = story.version('BREAKING');
    story.edit(open.key, { status: 'ACTIVE', note: 'fine' });
    await story.decide();

    expect(await story.fieldsOf('ACTIVE')).toEqual({ a: 'bigint', c: 'string' });
    expect(story.version('ACTIVE')).toMatchObject({ seq: 4, item: { compatibility: 'BACKWARD' }, sampleKey: open.sampleKey });
    expect(story.versions().find(({ key }) => key === open.key)).toMatchObject({ status: 'DEPRECATED', resolution: { verdict: 'approved' } });
  });

  test('another drift closes if nothing of it is left, closes and is joined if only new fields are left, and stays open for a removal', async () => {
    await story.receive('{"a":1,"b":1,"c":1}');
    await story.receive('{"a":1,"c":1}');
    await story.receive('{"a":1,"c":1,"d":1}');
    await story.receive('{"a":1,"b":1}');
    const [, withoutB, withD, withoutC] = story.versions();
    story.edit(withoutB.key, { status: 'ACTIVE', note: 'b is gone' });
    await story.decide();

    const verdicts = new Map(story.versions().map(({ key, status, resolution }) => [key, [status, resolution?.verdict]]));
    expect(verdicts.get(withoutB.key)).toEqual(['DEPRECATED', 'approved']);
    expect(verdicts.get(withD.key)).toEqual(['DEPRECATED', 'superseded']);
    expect(verdicts.get(withoutC.key)).toEqual(['BREAKING', undefined]);
    expect(await story.fieldsOf('ACTIVE')).toEqual({ a: 'bigint', c: 'bigint', d: 'bigint' });
    expect(story.head.open).toEqual([withoutC.key]);
  });

  test('an approval that would change the type of promoted columns is refused, set back and answered', async () => {
    await story.receive('{"a":1}');
    promote(story, 'orders');
    await story.receive('{"a":"x"}');
    const open = story.version('BREAKING');
    expect(open.item!.physical).toBe(true);
    story.edit(open.key, { status: 'ACTIVE', note: 'please' });
    await story.decide();

    expect(story.version('BREAKING').key).toBe(open.key);
    expect(refusals()).toEqual([expect.objectContaining({ version: open.key, found: 'ACTIVE', restored: 'BREAKING' })]);
  });
});

describe('a BREAKING version set DEPRECATED by hand is rejected', () => {
  test('exactly its files stay out, and the source is open again', async () => {
    const { first, second } = await drifted();
    story.edit(story.version('BREAKING').key, { status: 'DEPRECATED', note: 'a bug' });
    await story.decide();
    await takeOutRejected(story.deps());
    promote(story, 'orders');

    expect(story.head.open).toEqual([]);
    expect(story.files().map(({ ingest_id: id, state }) => [id, state]))
      .toEqual([[first.ingest_id, 'PROMOTED'], [second.ingest_id, 'REJECTED']]);
    expect(await story.fieldsOf('ACTIVE')).toEqual({ a: 'bigint', b: 'bigint' });
  });

  test('the rejection comes first when two edits are made at once', async () => {
    await story.receive('{"a":1,"b":1}');
    await story.receive('{"a":1}');
    await story.receive('{"b":1}');
    const [, withoutB, withoutA] = story.versions();
    story.edit(withoutB.key, { status: 'ACTIVE', note: 'yes' });
    story.edit(withoutA.key, { status: 'DEPRECATED', note: 'no' });
    const order: string[] = [];
    await story.decide((client) => {
      const sender = client as unknown as { send: (command: object) => Promise<unknown> };
      const send = sender.send.bind(client);
      sender.send = async (command) => {
        if (isTransaction({ name: command.constructor.name })) {
          order.push(JSON.stringify(command).includes('"rejected"') ? 'reject' : 'approve');
        }
        return send(command);
      };
      return client;
    });
    expect(order).toEqual(['reject', 'approve']);
  });
});

describe('the ACTIVE version set DEPRECATED by hand', () => {
  test('with a migration plan approves the one drift from it', async () => {
    await drifted();
    const old = story.version('ACTIVE');
    story.edit(old.key, { status: 'DEPRECATED', plan: 'readers move to a' });
    await story.decide();
    expect(await story.fieldsOf('ACTIVE')).toEqual({ a: 'bigint' });
    expect(story.version('ACTIVE').resolution!.verdict).toBe('deprecated');
    expect(story.version('DEPRECATED').resolution).toMatchObject({ verdict: 'deprecated', plan: 'readers move to a' });
  });

  test('without a plan is set back and answered with the command', async () => {
    await drifted();
    const old = story.version('ACTIVE');
    story.edit(old.key, { status: 'DEPRECATED' });
    await story.decide();
    expect(story.version('ACTIVE').key).toBe(old.key);
    expect(refusals()).toEqual([expect.objectContaining({
      version: old.key, found: 'DEPRECATED', restored: 'ACTIVE', command: expect.stringContaining(story.version('BREAKING').key),
    })]);
  });

  test('with a plan but no drift, or two drifts, from it is set back', async () => {
    await drifted();
    await story.receive('{"b":1}');
    story.edit(story.version('ACTIVE').key, { status: 'DEPRECATED', plan: 'which?' });
    await story.decide();
    expect(refusals()).toEqual([expect.objectContaining({ detail: expect.stringContaining('2 of its drifts are open') })]);
    expect(story.head.open).toHaveLength(2);
  });

  test('a profiler that deprecates it because of a new field does not decide an open drift', async () => {
    await drifted();
    await story.receive('{"a":1,"b":1,"c":1}');
    const before = story.tables.items('registry');
    await story.decide();
    expect(story.tables.items('registry')).toEqual(before);
    expect(refusals()).toEqual([]);
  });
});

test.each([['nonsense', 'BREAKING'], [undefined, 'BREAKING']])('the status %s is set back to %s and answered', async (status, restored) => {
  await drifted();
  const open = story.version('BREAKING');
  story.edit(open.key, { status });
  await story.decide();
  expect(story.version('BREAKING').key).toBe(open.key);
  expect(refusals()).toEqual([expect.objectContaining({ found: status ?? 'no status', restored })]);
});

test('a version that was decided long ago is set back when the event names it', async () => {
  await story.receive('{"a":1}');
  await story.receive('{"a":1,"b":1}');
  const [old] = story.versions();
  story.edit(old.key, { status: 'ACTIVE' });
  await decide(story.deps(), 'orders', 'json', old.key);
  expect(story.version('DEPRECATED').key).toBe(old.key);
  expect(refusals()).toHaveLength(1);
});

describe('races', () => {
  test('an edit made while a decision is under way is never overwritten unseen', async () => {
    await drifted();
    const open = story.version('BREAKING');
    story.edit(open.key, { status: 'ACTIVE', note: 'yes' });
    await story.decide(onceBefore(isTransaction, () => story.edit(open.key, { status: 'DEPRECATED', note: 'no, stop' })));
    expect(story.versions().find(({ key }) => key === open.key)!.resolution).toMatchObject({ verdict: 'rejected', note: 'no, stop' });
  });

  test('an approval is judged by the data that was sealed meanwhile', async () => {
    await story.receive('{"a":1}');
    const { registry_version: open } = await story.receive('{"a":"x"}');
    story.edit(open!, { status: 'ACTIVE', note: 'text now' });
    await story.decide(onceBefore(isTransaction, () => story.tables.put('ledger', {
      source_id: 'orders', sk: 'written', map: { a: 'bigint' }, revision: 1,
    })));
    expect(story.version('BREAKING').key).toBe(open);
    expect(refusals()).toHaveLength(1);
  });

  test('a drift that came after an edit of ACTIVE is not approved by the edit', async () => {
    await story.receive('{"a":1,"b":1}');
    const old = story.version('ACTIVE');
    const raw = story.store('{"a":1}');
    await story.profile(raw, onceBefore(isTransaction, () => story.edit(old.key, { status: 'DEPRECATED', plan: 'none' })));
    expect(story.version('ACTIVE').key).toBe(old.key);
    expect(story.version('BREAKING').baseline).toBe(old.key);
    expect(refusals()).toEqual([expect.objectContaining({ version: old.key, found: 'DEPRECATED' })]);
  });

  test('an additive file does not swallow an edit of the version that it deprecates', async () => {
    await story.receive('{"a":1}');
    const old = story.version('ACTIVE');
    const raw = story.store('{"a":1,"b":1}');
    await story.profile(raw, onceBefore(isTransaction, () => story.edit(old.key, { status: 'DEPRECATED' })));
    expect(refusals()).toEqual([expect.objectContaining({ version: old.key })]);
    expect(await story.fieldsOf('ACTIVE')).toEqual({ a: 'bigint', b: 'bigint' });
  });

  test('a seal between a judgement and its commit turns a widening into physical drift', async () => {
    await story.receive('{"a":1}');
    const raw = story.store('{"a":1.5}');
    await story.profile(raw, onceBefore(isTransaction, () => promote(story, 'orders')));
    expect(story.version('BREAKING').item!.physical).toBe(true);
    expect(story.head.paths).toEqual(new Map([['a', 'bigint']]));
  });

  test('a decision between the reads of a judgement does not make it mix both states', async () => {
    await drifted();
    const open = story.version('BREAKING');
    story.edit(open.key, { status: 'ACTIVE', note: 'yes' });
    const raw = story.store('{"a":1,"b":1}');
    await story.profile(raw, onceBefore(({ name, text }) => name === 'QueryCommand' && text.includes('facts#'), async () => story.decide()));
    expect(story.row(raw)).toMatchObject({ state: 'PENDING', registry_version: story.version('ACTIVE').key });
    expect(await story.fieldsOf('ACTIVE')).toEqual({ a: 'bigint', b: 'bigint' });
  });
});
