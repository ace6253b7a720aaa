import type { FileRow } from '../../lambda-src/core/ledger/file-row';
import { rawObject } from '../../lambda-src/core/raw/raw-object';
import { type ReplayReport, replay } from '../../lambda-src/functions/sweep/replay';
import type { SourceConfig } from '../../src/source-config';
import { Story } from '../support/story';
import { type Gate, LEDGER } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

/** A story whose source can be deployed with other options. */
class Replaying extends Story {
  constructor(readonly source: Partial<SourceConfig>) {
    super([{ sourceId: 'orders', format: 'json', optionalFields: [], maxBadRecordRatio: 0.5, ...source }]);
  }

  /** The same deployment after a change of options. */
  deploy(more: Partial<SourceConfig>): void {
    const source = { sourceId: 'orders', format: 'json', optionalFields: [], maxBadRecordRatio: 0.5, ...this.source, ...more } as const;
    (this as unknown as { sources: SourceConfig[] }).sources = [source];
  }

  /** All files that wait are promoted. */
  promote(): void {
    for (const row of this.files().filter(({ state }) => state === 'PENDING')) {
      this.tables.put(LEDGER, { ...row, state: 'PROMOTED' });
    }
  }

  async replay(ingestId?: string, gate?: Gate): Promise<ReplayReport> {
    return replay(this.deps(gate), { source_id: 'orders', ingest_id: ingestId });
  }

  replays(): string[] {
    return this.bucket.keys('raw/').filter((key) => key.includes('_replay-of-'));
  }

  /** Profiles the files that replays have made, as S3's events would have it. */
  async arrive(): Promise<FileRow[]> {
    const rows = [];
    for (const key of this.replays()) {
      const raw = rawObject(key, this.bucket.find(key)!.versionId, new Date(this.now).toISOString());
      await this.profile(raw);
      rows.push(this.row(raw)!);
    }
    return rows;
  }
}

const ROWS = 'id,price\n1,2\n2,3\n3,"1,5"\n4,-\n5,7\n';

async function withBadRows(source: Partial<SourceConfig> = {}): Promise<{ story: Replaying; row: FileRow }> {
  const story = new Replaying({ format: 'csv', ...source });
  await story.receive('id,price\n1,2\n');
  const row = await story.receive(ROWS);
  expect(row.bad_records).toBe(2);
  return { story, row };
}

test('records in quarantine are a file of their own, which is taken in under the new options', async () => {
  const { story, row } = await withBadRows();
  story.promote();
  story.deploy({ nullMarkers: ['-'] });
  expect(await story.replay()).toEqual({ files: 1, records: 2, not_promoted: 0, is_more: false });
  const [key] = story.replays();
  expect(story.bucket.find(key)!.body.toString()).toBe('sep=,\nid,price\n3,"1,5"\n4,-\n');
  const [replayed] = await story.arrive();
  // One of them is still bad. It is in the quarantine of the new file, whatever the share that the source allows.
  expect(replayed).toMatchObject({ state: 'PENDING', records: 1, bad_records: 1, date: row.date, registry_version: story.version('ACTIVE').key });
  expect(story.versions()).toHaveLength(1);

  story.promote();
  story.deploy({ nullMarkers: ['-', '1,5'] });
  expect(await story.replay()).toMatchObject({ files: 1, records: 1 });
  expect((await story.arrive()).map(({ records, bad_records }) => [records, bad_records])).toEqual(expect.arrayContaining([[1, 1], [1, undefined]]));
  expect(await story.replay()).toMatchObject({ files: 0, records: 0 });
});

test('a file that is not promoted may be read again as a whole, so its records stay', async () => {
  const { story, row } = await withBadRows();
  expect(await story.replay()).toEqual({ files: 0, records: 0, not_promoted: 1, is_more: false });
  expect(await story.replay(row.ingest_id)).toMatchObject({ not_promoted: 1 });
  expect(story.replays()).toEqual([]);
});

test('one file can be named, and an unknown source is refused', async () => {
  const { story, row } = await withBadRows();
  await story.receive(ROWS);
  story.promote();
  expect(await story.replay(row.ingest_id)).toMatchObject({ files: 1, records: 2 });
  expect(await story.replay(row.ingest_id.slice(0, 20))).toMatchObject({ files: 0 });
  expect(await story.replay()).toMatchObject({ files: 1, records: 2 });
  await expect(replay(story.deps(), { source_id: 'others' })).rejects.toThrow('no source has the id others');
});

