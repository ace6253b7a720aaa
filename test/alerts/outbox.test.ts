import type { SchemaDrift } from '../../lambda-src/core/alerts/messages';
import { Story, onceBefore } from '../support/story';

let story: Story;
beforeEach(() => {
  story = new Story();
});
afterEach(() => jest.restoreAllMocks());

async function commit(): Promise<string> {
  const { outbox, ledger } = story.deps();
  const alert = outbox.runFailed('20261124T080000Z', 'the cluster died', story.now);
  story.tables.put(ledger.name, alert.action.Put!.Item!);
  return alert.id;
}

test('an alert is published once and marked', async () => {
  const id = await commit();
  await story.deps().outbox.publish('#deployment', id);
  await story.deps().outbox.publish('#deployment', id);
  expect(story.published).toEqual([{ kind: 'run_failed', alert_id: id, run: '20261124T080000Z', detail: 'the cluster died', at: new Date(story.now).toISOString() }]);
  expect(story.rows('alert#')[0]).not.toHaveProperty('unsent');
});

test('an alert whose writer died waits for a minute, and then the sweep publishes it', async () => {
  await commit();
  story.now += 59_000;
  expect(await story.deps().outbox.publishDue(story.now)).toBe(0);
  expect(story.published).toEqual([]);
  story.now += 1_000;
  expect(await story.deps().outbox.publishDue(story.now)).toBe(0);
  expect(story.published).toHaveLength(1);
  story.now += 60_000;
  await story.deps().outbox.publishDue(story.now);
  expect(story.published).toHaveLength(1);
});

test('an alert that cannot be published is counted, stays unsent, and does not delay the others', async () => {
  jest.spyOn(console, 'error').mockImplementation();
  await commit();
  await commit();
  story.now += 60_000;
  const broken = onceBefore(({ name }) => name === 'PublishCommand', () => {
    throw new Error('SNS is down');
  });
  expect(await story.deps(broken).outbox.publishDue(story.now)).toBe(1);
  expect(story.published).toHaveLength(1);
  expect(await story.deps().outbox.publishDue(story.now)).toBe(0);
  expect(story.published).toHaveLength(2);
});

test('a drift with more fields than a message can hold is shortened, and the message says how many fields it leaves out', () => {
  const paths = Array.from({ length: 5_000 }, (_, index) => ({ path: `field_${index}_${'x'.repeat(100)}`, type: 'string' as const }));
  const changed = Object.fromEntries(paths.map(({ path }) => [path, { from: 'bigint', to: 'string', class: 'incompatible' } as const]));
  const { action } = story.deps().outbox.schemaDrift({
    source_id: 'orders',
    version: 'version#2026-11-24T08:00:00.000Z',
    baseline: 'version#2026-11-23T08:00:00.000Z',
    compatibility: 'NONE',
    removed: paths,
    added: paths,
    type_changed: changed,
    sample_key: 'raw/x',
    records: 1,
    repeat: false,
  }, story.now);
  const text = action.Put!.Item!.message as string;
  const message = JSON.parse(text) as SchemaDrift;
  expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
  expect(message.removed.length).toBeGreaterThan(50);
  expect(message.removed.length + message.added.length + Object.keys(message.type_changed).length + message.omitted!).toBe(15_000);
});
