import { ulid } from 'ulid';
import { Story } from '../support/story';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

test('a raw key whose id lies in the future does not switch off a check: a field that vanishes later is drift', async () => {
  const story = new Story();
  await story.receive('{"a":1}');
  const row = await story.receive('{"a":1,"x":1}', `raw/source=orders/date=2030-01-01/${ulid(Date.parse('2030-01-01T00:00:00.000Z'))}_file.json`);
  expect(row.state).toBe('PENDING');
  expect(Date.parse(story.version('ACTIVE').activeFrom!)).toBeLessThan(story.now + 1000);

  await story.receive('{"a":1,"x":1,"b":1}');
  story.now += 24 * 3600_000;
  const lost = await story.receive('{"a":2}');
  expect(story.head.open).toEqual([lost.registry_version]);
});

test('the same is true for the first file of a source', async () => {
  const story = new Story();
  await story.receive('{"a":1,"b":1}', `raw/source=orders/date=2030-01-01/${ulid(Date.parse('2030-01-01T00:00:00.000Z'))}_file.json`);
  const lost = await story.receive('{"a":2}');
  expect(story.head.open).toEqual([lost.registry_version]);
});
