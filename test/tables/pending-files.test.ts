import type { FileRow } from '../../lambda-src/core/ledger/file-row';
import { type PendingFile, lookAtPending, takeOut } from '../../lambda-src/store/tables/pending-files';
import { Story, isTransaction, onceBefore } from '../support/story';
import type { Gate } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

let story: Story;
beforeEach(async () => {
  story = new Story();
  await story.receive('{"a":1,"b":1}');
  for (let file = 0; file < 3; file++) {
    await story.receive('{"a":1}');
  }
});

async function reject(gate?: Gate): Promise<number> {
  const deps = story.deps(gate);
  return takeOut(deps.ledger, (await lookAtPending(deps, 'orders')).rejected);
}

async function decideTo(status: string) {
  story.edit(story.version('BREAKING').key, { status, note: 'said' });
  await story.decide();
}

test('files of a rejected version are no longer pending, and the others are', async () => {
  await decideTo('DEPRECATED');
  expect(await reject()).toBe(3);
  expect(story.files().map(({ state }) => state)).toEqual(['PENDING', 'REJECTED', 'REJECTED', 'REJECTED']);
  expect(story.rows('pending#')).toHaveLength(1);
  expect(await reject()).toBe(0);
});

test.each(['ACTIVE', 'BREAKING'])('files of a version that is %s stay pending', async (status) => {
  if (status === 'ACTIVE') {
    await decideTo(status);
  }
  expect(await reject()).toBe(0);
  expect(story.rows('pending#')).toHaveLength(4);
});

test('a file whose row moved meanwhile is left as it is', async () => {
  await decideTo('DEPRECATED');
  const row = story.files()[1];
  const gate = onceBefore(isTransaction, () => story.tables.put('ledger', { ...row, state: 'HELD', reason: 'count_mismatch' }));
  expect(await reject(gate)).toBe(2);
  expect(story.files()[1].state).toBe('HELD');
});

test('as many files are taken out together as a transaction holds', async () => {
  for (let file = 3; file < 120; file++) {
    await story.receive('{"a":1}');
  }
  await decideTo('DEPRECATED');
  const { sizes, gate } = countingActions();
  expect(await reject(gate)).toBe(99);
  expect(await reject(gate)).toBe(21);
  expect(sizes).toEqual([100, 98, 42]);
  expect(story.rows('pending#')).toHaveLength(1);
});

test('fewer files are taken out together if their rows are wide, because a transaction touches at most 4 MB of items', async () => {
  await decideTo('DEPRECATED');
  const rejected = story.files().slice(1);
  const wide: PendingFile[] = Array.from({ length: 30 }, (_, i) => {
    const ingestId = `${String(i).padStart(26, '0')}`;
    const file = { ...rejected[0], sk: `file#${ingestId}`, ingest_id: ingestId, header: ['x'.repeat(380_000)] } as unknown as FileRow;
    const pending = { source_id: 'orders', sk: `pending#${file.date}#${ingestId}`, ingest_id: ingestId, date: file.date, bytes: 1 };
    story.tables.put('ledger', { ...file });
    story.tables.put('ledger', pending);
    return { file, pending };
  });
  const { sizes, gate } = countingActions();
  expect(await takeOut(story.deps(gate).ledger, wide)).toBe(30);
  expect(Math.max(...sizes) / 2 * 380_000).toBeLessThan(4 * 1024 * 1024);
  expect(sizes.length).toBeLessThan(6);
});

/** Records how many actions each transaction has. */
function countingActions(): { sizes: number[]; gate: Gate } {
  const sizes: number[] = [];
  const gate: Gate = (client) => {
    const sender = client as unknown as { send: (command: { input: { TransactItems?: object[] } }) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      if (command.input.TransactItems) {
        sizes.push(command.input.TransactItems.length);
      }
      return send(command);
    };
    return client;
  };
  return { sizes, gate };
}
