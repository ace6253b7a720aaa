import { Story } from '../support/story';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const OPEN = 20;

/** A record with this many fields, but without one of them. */
function record(fields: number, without?: number): string {
  const names = Array.from({ length: fields }, (_, index) => `attribute_number_${String(index).padStart(4, '0')}`);
  return JSON.stringify(Object.fromEntries(names.filter((_, index) => index !== without).map((name) => [name, 1])));
}

async function withDrifts(fields: number, drifts: number): Promise<Story> {
  const story = new Story();
  await story.receive(record(fields));
  for (let index = 0; index < drifts; index++) {
    await story.receive(record(fields, index));
  }
  return story;
}

beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

test(`a file beyond ${OPEN} open drifts is held, and people are told`, async () => {
  const story = await withDrifts(30, OPEN);
  const held = await story.receive(record(30, OPEN));
  expect(story.head.open).toHaveLength(OPEN);
  expect(held).toMatchObject({ state: 'HELD', reason: 'too_many_drifts' });
  expect(story.rows('held#')).toEqual([expect.objectContaining({ sk: `held#${held.ingest_id}`, reason: 'too_many_drifts' })]);
  expect(story.rows('attempt#')).toEqual([]);
  expect(story.published.at(-1)).toMatchObject({
    kind: 'files_held', reason: 'too_many_drifts', count: 1, examples: [{ ingest_id: held.ingest_id }],
  });
});

test('a file of an open drift joins it, and a file that fits is accepted', async () => {
  const story = await withDrifts(30, OPEN);
  expect(await story.receive(record(30, 3))).toMatchObject({ state: 'PENDING', registry_version: story.head.open[3] });
  expect(await story.receive(record(30))).toMatchObject({ state: 'PENDING', registry_version: story.head.active });
});

test('once a drift is decided, a held file that is copied onto its key is profiled again', async () => {
  const story = await withDrifts(30, OPEN);
  const held = await story.receive(record(30, OPEN));
  expect(await story.receive(record(30, OPEN), held.key)).toMatchObject({ state: 'HELD', reason: 'too_many_drifts', superseded: [held.version_id] });

  story.edit(story.head.open[0], { status: 'DEPRECATED', note: 'no' });
  await story.decide();
  const again = await story.receive(record(30, OPEN), held.key);
  expect(again).toMatchObject({ state: 'PENDING', registry_version: story.head.open.at(-1) });
  expect(story.rows('held#')).toEqual([]);
});

test('a file is judged again if a drift is decided while the file is being held', async () => {
  const story = await withDrifts(30, OPEN);
  const raw = story.store(record(30, OPEN));
  let isDecided = false;
  await story.profile(raw, (client) => {
    const sender = client as unknown as { send: (command: { input: unknown }) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      if (!isDecided && JSON.stringify(command.input).includes('too_many_drifts') && command.constructor.name === 'TransactWriteCommand') {
        isDecided = true;
        story.edit(story.head.open[0], { status: 'DEPRECATED', note: 'no' });
        await story.decide();
      }
      return send(command);
    };
    return client;
  });
  expect(isDecided).toBe(true);
  expect(story.row(raw)).toMatchObject({ state: 'PENDING', registry_version: story.head.open.at(-1) });
});

test('an approval closes as many other drifts as a transaction holds, and the next approval closes the rest', async () => {
  const story = new Story();
  await story.receive(record(30));
  // Each drift lost the same field and has a new field of its own. Once the loss is accepted, only the new field is left.
  for (let index = 0; index < OPEN; index++) {
    await story.receive(record(30, 0).replace('{', `{"added_${index}":1,`));
  }
  for (const key of story.head.open) {
    story.edit(key, { note: 'n'.repeat(390 * 1024) });
  }
  story.edit(story.head.open[0], { status: 'ACTIVE' });
  await story.decide();
  const { open } = story.head;
  expect(open.length).toBeGreaterThan(0);
  expect(open.length).toBeLessThan(OPEN - 1);
  for (let decisions = 0; story.head.open.length > 0; decisions++) {
    expect(decisions).toBeLessThan(OPEN);
    story.edit(story.head.open[0], { status: 'ACTIVE' });
    await story.decide();
  }
  expect(Object.keys(await story.fieldsOf('ACTIVE')).filter((name) => name.startsWith('added_'))).toHaveLength(OPEN);
});

test.each([[300, 60], [1500, 40]])('a drift can be approved with %d fields and %d files that each lack a different field', async (fields, files) => {
  const story = await withDrifts(fields, files);
  expect(story.head.open).toHaveLength(OPEN);
  const [first] = story.head.open;
  story.edit(first, { status: 'ACTIVE', note: 'said' });
  // The tables in memory refuse every transaction that DynamoDB would refuse.
  await story.decide();
  expect(story.head).toMatchObject({ active: first, open: expect.not.arrayContaining([first]) });
});