test('records that are all still bad are a dead letter: no drift, and nothing is lost', async () => {
  const { story } = await withBadRows();
  story.promote();
  await story.replay();
  expect(await story.arrive()).toMatchObject([{ state: 'DEAD_LETTERED', reason: 'bad_record_ratio' }]);
  expect(story.versions()).toHaveLength(1);
  // As for any dead letter: it is copied onto its raw key after the options have changed.
  const [letter] = story.bucket.keys('dead-letter/');
  story.deploy({ nullMarkers: ['-', '1,5'] });
  const { body, metadata } = story.bucket.find(letter)!;
  story.now += 60_000;
  story.bucket.put(letter.replace('dead-letter/', 'raw/'), body, metadata);
  expect(await story.arrive()).toMatchObject([{ state: 'PENDING', records: 2 }]);
});

test('records of JSON are lines, also if they spanned several, and need not have every field of the source', async () => {
  const story = new Replaying({ typeHints: { a: 'bigint' } });
  await story.receive('{"a":1,"b":1}');
  await story.receive('[{"a":2,"b":2},\n{"a":\n"-"},{"a":3}]');
  await story.receive('{"a":2,"b":2}\n[{"a":9}]\n{"a":"-"}\n{"a":3}\n');
  story.promote();
  story.deploy({ nullMarkers: ['-'] });
  expect(await story.replay()).toMatchObject({ files: 2, records: 3 });
  expect(story.replays().map((key) => story.bucket.find(key)!.body.toString())).toEqual(['{"a": "-"}\n', '{"a":"-"}\n[{"a":9}]\n']);
  expect((await story.arrive()).map(({ state, records, bad_records }) => [state, records, bad_records])).toEqual([['PENDING', 1, undefined], ['PENDING', 1, 1]]);
  expect(story.versions()).toHaveLength(1);
});

test('rows of a source whose files name no columns, or are in another encoding, have the form of the source', async () => {
  const story = new Replaying({ format: 'csv', csv: { columnNames: ['id', 'price'], encoding: 'latin1', preambleLines: 1, footerLines: 1, delimiter: ';' } });
  await story.receive('title\n1;2\nTotal\n');
  await story.receive(Buffer.from('title\n1;2\n2;\xfc\nTotal\n', 'latin1'));
  story.promote();
  story.deploy({ nullMarkers: ['ü'] });
  await story.replay();
  expect(story.bucket.find(story.replays()[0])!.body.toString()).toBe('\ufeff2;ü\n');
  expect(await story.arrive()).toMatchObject([{ state: 'PENDING', records: 1 }]);
});

/** What is sent first, what follows it, and what of that comes out of the quarantine. */
interface Rows {
  readonly source: Partial<SourceConfig>;
  readonly first: string | Buffer;
  readonly then: string | Buffer;
  readonly replayed: string;
  readonly bad?: number;
}

const JAPANESE = Buffer.from('6e616d652c6e0a955c2c310a', 'hex');

test.each<[what: string, rows: Rows]>([
  ['other quotes and escapes, and columns without names', {
    source: { csv: { quote: "'", escape: '\\' } },
    first: "'a,b',\\'n\\',\\\\,,\n1,2,3,,\n",
    then: "'a,b',\\'n\\',\\\\,,\n1,2,3,,\n'3','-',3,,\n\\4,-,3,,\n5,6,3,,\n7,8,9,,\n",
    replayed: "sep=,\n'a,b','''n''','\\\\',,\n'3','-',3,,\n\\4,-,3,,\n",
    bad: 2,
  }],
  ['cells that are never quoted', {
    source: { csv: { quote: '', escape: '\\', delimiter: ';' } }, first: '"a\\;b;n\n"1;2\n', then: '"a\\;b;n\n"3;-\n"5;6\n', replayed: '"a\\;b;n\n"3;-\n',
  }],
  ['blanks, comments and rows of nulls', {
    source: { csv: { trim: true, comment: '#', blankRows: 'keep' } },
    first: '# made by hand\n a , n \n1 , 2\n',
    then: '# made by hand\n a , n \n1 , 2\n,\n 3 , -\n#\n5,6\n',
    replayed: 'sep=,\na,n\n 3 , -\n',
  }],
  ['repaired names', { source: { csv: { headers: 'repair' } }, first: 'a,a,\n1,2,3\n', then: 'a,a,\n1,2,3\n4,5,-\n6,7,8\n', replayed: 'sep=,\na,a_2,column_3\n4,5,-\n' }],
  ['names that replace those in the file', {
    source: { csv: { header: true, columnNames: ['id', 'n'] } }, first: 'a,b\n1,2\n', then: 'a,b\n1,2\n3,-\n5,6\n', replayed: 'sep=,\nid,n\n3,-\n',
  }],
  ['titles and notes that are found', {
    source: {},
    first: 'sku,n,day\nA,1,2024-05-01\nC,3,2024-05-03\n',
    then: 'Sales report of May\n\nsku,n,day\nA,1,2024-05-01\nB,-,2024-05-02\nC,3,2024-05-03\n\nPrices are without taxes\n',
    replayed: 'sep=,\nsku,n,day\nB,-,2024-05-02\n',
  }],
  // Shift_JIS has the byte of a backslash as the second one of some characters, such as 表.
  ['bytes of Shift_JIS', {
    source: { csv: { encoding: 'shift_jis', escape: '\\' } },
    first: JAPANESE,
    then: Buffer.concat([JAPANESE, Buffer.from('955c2c2d0a93fa967b2c320a', 'hex')]),
    replayed: '\ufeffsep=,\nname,n\n表,-\n',
  }],
])('rows of a source with %s are read as they were', async (_, { source, first, then, replayed, bad = 1 }) => {
  const story = new Replaying({ format: 'csv', ...source });
  await story.receive(first);
  expect((await story.receive(then)).bad_records).toBe(bad);
  story.promote();
  story.deploy({ nullMarkers: ['-'] });
  await story.replay();
  expect(story.bucket.find(story.replays()[0])!.body.toString()).toBe(replayed);
  expect(await story.arrive()).toMatchObject([{ state: 'PENDING', records: bad }]);
  expect(story.versions()).toHaveLength(1);
});

