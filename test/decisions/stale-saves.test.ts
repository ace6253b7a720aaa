import { takeOutRejected } from '../../lambda-src/functions/sweep/rejected-files';
import { decide } from '../../lambda-src/store/decisions/decide';
import { promote } from '../support/promotion';
import { Story } from '../support/story';
import { REGISTRY } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

let story: Story;
beforeEach(() => {
  story = new Story();
  jest.spyOn(console, 'warn').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

const told = () => story.published.map(({ kind }) => kind).filter((kind) => kind !== 'schema_drift');

test('a form that is opened before a rejection and saved after it does not undo the verdict: the files stay out', async () => {
  await story.receive('{"a":1,"b":1}');
  promote(story, 'orders');
  const drifted = await story.receive('{"a":2}');
  const { key, item: form } = story.version('BREAKING');
  story.edit(key, { status: 'DEPRECATED', note: 'a mistake of the sender' });
  await story.decide();

  story.tables.put(REGISTRY, { ...form, status: 'ACTIVE', note: 'fine with me' });
  await decide(story.deps(), 'orders', 'json', key);
  await takeOutRejected(story.deps());
  promote(story, 'orders');

  expect(story.files().find(({ sk }) => sk === drifted.sk)!.state).toBe('REJECTED');
  expect(story.versions().find((version) => version.key === key)).toMatchObject({
    status: 'DEPRECATED', resolution: { verdict: 'rejected', note: 'a mistake of the sender' },
  });
  expect(told()).toEqual(['decision_refused']);
});

test('a form of ACTIVE that is opened before a field is added and saved after it does not let later files lose the field', async () => {
  await story.receive('{"a":1}');
  const { key, item: form } = story.version('ACTIVE');
  await story.receive('{"a":1,"b":1}');
  story.tables.put(REGISTRY, { ...form, status: 'DEPRECATED', plan: 'move the readers' });
  await decide(story.deps(), 'orders', 'json', key);
  for (let day = 0; day < 3; day++) {
    story.now += 24 * 3600_000;
    await story.receive('{"a":1,"b":1}');
  }
  const lost = await story.receive('{"a":2}');
  expect(story.head.open).toEqual([lost.registry_version]);
  expect(story.published.map(({ kind }) => kind)).toContain('schema_drift');
});

test('a deleted version is written again, and people are told', async () => {
  await story.receive('{"a":1,"b":1}');
  await story.receive('{"a":2}');
  const before = story.tables.items(REGISTRY).filter(({ sk }) => sk !== 'head');
  const { key, item } = story.version('BREAKING');
  story.tables.remove(REGISTRY, item!);
  await decide(story.deps(), 'orders', 'json', key);
  expect(new Set(story.tables.items(REGISTRY).filter(({ sk }) => sk !== 'head'))).toEqual(new Set(before));
  expect(story.published.at(-1)).toMatchObject({ kind: 'version_restored', source_id: 'orders', version: key, change: 'deleted' });
});

test('a file that arrives while the item of the ACTIVE version is gone is judged, and the item is written again', async () => {
  await story.receive('{"a":1}');
  story.tables.remove(REGISTRY, story.version('ACTIVE').item!);
  const row = await story.receive('{"a":1,"b":1}');
  expect(row.state).toBe('PENDING');
  expect(story.versions()).toHaveLength(2);
  expect(told()).toEqual(['version_restored']);
});

test('an edit of attributes that do not count is set back and announced once, without the texts of the person who made it', async () => {
  await story.receive('{"a":1}');
  const { key, item } = story.version('ACTIVE');
  story.edit(key, { 'fields': { a: 'string' }, 'my secret': 'x' });
  await story.decide();
  await story.decide();
  expect(story.version('ACTIVE').item).toEqual(item);
  expect(story.published).toEqual([expect.objectContaining({ kind: 'version_restored', change: 'edited', attributes: ['fields', 'others'] })]);
});

test('an item that only lacks changes made after it was opened is completed without an alert, and its note is kept', async () => {
  await story.receive('{"a":1}');
  const { key, item: form } = story.version('ACTIVE');
  await story.receive('{"a":1,"b":1}');
  const { item: now } = story.versions().find((version) => version.key === key)!;
  story.tables.put(REGISTRY, { ...form, status: 'DEPRECATED', note: 'seen' });
  await decide(story.deps(), 'orders', 'json', key);
  expect(story.versions().find((version) => version.key === key)!.item).toEqual({ ...now, note: 'seen' });
  expect(told()).toEqual([]);
});

test('a time of promotion that is written between the two reads is not overwritten by an older one', async () => {
  await story.receive('{"a":1}');
  const { key } = story.version('ACTIVE');
  story.edit(key, { fields: {} });
  const at = '2026-11-24T09:00:00.000Z';
  const keys = [`facts#${key.slice('version#'.length)}#life`, key];
  let isWritten = false;
  const timesAfter: unknown[] = [];
  await story.decide((client) => {
    const sender = client as unknown as { send: (command: object) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      if (command.constructor.name !== 'TransactWriteCommand') {
        return send(command);
      }
      if (!isWritten) {
        isWritten = true;
        keys.forEach((sk) => story.tables.put(REGISTRY, { ...story.tables.get(REGISTRY, 'orders', sk)!, promoted_at: at }));
      }
      const reply = await send(command);
      timesAfter.push(story.version('ACTIVE').item!.promoted_at);
      return reply;
    };
    return client;
  });
  // No transaction that happened took it away, not even for a moment.
  expect(timesAfter).toEqual([at]);
  expect(story.version('ACTIVE')).toMatchObject({ item: { fields: { a: 'bigint' }, promoted_at: at } });
});

test('a decision with a note of any length is carried out, and as much of the note is kept as an item can hold', async () => {
  await story.receive('{"a":1,"b":1}');
  await story.receive('{"a":2}');
  story.edit(story.version('BREAKING').key, { status: 'ACTIVE', note: `${'n'.repeat(7_999)}😀${'n'.repeat(300_000)}` });
  await story.decide();
  const { note } = story.version('ACTIVE').resolution!;
  expect(note).toBe(`${'n'.repeat(7_999)}…`);
});
