import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { QueryCommand, type QueryCommandInput, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { adviceOn } from '../../lambda-src/core/alerts/advice';
import type { FilesSetAside } from '../../lambda-src/core/alerts/messages';
import type { SetAsideFile } from '../../lambda-src/core/alerts/set-aside-file';
import type { Outbox } from '../../lambda-src/store/alerts/outbox';
import { DEAD_LETTER_REASONS, JOB_HELD_REASONS } from '../../src/contract';
import { atEveryCall } from '../support/dying';
import { type FaultRates, NO_FAULTS, Scheduler } from '../support/faults';
import { NoLatitude } from '../support/latitude';
import { Random } from '../support/random';
import { Story, onceBefore } from '../support/story';
import { type Gate, LEDGER } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;

let story: Story;
let files = 0;
let made: { readonly of: Story; readonly outbox: Outbox } | undefined;
beforeEach(() => {
  story = new Story();
});
afterEach(() => jest.restoreAllMocks());

function file(overrides: Partial<SetAsideFile> = {}): SetAsideFile {
  const ingestId = `file-${`${++files}`.padStart(6, '0')}`;
  return {
    sourceId: 'orders',
    state: 'DEAD_LETTERED',
    reason: 'ragged_row',
    ingestId,
    versionId: 'v1',
    key: `raw/source=orders/${ingestId}.csv`,
    at: new Date(story.now).toISOString(),
    ...overrides,
  };
}

/** A story whose pages are always full: for tests that have very many rows or count steps. */
function roomy(): Story {
  return new Story(undefined, new NoLatitude());
}

/** Commits the report of a file whose function then dies. */
async function commit(overrides: Partial<SetAsideFile> = {}): Promise<SetAsideFile> {
  const report = file(overrides);
  // Making clients takes time, and some tests have thousands of files.
  if (made?.of !== story) {
    made = { of: story, outbox: story.deps().outbox };
  }
  const action = await made.outbox.fileSetAside(report);
  story.tables.put(LEDGER, action.Put!.Item!);
  return report;
}

/** Commits the report of a file and announces it, as the profiler does. */
async function setAside(overrides: Partial<SetAsideFile> = {}): Promise<void> {
  await story.deps().outbox.announce(await commit(overrides), story.now);
}

async function sweep(gate?: Gate, hasTime?: () => boolean): Promise<number> {
  return story.deps(gate).outbox.publishDue(story.now, hasTime);
}

/** The distinct alerts about files, in order of arrival. */
function told(): FilesSetAside[] {
  return [...new Map(story.published.map((message) => [message.alert_id, message as FilesSetAside])).values()];
}

const counts = () => told().map(({ count }) => count);
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe('files that are set aside', () => {
  test('raise an alert at once for the first one, and one alert a quarter of an hour later for all that follow', async () => {
    await setAside({ detail: 'row 3 has 4 cells, the header 5' });
    const first = new Date(story.now).toISOString();
    expect(told()).toEqual([{
      kind: 'files_dead_lettered',
      alert_id: expect.any(String),
      source_id: 'orders',
      reason: 'ragged_row',
      count: 1,
      first_at: first,
      last_at: first,
      examples: [{ ingest_id: expect.any(String), key: expect.any(String), detail: 'row 3 has 4 cells, the header 5' }],
      advice: adviceOn('DEAD_LETTERED', 'ragged_row'),
      at: first,
    }]);
    for (let i = 0; i < 7; i++) {
      story.now += MINUTE;
      await setAside();
      await sweep();
    }
    expect(told()).toHaveLength(1);
    story.now += QUARTER - 7 * MINUTE;
    expect(await sweep()).toBe(0);
    expect(counts()).toEqual([1, 7]);
    const after = (minutes: number) => new Date(Date.parse(first) + minutes * MINUTE).toISOString();
    expect(told()[1]).toMatchObject({ first_at: after(1), last_at: after(7) });
    expect(told()[1].examples).toHaveLength(5);
    expect(story.metrics).toEqual(Array(8).fill(['ProfilingFailures', 'orders']));
  });

  test('raise at most one alert in a quarter of an hour, however long a flood lasts', async () => {
    for (let minute = 0; minute < 120; minute++) {
      for (let i = 0; i < 3; i++) {
        await setAside();
      }
      if (minute % 5 === 0) {
        await sweep();
      }
      story.now += MINUTE;
    }
    story.now += QUARTER;
    await sweep();
    expect(sum(counts())).toBe(360);
    const times = told().map(({ at }) => Date.parse(at));
    for (const [i, time] of times.slice(1).entries()) {
      expect(time - times[i]).toBeGreaterThanOrEqual(QUARTER);
    }
    expect(times.length).toBeLessThanOrEqual(9);
  });

  test('with the longest keys and faults fit into a transaction and a message', async () => {
    story = roomy();
    for (let i = 0; i < 98; i++) {
      await commit({ key: `raw/${'k'.repeat(1_019)}`, detail: '\u{1f600}'.repeat(5_000) });
    }
    const rows = story.rows('report#');
    story.now += MINUTE;
    await sweep();
    const bytes = [...rows, ...story.rows('alert#'), ...story.rows('told#')].map((row) => Buffer.byteLength(JSON.stringify(row)));
    expect(counts()).toEqual([98]);
    expect(sum(bytes)).toBeLessThan(1024 ** 2);
    expect(Math.max(...bytes)).toBeLessThan(100 * 1024);
    expect(Buffer.byteLength(JSON.stringify(told()[0]))).toBeLessThan(64 * 1024);
  });

  test('raise an alert at once again after a quiet quarter of an hour', async () => {
    await setAside();
    story.now += QUARTER;
    await setAside();
    expect(counts()).toEqual([1, 1]);
  });

  test('with another reason, source or state have an alert of their own', async () => {
    for (let i = 0; i < 2; i++) {
      await setAside();
      await setAside({ reason: 'malformed_csv' });
      await setAside({ sourceId: 'returns' });
      await setAside({ state: 'HELD', reason: 'overwritten' });
    }
    expect(told().map(({ kind, source_id, reason, count }) => [kind, source_id, reason, count])).toEqual([
      ['files_dead_lettered', 'orders', 'ragged_row', 1], ['files_dead_lettered', 'orders', 'malformed_csv', 1],
      ['files_dead_lettered', 'returns', 'ragged_row', 1], ['files_held', 'orders', 'overwritten', 1],
    ]);
    story.now += QUARTER;
    await sweep();
    expect(counts()).toEqual(Array(8).fill(1));
  });

  test('of sources that nobody registered share their alerts, and create no metric dimension', async () => {
    for (const stranger of ['a', 'b', 'c']) {
      await story.profile(story.store('{}', story.rawKey('x.json', stranger)));
    }
    story.now += QUARTER;
    await sweep();
    expect(told().map(({ source_id, reason, count }) => [source_id, reason, count]))
      .toEqual([['#none', 'unregistered_source', 1], ['#none', 'unregistered_source', 2]]);
    expect(story.metrics).toEqual(Array(3).fill(['ProfilingFailures', undefined]));
  });

  test('by the hundred in a promotion run make one alert, which gives their number', async () => {
    story = roomy();
    const held = JSON.parse(readFileSync(join(__dirname, 'held-file-report.json'), 'utf8')) as Record<string, string>;
    for (let i = 0; i < 500; i++) {
      story.tables.put(LEDGER, { ...held, sk: `${held.sk}${i}`, ingest_id: `${held.ingest_id}${i}` });
    }
    story.now = Date.parse(held.at) + MINUTE;
    expect(await sweep()).toBe(0);
    expect(story.published).toEqual([expect.objectContaining({
      kind: 'files_held',
      source_id: 'orders',
      reason: 'count_mismatch',
      count: 500,
      examples: expect.arrayContaining([{ ingest_id: `${held.ingest_id}0`, key: held.key, detail: held.detail }]),
    })]);
    expect(story.metrics).toEqual(Array(500).fill(['FilesHeld', 'orders']));
    expect(story.rows('report#')).toEqual([]);
    expect(story.rows('alert#')).toEqual([expect.not.objectContaining({ unsent: expect.anything() })]);
  });

  test('at the same moment share no item, so their transactions do not conflict', async () => {
    const touched: string[][] = [];
    const watch: Gate = (client) => {
      const sender = client as unknown as { send: (command: object) => Promise<unknown> };
      const send = sender.send.bind(client);
      sender.send = async (command) => {
        const actions = command instanceof TransactWriteCommand ? command.input.TransactItems! : [];
        const own = actions.map(({ Put, Update, Delete, ConditionCheck }) => {
          const { source_id, sk } = (Put?.Item ?? (Update ?? Delete ?? ConditionCheck)!.Key)!;
          return `${source_id as string} ${sk as string}`;
        });
        if (own.some((key) => key.includes('file#'))) {
          touched.push(own);
        }
        return send(command);
      };
      return client;
    };
    await story.profile(story.store('{"a":'));
    await Promise.all(Array.from({ length: 20 }, async () => {
      story.now -= MINUTE; // all in one minute
      return story.profile(story.store('{"a":'), watch);
    }));
    expect(touched).toHaveLength(20);
    expect(new Set(touched.flat()).size).toBe(touched.flat().length);
  });

  test('are announced by the sweep when the topic cannot be reached, and the profiler does not fail for it', async () => {
    jest.spyOn(console, 'error').mockImplementation();
    const raw = story.store('{"a":');
    expect(await story.profile(raw, onceBefore(({ name }) => name === 'PublishCommand', () => {
      throw new Error('SNS is down');
    }))).toEqual({ kind: 'done' });
    expect(story.bucket.find(raw.key, raw.versionId)).toBeUndefined();
    expect(told()).toEqual([]);
    story.now += MINUTE;
    expect(await sweep()).toBe(0);
    expect(counts()).toEqual([1]);
    expect(story.metrics).toEqual([['ProfilingFailures', 'orders']]);
  });

  test('are not silenced by an alert that a fast clock dated in the future', async () => {
    story.now += 30 * 24 * 60 * MINUTE;
    await setAside();
    story.now -= 30 * 24 * 60 * MINUTE;
    await setAside();
    expect(counts()).toEqual([1, 1]);
  });

  test('that arrive while their alert is being published go into the next one', async () => {
    await commit();
    story.now += MINUTE;
    await sweep(onceBefore(({ name }) => name === 'PublishCommand', async () => commit()));
    story.now += QUARTER;
    await sweep();
    expect(counts()).toEqual([1, 1]);
    expect(story.rows('report#')).toEqual([]);
  });

  test('cannot join an alert whose message is already written', async () => {
    jest.spyOn(console, 'error').mockImplementation();
    story = roomy();
    for (let i = 0; i < 150; i++) {
      await commit();
    }
    story.now += MINUTE;
    // Another sweep writes the message of the alert that this sweep is still filling, and fails to publish it.
    await sweep(before(2, transaction, async () => {
      const failing = onceBefore(({ name }) => name === 'PublishCommand', () => {
        throw new Error('SNS is down');
      });
      await story.deps(failing).outbox.publishDue(story.now + MINUTE);
    }));
    expect(counts()).toEqual([98]);
    story.now += QUARTER;
    await sweep();
    expect(counts()).toEqual([98, 52]);
    expect(story.metrics).toHaveLength(150);
  });

  test('that join an alert just before its message is written are in the message', async () => {
    story = roomy();
    for (let i = 0; i < 150; i++) {
      await commit();
    }
    story.now += MINUTE;
    await sweep(before(2, transaction, async (addition) => {
      const joined = onceBefore(({ text }) => text.includes('SET #message'), addition);
      await story.deps(joined).outbox.publishDue(story.now + MINUTE);
    }));
    expect(counts()).toEqual([150]);
    expect(story.published).toHaveLength(1);
  });

  test('are in one alert each when two processes gather the same files', async () => {
    jest.spyOn(console, 'error').mockImplementation();
    story = roomy();
    for (let i = 0; i < 150; i++) {
      await commit();
    }
    story.now += MINUTE;
    // A quarter of an hour passes during the sweep: a file that arrives then also announces the rest.
    await sweep(before(2, transaction, async () => {
      story.now += QUARTER;
      await setAside();
    }));
    story.now += 2 * QUARTER;
    await sweep();
    expect(sum(counts())).toBe(151);
  });

  test('raise one alert in a quarter of an hour when two processes start to announce different files', async () => {
    story = roomy();
    await commit();
    const [first] = story.rows('report#');
    story.tables.remove(LEDGER, first);
    story.now += MINUTE;
    await setAside();
    const [mark] = story.rows('told#');
    story.tables.remove(LEDGER, mark);
    story.tables.put(LEDGER, first);
    // The process has read that there is no such alert yet; only then does another process raise one.
    await sweep(before(1, transaction, async () => {
      story.tables.put(LEDGER, mark);
    }));
    expect(counts()).toEqual([1]);
    story.now += QUARTER;
    await sweep();
    expect(counts()).toEqual([1, 1]);
  });

  test('are counted once, however often their messages arrive while the files wait', async () => {
    await setAside();
    const waiting = await commit();
    for (let i = 0; i < 3; i++) {
      await story.deps().outbox.announce(waiting, story.now);
    }
    expect(story.metrics).toHaveLength(2);
  });
});

const transaction = (command: object) => command instanceof TransactWriteCommand;

/** A gate that runs `act` just before the nth call that `isIt` picks; `act` may make the call itself. */
function before(n: number, isIt: (command: object) => boolean, act: (call: () => Promise<void>) => Promise<void>): Gate {
  let calls = 0;
  return (client) => {
    const sender = client as unknown as { send: (command: object) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      if (!isIt(command) || ++calls !== n) {
        return send(command);
      }
      let reply: Promise<unknown> | undefined;
      await act(async () => {
        reply = send(command);
        await reply.catch(() => undefined);
      });
      return reply ?? send(command);
    };
    return client;
  };
}

describe('a process that dies or fails', () => {
  test('at any call of a sweep loses no file of a flood, and no file is in its alerts twice', async () => {
    const calls = await atEveryCall(async (dying) => {
      story = roomy();
      for (let i = 0; i < 120; i++) {
        await commit();
      }
      story.now += MINUTE;
      const how = await dying.run(sweep(dying.gate));
      for (let sweeps = 0; sweeps < 5; sweeps++) {
        story.now += 5 * MINUTE;
        await sweep();
      }
      expect(sum(counts())).toBe(120);
      expect(counts().length).toBeLessThanOrEqual(2);
      expect(story.rows('report#')).toEqual([]);
      expect(story.rows('alert#').filter(({ unsent }) => unsent !== undefined)).toEqual([]);
      expect(story.metrics.length).toBeGreaterThanOrEqual(120);
      for (const message of story.published) {
        expect(told()).toContainEqual(message);
      }
      return how;
    });
    expect(calls).toBeGreaterThan(10);
  });

  test('while others publish too leaves each file in exactly one alert, under any schedule', async () => {
    jest.spyOn(console, 'error').mockImplementation();
    const faults: FaultRates = { crash: 0.02, lostReply: 0.05, conflict: 0.1, throttle: 0.03 };
    for (let seed = 0; seed < 40; seed++) {
      story = roomy();
      const scheduler = new Scheduler(new Random(seed), seed % 3 === 0 ? NO_FAULTS : faults);
      for (let i = 0; i < 120; i++) {
        await commit();
      }
      story.now += MINUTE;
      const start = (name: string, program: (deps: ReturnType<Story['deps']>) => Promise<unknown>) =>
        scheduler.start(name, async () => program(story.deps((client) => scheduler.gate(name, client))), () => undefined);
      for (const name of ['S1', 'S2']) {
        start(name, async ({ outbox }) => outbox.publishDue(story.now));
      }
      for (const name of ['P1', 'P2']) {
        const report = await commit();
        start(name, async ({ outbox }) => outbox.announce(report, story.now));
      }
      for (let steps = 0; scheduler.names.length > 0; steps++) {
        await scheduler.settle();
        if (scheduler.names.length > 0) {
          await scheduler.step();
        }
        if (steps % 20 === 19) {
          story.now += MINUTE;
        }
      }
      for (let sweeps = 0; sweeps < 4; sweeps++) {
        story.now += QUARTER;
        await sweep();
      }
      const total = sum(counts());
      if (total !== 122) {
        throw new Error(`seed ${seed}: ${total} of 122 files are in alerts\n${scheduler.trace.join('\n')}`);
      }
      expect(new Set(story.metrics.map(([name]) => name))).toEqual(new Set(['ProfilingFailures']));
      expect(story.metrics.length).toBeGreaterThanOrEqual(122);
      expect(story.rows('report#')).toEqual([]);
    }
  });
});

describe('the sweep', () => {
  test('lets sources take turns, so a flood in one delays no alert of another', async () => {
    story = roomy();
    for (let i = 0; i < 2_000; i++) {
      await commit();
    }
    for (const sourceId of ['returns', 'shop']) {
      story.now += 1;
      await commit({ sourceId });
    }
    story.now += MINUTE;
    let steps = 0;
    // The sweep checks the time twice for the pages of the index, and then takes three steps.
    expect(await sweep(undefined, () => ++steps <= 5)).toBe(1);
    expect(told().map(({ source_id }) => source_id)).toEqual(['returns', 'shop']);
    // The flood is announced when there is time, and nothing of it is lost.
    story.now += 5 * MINUTE;
    expect(await sweep()).toBe(0);
    story.now += QUARTER;
    expect(await sweep()).toBe(0);
    expect(sum(told().filter(({ source_id }) => source_id === 'orders').map(({ count }) => count))).toBe(2_000);
    expect(told().filter(({ source_id }) => source_id === 'orders')).toHaveLength(2);
  });

  test('publishes an alert before a source’s files when the alert has been due for longer', async () => {
    const { outbox } = story.deps();
    const drift = outbox.runFailed('20261124T080000Z', 'died', story.now);
    story.tables.put(LEDGER, { ...drift.action.Put!.Item!, source_id: 'orders' });
    story.now += 1;
    await commit();
    story.now += MINUTE;
    await sweep();
    expect(story.published.map(({ kind }) => kind)).toEqual(['run_failed', 'files_dead_lettered']);
  });

  test('counts the alerts that it had no time for as unsent', async () => {
    story = roomy();
    for (const sourceId of ['a', 'b', 'c']) {
      await commit({ sourceId });
    }
    story.now += MINUTE;
    expect(await sweep(undefined, () => false)).toBe(3);
    let steps = 0;
    expect(await sweep(undefined, () => ++steps <= 1)).toBe(2);
    expect(await sweep()).toBe(0);
    expect(told()).toHaveLength(3);
  });

  /** An index with one row per page. It shows the `stale` rows first: those that have been sent since. */
  function index(stale: readonly { source_id: string; sk: string }[] = []): Gate {
    return (client) => {
      const sender = client as unknown as { send: (command: { input: unknown }) => Promise<{ Items: object[] }> };
      const send = sender.send.bind(client);
      sender.send = async (command) => {
        if (!(command instanceof QueryCommand) || command.input.IndexName === undefined) {
          return send(command);
        }
        const { ExclusiveStartKey, ...input } = command.input as QueryCommandInput;
        const rows = [...stale, ...(await send(new QueryCommand(input))).Items];
        const at = (ExclusiveStartKey as { at: number } | undefined)?.at ?? 0;
        return { Items: rows.slice(at, at + 1), ...at + 1 < rows.length ? { LastEvaluatedKey: { at: at + 1 } } : {} };
      };
      return client;
    };
  }

  test('reads every page of the index, and reports unsent alerts when it has no time for that', async () => {
    story = roomy();
    for (let i = 0; i < 5; i++) {
      await commit({ sourceId: `source-${i}` });
    }
    story.now += MINUTE;
    expect(await sweep(index(), () => false)).toBe(2);
    expect(await sweep(index())).toBe(0);
    expect(told()).toHaveLength(5);
  });

  test('is not misled by an index that lags behind', async () => {
    const report = await commit();
    story.now += MINUTE;
    const [{ sk }] = story.rows('report#') as { sk: string }[];
    await sweep();
    expect(counts()).toEqual([1]);
    const stale = [{ source_id: report.sourceId, sk }, { source_id: 'orders', sk: story.rows('alert#')[0].sk as string }];
    story.now += QUARTER;
    expect(await sweep(index(stale))).toBe(0);
    expect(story.published).toHaveLength(1);
    // No alert was raised just now, so the next one need not wait.
    await setAside();
    expect(counts()).toEqual([1, 1]);
  });
});

describe('advice', () => {
  test('exists for every reason for which the profiler gives up a file', () => {
    for (const [reason, meaning] of Object.entries(DEAD_LETTER_REASONS)) {
      const advice = adviceOn('DEAD_LETTERED', reason);
      expect(advice.startsWith(`${meaning} `)).toBe(true);
      expect(advice.length).toBeGreaterThan(meaning.length + 10);
    }
  });

  test('exists for every reason for which promotion holds a file', () => {
    const unknown = adviceOn('HELD', 'no such reason');
    for (const reason of JOB_HELD_REASONS) {
      expect(adviceOn('HELD', reason)).not.toBe(unknown);
    }
  });
});