test('records of a source that says where they are in a file have what was around them, and are not looked for again', async () => {
  const story = new Replaying({ recordsAt: 'rates', keyColumn: 'id', aroundColumns: ['day'] });
  await story.receive('{"day":"x","rates":{"k1":{"a":1}}}');
  const row = await story.receive('{"day":"y","rates":{"k1":{"a":1},"k2":{"a":"-"},"k3":{"a":3}}}');
  expect(row.bad_records).toBe(1);
  story.promote();
  story.deploy({ nullMarkers: ['-'] });
  await story.replay();
  expect(story.bucket.find(story.replays()[0])!.body.toString()).toBe('{"id":"k2","day":"y","a":"-"}\n');
  expect(await story.arrive()).toMatchObject([{ state: 'PENDING', records: 1 }]);
  expect(story.versions()).toHaveLength(1);
});

/** Dies before, or after, the call with this number. */
function dying(call: number, isAfter: boolean): { gate: Gate; calls: () => number } {
  let calls = 0;
  const gate: Gate = (client) => {
    const sender = client as unknown as { send: (command: object) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      const number = ++calls;
      if (number > call || (number === call && !isAfter)) {
        throw new Error('died');
      }
      const reply = await send(command);
      if (number === call) {
        throw new Error('died');
      }
      return reply;
    };
    return client;
  };
  return { gate, calls: () => calls };
}

test('whatever call it dies at, and however often it is asked, every record is taken in once', async () => {
  for (const isAfter of [false, true]) {
    for (let call = 1; ; call++) {
      const { story, row } = await withBadRows();
      story.promote();
      story.deploy({ nullMarkers: ['-', '1,5'] });
      const { gate, calls } = dying(call, isAfter);
      const died = await story.replay(undefined, gate).then(() => false, () => true);
      // What was stored is taken in before the next try, or after it.
      if (call % 2 === 0) {
        await story.arrive();
      }
      await Promise.all([story.replay(), story.replay()]);
      await story.arrive();
      await story.replay();
      expect(await story.arrive()).toMatchObject([{ state: 'PENDING', records: 2 }]);
      expect(story.replays()).toHaveLength(1);
      expect(story.files().reduce((sum, { records = 0 }) => sum + records, 0)).toBe(1 + 3 + 2);
      expect(story.files().find(({ ingest_id: id }) => id === row.ingest_id)!.replay).toEqual({ key: story.replays()[0], at: expect.any(String) });
      if (!died) {
        expect(calls()).toBeGreaterThan(3);
        break;
      }
    }
  }
});

test('it ends when its time is over, and goes on when it is asked again', async () => {
  const { story } = await withBadRows();
  await story.receive(ROWS);
  story.promote();
  let asked = 0;
  const deps = { ...story.deps(), remainingMillis: () => (asked++ === 0 ? 300_000 : 1_000) };
  expect(await replay(deps, { source_id: 'orders' })).toMatchObject({ files: 1, is_more: true });
  expect(await story.replay()).toMatchObject({ files: 1, is_more: false });
});
