import { atEveryCall } from '../support/dying';
import { Story } from '../support/story';
import { ATTEMPT_MILLIS } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
const HOUR = 60 * 60_000;

/** The distinct alerts that people have received, however often each one arrived. */
function told(story: Story): unknown[] {
  return [...new Map(story.published.map((message) => [message.alert_id, message])).values()];
}

/** Lets an hour pass and then sweeps. */
async function sweepLater(story: Story): Promise<void> {
  story.now += HOUR;
  await story.deps().outbox.publishDue(story.now);
}

const failures = (story: Story) => story.metrics.filter(([name]) => name === 'ProfilingFailures');

test('a function that dies at any call leaves a dead letter that the next message counts and announces', async () => {
  const calls = await atEveryCall(async (dying) => {
    const story = new Story();
    const raw = story.store('{"a":');
    const how = await dying.run(story.profile(raw, dying.gate));
    story.now += ATTEMPT_MILLIS + 1;
    expect(await story.profile(raw)).toEqual({ kind: 'done' });
    expect(story.row(raw)).toMatchObject({ state: 'DEAD_LETTERED', reason: 'malformed_json' });
    expect(story.bucket.find(raw.key, raw.versionId)).toBeUndefined();
    await sweepLater(story);
    expect(told(story)).toEqual([expect.objectContaining({ kind: 'files_dead_lettered', source_id: 'orders', reason: 'malformed_json', count: 1 })]);
    expect(failures(story).length).toBeGreaterThan(0);
    expect(story.rows('report#')).toEqual([]);
    return how;
  });
  expect(calls).toBeGreaterThan(10);
});

test('a function that dies at any call leaves a dead letter that the sweep alone counts and announces', async () => {
  let deadLetters = 0;
  await atEveryCall(async (dying) => {
    const story = new Story();
    const raw = story.store('{"a":');
    const how = await dying.run(story.profile(raw, dying.gate));
    const count = story.row(raw) === undefined ? 0 : 1;
    deadLetters += count;
    await sweepLater(story);
    expect(told(story)).toHaveLength(count);
    expect(Math.min(failures(story).length, 1)).toBe(count);
    return how;
  });
  expect(deadLetters).toBeGreaterThan(10);
});

test('a message that finds a waiting report counts and announces it by itself, before any sweep', async () => {
  const waited: string[] = [];
  for (const [what, key] of [['dead letter', undefined], ['foreign', 'raw/source=orders/by-hand.json'], ['overwriting', 'first']] as const) {
    await atEveryCall(async (dying) => {
      const story = new Story();
      const first = await story.receive('{"a":1}');
      const raw = story.store('{"a":', key === 'first' ? first.key : key);
      const how = await dying.run(story.profile(raw, dying.gate));
      if (story.rows('report#').length > 0) {
        waited.push(what);
        expect(await story.profile(raw)).toEqual({ kind: 'done' });
        expect(told(story)).toEqual([expect.objectContaining({ count: 1 })]);
        expect(story.metrics.filter(([name]) => name === 'ProfilingFailures' || name === 'FilesHeld').length).toBeGreaterThan(0);
      }
      return how;
    });
  }
  expect(new Set(waited)).toEqual(new Set(['dead letter', 'foreign', 'overwriting']));
});

test('a function that does not die counts a dead letter once', async () => {
  const story = new Story();
  const raw = story.store('{"a":');
  await story.profile(raw);
  await story.profile(raw);
  await sweepLater(story);
  expect(failures(story)).toHaveLength(1);
  expect(told(story)).toHaveLength(1);
  expect(story.published).toHaveLength(1);
});

test('a held file is counted and announced too, at whichever call its function dies', async () => {
  await atEveryCall(async (dying) => {
    const story = new Story();
    const raw = story.store('{"a":1}', 'raw/source=orders/by-hand.json');
    const how = await dying.run(story.profile(raw, dying.gate));
    await story.profile(raw);
    await sweepLater(story);
    expect(told(story)).toEqual([expect.objectContaining({ kind: 'files_held', reason: 'foreign_key', count: 1 })]);
    expect(story.metrics.filter(([name]) => name === 'FilesHeld').length).toBeGreaterThan(0);
    return how;
  });
});

test('a file that overwrites another is counted and announced too, at whichever call its function dies', async () => {
  await atEveryCall(async (dying) => {
    const story = new Story();
    const first = await story.receive('{"a":1}');
    const raw = story.store('{"a":2}', first.key);
    const how = await dying.run(story.profile(raw, dying.gate));
    await story.profile(raw);
    await sweepLater(story);
    expect(told(story)).toEqual([expect.objectContaining({ kind: 'files_held', reason: 'overwritten', count: 1 })]);
    expect(story.metrics.filter(([name]) => name === 'FilesHeld').length).toBeGreaterThan(0);
    return how;
  });
});

test('a drift is counted and announced, at whichever call its function dies', async () => {
  await atEveryCall(async (dying) => {
    const story = new Story();
    await story.receive('{"a":1,"b":1}');
    const raw = story.store('{"a":1}');
    const how = await dying.run(story.profile(raw, dying.gate));
    story.now += ATTEMPT_MILLIS + 1;
    await story.profile(raw);
    await sweepLater(story);
    expect(told(story)).toEqual([expect.objectContaining({ kind: 'schema_drift' })]);
    expect(story.metrics.filter(([name]) => name === 'BreakingSchemaDrift').length).toBeGreaterThan(0);
    return how;
  });
});
