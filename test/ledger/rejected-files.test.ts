import { rejectPendingOfRejectedVersions } from '../../lambda-src/ledger/rejected-files';
import { Story, isTransaction, onceBefore } from '../support/story';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

let story: Story;
beforeEach(async () => {
  story = new Story();
  await story.receive('{"a":1,"b":1}');
  for (let file = 0; file < 3; file++) await story.receive('{"a":1}');
});

async function reject(gate?: Parameters<Story['deps']>[0]): Promise<number> {
  const { registry, ledger } = story.deps(gate);
  return rejectPendingOfRejectedVersions(registry, ledger, 'orders');
}

async function decideTo(status: string) {
  story.edit(story.version('BREAKING').key, { status, note: 'said' });
  await story.decide();
}

test('files of a rejected version leave the pending ones, others stay', async () => {
  await decideTo('DEPRECATED');
  expect(await reject()).toBe(3);
  expect(story.files().map(({ state }) => state)).toEqual(['PENDING', 'REJECTED', 'REJECTED', 'REJECTED']);
  expect(story.rows('pending#')).toHaveLength(1);
  expect(await reject()).toBe(0);
});

test.each(['ACTIVE', 'BREAKING'])('files of a version that is %s stay', async (status) => {
  if (status === 'ACTIVE') await decideTo(status);
  expect(await reject()).toBe(0);
  expect(story.rows('pending#')).toHaveLength(4);
});

test('a file whose row moved meanwhile is left as it is', async () => {
  await decideTo('DEPRECATED');
  const row = story.files()[1];
  const gate = onceBefore(isTransaction, () => story.tables.put('ledger', { ...row, state: 'HELD', reason: 'types_moved' }));
  expect(await reject(gate)).toBe(2);
  expect(story.files()[1].state).toBe('HELD');
});
