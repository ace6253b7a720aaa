import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FilesSetAside } from '../../lambda-src/core/alerts/messages';
import type { FileRow } from '../../lambda-src/core/ledger/file-row';
import { renderSlack } from '../../lambda-src/core/slack/render-slack';
import type { SourceConfig } from '../../src/source-config';
import { Story, isTransaction, onceBefore } from '../support/story';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const orders = (more: Partial<SourceConfig> = {}): Story =>
  new Story([{ sourceId: 'orders', format: 'json', optionalFields: [], maxBadRecordRatio: 0.4, ...more }]);

const lines = (...values: unknown[]) => values.map((a) => `${JSON.stringify({ a })}\n`).join('');

/** The records in the quarantine object that the row names. */
function quarantineOf(story: Story, { quarantine }: FileRow): Record<string, unknown>[] {
  const { body } = story.bucket.find(quarantine!.key, quarantine!.version_id)!;
  return gunzipSync(body).toString().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
}

const told = (story: Story) => story.published.filter(({ kind }) => kind === 'records_quarantined') as FilesSetAside[];

describe('records that do not fit the ACTIVE version', () => {
  test('go to the quarantine, the others are accepted, and people are told', async () => {
    const story = orders();
    await story.receive(lines(1, 2));
    const row = await story.receive(lines(3, 'secret', 4));
    expect(row).toMatchObject({ state: 'PENDING', records: 2, bad_records: 1, registry_version: story.version('ACTIVE').key, reading: { bad: [8, 14] } });
    expect(quarantineOf(story, row)).toEqual([{ number: 2, reason: 'misfit', path: 'a', detail: 'a: expected bigint, found string', raw: '{"a":"secret"}' }]);
    expect(story.versions()).toHaveLength(1);
    expect(told(story)).toMatchObject([{
      source_id: 'orders',
      reason: 'bad_records',
      count: 1,
      records: 1,
      examples: [{ ingest_id: row.ingest_id, key: row.key, detail: 'record 2: misfit: a: expected bigint, found string' }],
    }]);
    expect(JSON.stringify(story.published)).not.toContain('secret');
    expect(story.metrics.filter(([name]) => name === 'RecordsQuarantined')).toEqual([['RecordsQuarantined', 'orders']]);
  });

  test('are told once in a quarter of an hour, with those of other files', async () => {
    const story = orders();
    await story.receive(lines(1, 2));
    for (let i = 0; i < 3; i++) {
      await story.receive(lines(3, 'x', 'y', 4, 5, 6, 7, 8).replace('7}', '7'));
    }
    expect(told(story).map(({ count, records }) => [count, records])).toEqual([[1, 3]]);
    story.now += 15 * 60_000;
    await story.deps().outbox.publishDue(story.now);
    expect(told(story).map(({ count, records }) => [count, records])).toEqual([[1, 3], [2, 6]]);
    expect(story.metrics.filter(([name]) => name === 'RecordsQuarantined')).toHaveLength(9);
    const slack = renderSlack(told(story)[1], 'registry');
    expect(slack.text).toBe('6 records in quarantine: orders');
    expect(JSON.stringify(slack.blocks)).toContain('6 records in 2 files of *orders* are bad between');
  });

  test('do not matter to a source that allows no bad records: a person decides', async () => {
    const story = orders({ maxBadRecordRatio: undefined });
    await story.receive(lines(1, 2));
    expect(await story.receive(lines(3, 'x', 4))).not.toHaveProperty('bad_records');
    expect(story.version('BREAKING').status).toBe('BREAKING');
  });

  test('are a change of type if there are too many, and nothing is in the quarantine', async () => {
    const story = orders();
    await story.receive(lines(1, 2));
    const row = await story.receive(lines('x', 3, 'y'));
    expect(row).toMatchObject({ records: 3, registry_version: story.version('BREAKING').key });
    expect([row.bad_records, story.bucket.keys('quarantine/'), told(story)]).toEqual([undefined, [], []]);
  });

  test('stay in a file that is drift for another reason too, beside its unreadable records', async () => {
    const story = orders();
    await story.receive('{"a":1,"b":1}\n');
    const row = await story.receive(`${lines(3, 'x', 4, 5, 6)}{\n`);
    expect(row).toMatchObject({ records: 5, bad_records: 1, registry_version: story.version('BREAKING').key });
    expect(quarantineOf(story, row)).toMatchObject([{ number: 6, reason: 'malformed_json' }]);
  });

  test('go to the quarantine while the same change waits for a decision, and fit after it was approved', async () => {
    const story = orders();
    await story.receive(lines(1, 2));
    await story.receive(lines('x', 3, 'y'));
    const open = story.version('BREAKING').key;
    expect(await story.receive(lines(3, 'x', 4))).toMatchObject({ bad_records: 1, registry_version: story.version('ACTIVE').key });
    story.edit(open, { status: 'ACTIVE', note: 'yes' });
    await story.decide();
    const row = await story.receive(lines(3, 'x', 4));
    expect(row).toMatchObject({ records: 3, registry_version: open });
    expect(row).not.toHaveProperty('bad_records');
  });

  test('may be judged by a version that became ACTIVE while the file was judged', async () => {
    const story = orders();
    const late = story.store(lines(3, 'x', 4));
    await story.profile(late, onceBefore(isTransaction, async () => story.receive(lines(1, 2))));
    expect(story.row(late)).toMatchObject({ records: 2, bad_records: 1 });
    expect(story.versions()).toHaveLength(1);
    expect(quarantineOf(story, story.row(late)!)).toHaveLength(1);
  });
});

