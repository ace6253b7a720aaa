import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { driftAlertId } from '../../lambda-src/core/alerts/messages';
import { transact } from '../../lambda-src/store/dynamodb/transact';
import { putFile } from '../../lambda-src/store/ledger/outcome-actions';
import { Story, isTransaction, onceBefore } from '../support/story';
import { type Gate, LEDGER } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

/** Rules that hold when a function dies or loses a reply before a file has its outcome. */

let story: Story;
beforeEach(() => {
  story = new Story();
  jest.spyOn(console, 'warn').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

/** Lets the first transaction happen, and then answers as if another one had come first. */
function losingReply(): Gate {
  let isLost = false;
  return (client) => {
    const sender = client as unknown as { send: (command: object) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      const reply = await send(command);
      if (!isLost && command instanceof TransactWriteCommand) {
        isLost = true;
        // The client repeats the transaction, which then fails because of its own row.
        return send(command);
      }
      return reply;
    };
    return client;
  };
}

/** Dies right after the first transaction. */
function dyingAfterCommit(): Gate {
  let isDead = false;
  return (client) => {
    const sender = client as unknown as { send: (command: object) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      if (isDead) {
        throw new Error('dead');
      }
      const reply = await send(command);
      isDead ||= command instanceof TransactWriteCommand;
      if (isDead) {
        throw new Error('dead');
      }
      return reply;
    };
    return client;
  };
}

test('an outcome whose reply was lost is found by its row, and is announced once', async () => {
  await story.receive('{"a":1,"b":1}');
  const raw = story.store('{"a":1}');
  const reads: string[] = [];
  await story.profile(raw, (client) => {
    const gated = losingReply()(client);
    const sender = gated as unknown as { send: (command: { input: { Key?: unknown } }) => Promise<unknown> };
    const send = sender.send.bind(gated);
    sender.send = async (command) => {
      if (command.constructor.name === 'GetObjectCommand') {
        reads.push(String(command.input.Key));
      }
      return send(command);
    };
    return gated;
  });
  expect(story.row(raw)).toMatchObject({ state: 'PENDING', registry_version: story.head.open[0] });
  expect(story.published.map(({ kind }) => kind)).toEqual(['schema_drift']);
  // The bytes were not read a second time, because there was an outcome.
  expect(reads.filter((key) => key === raw.key)).toHaveLength(1);
  expect(story.metrics.filter(([name]) => name === 'FilesProfiled')).toHaveLength(2);
});

test('when another attempt gave the file its outcome, the drift of that outcome is announced', async () => {
  await story.receive('{"a":1,"b":1}');
  const raw = story.store('{"a":1}');
  await story.profile(raw, onceBefore(isTransaction, async () => {
    story.tables.remove(LEDGER, { source_id: 'orders', sk: `attempt#${raw.ingestId}` });
    await expect(story.profile(raw, dyingAfterCommit())).rejects.toThrow('dead');
    expect(story.published).toEqual([]);
  }));
  expect(story.head.open).toHaveLength(1);
  expect(story.published.map(({ alert_id: id }) => id)).toEqual([driftAlertId(story.head.open[0])]);
});

test('when a function dies before it sends an alert, the next delivery of the file sends it, and only once', async () => {
  await story.receive('{"a":1,"b":1}');
  const raw = story.store('{"a":1}');
  await expect(story.profile(raw, dyingAfterCommit())).rejects.toThrow('dead');
  expect(story.published).toEqual([]);
  for (let delivery = 0; delivery < 2; delivery++) {
    await story.profile(raw);
  }
  expect(story.published).toEqual([expect.objectContaining({ kind: 'schema_drift', version: story.head.open[0] })]);
});

test('when a function dies before it deletes the bytes of a dead letter, the next delivery deletes them', async () => {
  const raw = story.store('{"a":');
  await expect(story.profile(raw, dyingAfterCommit())).rejects.toThrow('dead');
  expect(story.bucket.find(raw.key, raw.versionId)).toBeDefined();
  await story.profile(raw);
  expect(story.bucket.find(raw.key, raw.versionId)).toBeUndefined();
});

test('a dead letter whose row another attempt made PENDING keeps its bytes', async () => {
  const raw = story.store('{"a":');
  await story.profile(raw, onceBefore(isTransaction, () => story.tables.put(LEDGER, {
    source_id: 'orders', sk: `file#${raw.ingestId}`, ingest_id: raw.ingestId, key: raw.key, version_id: raw.versionId, state: 'PENDING', date: raw.date,
  })));
  expect(story.row(raw)!.state).toBe('PENDING');
  expect(story.bucket.find(raw.key, raw.versionId)).toBeDefined();
});

test('the row of a file is made once, and is replaced only if it has not changed since it was read', async () => {
  const { ledger } = story.deps();
  const row = await story.receive('{"a":1}');
  const raw = { key: row.key, versionId: 'v9', sourceId: 'orders', ingestId: row.ingest_id, date: row.date, lastSegment: 'x' };
  const { source_id: _source, sk: _key, ...held } = { ...row, state: 'HELD' as const };
  const replacements = [undefined, { state: 'HELD', versionId: row.version_id, superseded: [] }, { state: 'PENDING', versionId: 'v8', superseded: [] }] as const;
  for (const replaced of replacements) {
    expect(await transact(ledger.docs, [putFile(ledger, raw, held, replaced as never)])).toBe(false);
  }
  expect(story.files()).toEqual([row]);
  expect(await transact(ledger.docs, [putFile(ledger, raw, held, { state: 'PENDING', versionId: row.version_id, superseded: [] })])).toBe(true);
});
