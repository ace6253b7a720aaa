import { parseNotification } from '../../lambda-src/core/raw/notification';
import { requeueForgotten } from '../../lambda-src/functions/sweep/forgotten-files';
import { Story, onceBefore } from '../support/story';
import { ATTEMPT_MILLIS } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const MINUTE = 60_000;
let story: Story;
beforeEach(() => {
  story = new Story();
});

/** The keys and versions that the sweep puts on the queue again. */
async function swept(remainingMillis = 300_000): Promise<string[]> {
  await requeueForgotten({ ...story.deps(), remainingMillis: () => remainingMillis });
  return [...new Set(story.queued.splice(0).flatMap(parseNotification).map(({ key, versionId }) => `${key}@${versionId}`))];
}

test('a raw version without a row is queued again once its notification is overdue', async () => {
  const raw = story.store('{"a":1}');
  story.now += 19 * MINUTE;
  expect(await swept()).toEqual([]);
  story.now += 2 * MINUTE;
  expect(await swept()).toEqual([`${raw.key}@${raw.versionId}`]);
});

test('every version that has an outcome is left alone, whatever the outcome', async () => {
  const accepted = await story.receive('{"a":1}');
  await story.receive('{"a":2}', accepted.key);
  const bad = await story.receive('{"a":');
  await story.receive('{"a":3}', bad.key);
  await story.profile(story.store('{}', 'raw/source=orders/foreign.json'));
  await story.profile(story.store('{}', accepted.key.replace('file.json', 'copy.json')));
  story.now += 30 * MINUTE;
  expect(await swept()).toEqual([]);
});

test('bytes stored over a known key are queued again if their notification was lost', async () => {
  const first = await story.receive('{"a":1}');
  const second = story.store('{"a":2}', first.key);
  story.now += 30 * MINUTE;
  expect(await swept()).toEqual([`${second.key}@${second.versionId}`]);
});

test('a file that is being read is left alone until its attempt expires', async () => {
  const raw = story.store('{"a":1}');
  story.now += 30 * MINUTE;
  void story.profile(raw, onceBefore(({ name }) => name === 'GetObjectCommand', async () => new Promise(() => undefined)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(await swept()).toEqual([]);
  story.now += ATTEMPT_MILLIS + 1;
  expect(await swept()).toEqual([`${raw.key}@${raw.versionId}`]);
});

test('a key older than a day is found by the daily search, which does not run in every sweep', async () => {
  await swept();
  const old = story.store('{"a":1}');
  story.now += 23 * 60 * MINUTE;
  await story.receive('{"a":1}');
  story.now += 2 * 60 * MINUTE;
  expect(await swept()).toEqual([`${old.key}@${old.versionId}`]);
  expect(await swept()).toEqual([]);
  story.now += 25 * 60 * MINUTE;
  expect(await swept()).toEqual([`${old.key}@${old.versionId}`]);
});

test('a search that runs out of time goes on in the next sweep', async () => {
  const raw = story.store('{"a":1}', 'raw/source=stranger/x.json');
  story.now += 30 * MINUTE;
  expect(await swept(1000)).toEqual([]);
  expect(story.rows('search#')).toEqual([]);
  expect(await swept()).toEqual([`${raw.key}@${raw.versionId}`]);
  expect(story.tables.get('ledger', '#deployment', 'search#forgotten##others')).toMatchObject({ done: true });
});