describe('the first file of a source', () => {
  test('is as it is if nothing is declared', async () => {
    const story = orders();
    expect(await story.receive(lines(1, 'x', 2))).toMatchObject({ records: 3 });
    expect(await story.fieldsOf('ACTIVE')).toEqual({ a: 'json' });
  });

  test('leaves out what contradicts the hints', async () => {
    const story = orders({ typeHints: { a: 'bigint' } });
    expect(await story.receive(lines(1, 'x', 2))).toMatchObject({ records: 2, bad_records: 1 });
    expect(await story.fieldsOf('ACTIVE')).toEqual({ a: 'bigint' });
  });
});

test('a message that arrives again tells what a crash left untold', async () => {
  const story = orders();
  await story.receive(lines(1, 2));
  const raw = story.store(lines(3, 'x', 4));
  let transactions = 0;
  await story.profile(raw, (client) => {
    const sender = client as unknown as { send: (command: object) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      if (transactions > 0) {
        throw new Error('died');
      }
      const reply = await send(command);
      transactions += command.constructor.name === 'TransactWriteCommand' ? 1 : 0;
      return reply;
    };
    return client;
  }).catch(() => undefined);
  expect([story.row(raw)?.bad_records, told(story)]).toEqual([1, []]);
  await story.profile(raw);
  await story.profile(raw);
  expect(told(story)).toMatchObject([{ records: 1 }]);
});

describe('reported cases', () => {
  const file = (name: string) => readFileSync(join(__dirname, '../cases/files', name));
  const csv = { format: 'csv', maxBadRecordRatio: 0.4 } as const;

  test('one bad temperature among many', async () => {
    const story = orders(csv);
    await story.receive(file('45b_day1.csv'));
    const row = await story.receive(file('45c_day2_one_bad.csv'));
    expect(row.bad_records).toBe(1);
    expect(quarantineOf(story, row)).toMatchObject([{ reason: 'misfit', path: 'temp' }]);
    expect(story.versions()).toHaveLength(1);
  });

  test('a row of totals, a header in the middle, a second table', async () => {
    expect(await orders(csv).receive(file('12a_totals.csv'))).toMatchObject({ records: 2, warnings: [{ code: 'footer_found' }] });
    const totals = orders({ ...csv, csv: { footerLines: 0 }, typeHints: { date: 'date' } });
    expect(quarantineOf(totals, await totals.receive(file('12a_totals.csv')))).toMatchObject([{ number: 3, path: 'date', raw: 'Total,,199.5' }]);
    const header = orders({ ...csv, typeHints: { value: 'double' } });
    expect(quarantineOf(header, await header.receive(file('11a_header_repeated.csv')))).toMatchObject([{ number: 3, detail: 'the row repeats the header' }]);
    const tables = orders({ ...csv, csv: { header: true }, maxBadRecordRatio: 0.5, typeHints: { visits: 'bigint', day: 'date' } });
    await tables.receive('day,visits\n2024-04-30,9\n');
    // The second table has more rows than the first one: it is no handful of bad records.
    expect(await tables.receive(file('44a_two_tables.csv'))).toMatchObject({ records: 5, registry_version: tables.version('BREAKING').key });
  });
});
