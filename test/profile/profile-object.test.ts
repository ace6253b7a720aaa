import { gunzipSync, gzipSync } from 'node:zlib';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { NoLatitude } from '../support/latitude';
import { promote } from '../support/promotion';
import { Story, isTransaction, onceBefore } from '../support/story';
import { ATTEMPT_MILLIS, type Gate, LEDGER } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

let story: Story;
beforeEach(() => {
  story = new Story();
});
afterEach(() => jest.restoreAllMocks());

const unpacked = (key: string) => gunzipSync(story.bucket.find(key)!.body).toString();
const drifts = () => story.published.filter(({ kind }) => kind === 'schema_drift');

describe('an accepted file', () => {
  test('makes the first version, and a PENDING row with the plan by which promotion reads it', async () => {
    const row = await story.receive('[{"id":9007199254740993,"name":"a"},{"id":1,"name":null}]');
    expect(row).toMatchObject({
      state: 'PENDING', records: 2, reading: { format: 'json', compression: 'none', encoding: 'utf-8', mark: 0, start: 0 },
    });
    expect(row).not.toHaveProperty('copy');
    expect(story.rows('pending#')).toEqual([expect.objectContaining({ sk: `pending#2026-11-24#${row.ingest_id}`, bytes: row.bytes })]);
    expect(story.version('ACTIVE')).toMatchObject({ seq: 1, item: { compatibility: 'FULL' }, activeFrom: '2026-11-24T08:01:00.000Z' });
    expect(story.rows('attempt#')).toEqual([]);
  });

  test('that changes nothing writes only rows of the ledger', async () => {
    await story.receive('{"a":1}');
    const before = story.tables.items('registry');
    await story.receive('{"a":2}');
    expect(story.tables.items('registry')).toEqual(before);
    expect(story.files()).toHaveLength(2);
  });

  test('with a new field replaces the ACTIVE version, which ends at the moment when the new one begins', async () => {
    await story.receive('{"a":1}');
    await story.receive('{"a":1,"b":"x"}');
    expect(await story.fieldsOf('ACTIVE')).toEqual({ a: 'bigint', b: 'string' });
    expect(story.version('DEPRECATED').activeUntil).toBe(story.version('ACTIVE').activeFrom);
    expect(story.head).toMatchObject({ epoch: 0, revision: 2, paths: new Map([['a', 'bigint'], ['b', 'string']]) });
  });

  test('without records is accepted too, as the first file of a source', async () => {
    expect(await story.receive('[]')).toMatchObject({ state: 'PENDING', records: 0 });
    expect(await story.fieldsOf('ACTIVE')).toEqual({});
  });

  test('that changes nothing costs the same, however many versions and files there were before', async () => {
    const fields = (count: number) => JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, 1])));
    const costAfter = async (versions: number) => {
      const grown = new Story(undefined, new NoLatitude());
      for (let i = 1; i <= versions; i++) {
        await grown.receive(fields(i));
      }
      const cost = { calls: 0, items: 0 };
      await grown.profile(grown.store(fields(versions)), counting(cost));
      expect(grown.versions()).toHaveLength(versions);
      return cost;
    };
    expect(await costAfter(40)).toEqual(await costAfter(2));
  });

  test('leaves evidence of types, counts and the spread of values, but no text', async () => {
    const row = await story.receive('{"a":"secret","b":12.5,"c":"2026-11-24","d":[true,null]}\n{"a":"hidden","b":-3,"c":"2025-01-31","d":[]}');
    const evidence = JSON.parse(unpacked(`profiles/source=orders/date=2026-11-24/${row.ingest_id}.json.gz`)) as { fields: object[] };
    const distinct = (estimate: number) => ({ estimate, registers: expect.stringMatching(/^[\w-]{128}$/) });
    const lengths = (length: number, bucket: number) => ({ min: length, max: length, quantiles: Array(5).fill(length), buckets: [[bucket, 2]] });
    const seen = { values: 2, nulls: 0, parents: 2 };
    expect(evidence.fields).toEqual([
      { path: 'a', type: 'string', ...seen, lengths: lengths(6, 6), distinct: distinct(2) },
      { path: 'b', type: 'double', ...seen, min: '-3', max: '12.5', numbers: { quantiles: [-3, -3, -3, 12.3, 12.4], buckets: [[-135, 1], [143, 1]] }, distinct: distinct(2) },
      { path: 'c', type: 'string', ...seen, temporal: 'date', min: '2025-01-31', max: '2026-11-24', lengths: lengths(10, 10), distinct: distinct(2) },
      { path: 'd', type: 'array', ...seen },
      { path: 'd[]', type: 'boolean', values: 1, nulls: 1, parents: 2, distinct: distinct(1) },
    ]);
    expect(JSON.stringify(evidence)).not.toMatch(/secret|hidden/);
  });

  test('leaves evidence of a map as one field, without its names, however few names a later file has', async () => {
    const map = Array.from({ length: 100 }, (_, i) => `{"m":{"secret${i}":{"n":${i}}}}`).join('\n');
    const first = await story.receive(map);
    const later = await story.receive('{"m":{"hidden":{"n":7}}}');
    for (const [row, values] of [[first, 100], [later, 1]] as const) {
      const text = unpacked(`profiles/source=orders/date=2026-11-24/${row.ingest_id}.json.gz`);
      expect((JSON.parse(text) as { fields: object[] }).fields).toEqual([
        { path: 'm', type: 'map', values, nulls: 0, parents: values },
        { path: 'm{}', type: 'struct', values, nulls: 0, parents: values },
        expect.objectContaining({ path: 'm{}.n', type: 'bigint', values, nulls: 0, parents: values, distinct: expect.anything() }),
      ]);
      expect(text).not.toMatch(/secret|hidden/);
    }
  });
});

test('a file is read once, and nothing is stored but its evidence', async () => {
  const raw = story.store('[{"a":1},{"a":2}]');
  const read: string[] = [];
  await story.profile(raw, (client) => {
    const sender = client as unknown as { send: (command: object) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      if (command instanceof GetObjectCommand) {
        read.push(command.input.Key!);
      }
      return send(command);
    };
    return client;
  });
  expect(read).toEqual([raw.key]);
  expect(story.bucket.keys('').filter((key) => !key.startsWith('profiles/'))).toEqual([raw.key]);
});

test('a file that was held and is stored again is read again like any other', async () => {
  const raw = story.store('{"a":1}\n');
  await story.profile(raw);
  const first = story.row(raw)!;
  story.tables.put(LEDGER, { ...first, state: 'HELD', reason: 'count_mismatch' });
  story.tables.put(LEDGER, { source_id: 'orders', sk: `held#${raw.ingestId}`, reason: 'count_mismatch' });
  await story.receive('{"a":1}\n', raw.key);
  expect(story.row(raw)).toMatchObject({ state: 'PENDING', superseded: [raw.versionId], reading: first.reading });
  expect(story.rows('held#')).toEqual([]);
});

describe('a CSV file that can be read in two ways', () => {
  beforeEach(() => {
    story = new Story([{ sourceId: 'orders', format: 'csv', optionalFields: [] }]);
  });

  test('is refused if it is the first of its source, with both readings and the property that decides', async () => {
    expect(await story.receive('a;b,c\nx;y,z\n')).toMatchObject({
      state: 'DEAD_LETTERED',
      reason: 'ambiguous_csv',
      fault: { detail: 'the rows read about as well with "," (2 columns) as with ";" (2 columns); the delimiter of the source decides it' },
    });
    expect(await story.receive('D400,Kim,10\n')).toMatchObject({ state: 'DEAD_LETTERED', reason: 'ambiguous_csv' });
  });

  test('is read with the columns of the ACTIVE version, and its row says so', async () => {
    const first = await story.receive('a;b,c\n1;2,5\n3;4,5\n');
    expect(first.reading).toMatchObject({ delimiter: ';', columns: ['a', 'b,c'], start: 6 });
    expect(first.dialect).toMatchObject({ delimiter: ';', decided_by: { delimiter: 'content', header: 'content' } });
    expect(await story.receive('a;b,c\nx;y,z\n')).toMatchObject({
      state: 'PENDING', dialect: { delimiter: ';', decided_by: { delimiter: 'active_version', header: 'active_version' } },
    });
  });

  test('without a header is read with the columns of the ACTIVE version', async () => {
    await story.receive('A100,Rossi,12\nB200,Weber,80\n');
    expect(await story.receive('D400,Kim,10\n')).toMatchObject({
      state: 'PENDING', records: 1, dialect: { header: 'none', decided_by: { delimiter: 'content', header: 'active_version' } },
    });
  });

  test('is read with tabs if its name ends with .tsv', async () => {
    const key = story.store('unused').key.replace(/_[^_]*$/, '_roster.tsv');
    expect(await story.receive('a\tb,c\nx\ty,z\n', key)).toMatchObject({ state: 'PENDING', dialect: { delimiter: '\t', decided_by: { delimiter: 'filename' } } });
  });
});

describe('a file that lost a required field', () => {
  test('makes a BREAKING version and one alert, which says how often the field had been there', async () => {
    await story.receive('[{"a":1,"b":1},{"a":1}]');
    const row = await story.receive('{"a":1}');
    expect(story.version('BREAKING')).toMatchObject({ item: { compatibility: 'BACKWARD' }, sampleKey: row.key });
    expect(drifts()).toEqual([expect.objectContaining({
      version: story.version('BREAKING').key,
      baseline: story.version('ACTIVE').key,
      repeat: false,
      removed: [{ path: 'b', type: 'bigint', present: 1, records: 2 }],
    })]);
    expect(story.metrics).toContainEqual(['BreakingSchemaDrift', 'orders']);
    expect(story.head).toMatchObject({ open: [row.registry_version], epoch: 1 });
  });

  test('within a map makes an alert with the same figures', async () => {
    await story.receive(Array.from({ length: 100 }, (_, i) => `{"m":{"k${i}":{"n":${i}${i < 60 ? ',"unit":"s"' : ''}}}}`).join('\n'));
    await story.receive('{"m":{"k1":{"n":7}}}');
    expect(drifts()).toEqual([expect.objectContaining({ removed: [{ path: 'm{}.unit', type: 'string', present: 60, records: 100 }] })]);
  });

  test('is joined by the next file that lost the same field, without another alert', async () => {
    await story.receive('{"a":1,"b":1}');
    const first = await story.receive('{"a":1}');
    const second = await story.receive('{"a":2}');
    expect(second.registry_version).toBe(first.registry_version);
    expect(drifts()).toHaveLength(1);
    expect(story.rows('count#')).toEqual([expect.objectContaining({ files: 2 })]);
  });

  test('makes an alert marked as a repeat if open versions have announced every one of its paths', async () => {
    await story.receive('{"a":1,"b":1,"c":1}');
    await story.receive('{"a":1,"b":1}');
    await story.receive('{"a":1,"b":1,"d":1}');
    await story.receive('{"a":1}');
    expect(drifts().map((alert) => 'repeat' in alert && [alert.removed.map(({ path }) => path), alert.repeat]))
      .toEqual([[['c'], false], [['c'], true], [['b'], false]]);
  });

  test('received before the drift was rejected shares the verdict', async () => {
    await story.receive('{"a":1,"b":1}');
    const first = await story.receive('{"a":1}');
    const late = story.store('{"a":3}');
    story.now += 60_000;
    story.edit(first.registry_version!, { status: 'DEPRECATED', note: 'no' });
    await story.decide();
    await story.profile(late);
    expect(story.row(late)!.registry_version).toBe(first.registry_version);
    expect(drifts()).toHaveLength(1);
  });

  test('received after the drift was rejected is a new drift', async () => {
    await story.receive('{"a":1,"b":1}');
    const first = await story.receive('{"a":1}');
    story.edit(first.registry_version!, { status: 'DEPRECATED', note: 'no' });
    await story.decide();
    const next = await story.receive('{"a":3}');
    expect(next.registry_version).toBe(story.version('BREAKING').key);
  });
});

test('a file that was received before a field became required may lack it', async () => {
  await story.receive('{"a":1}');
  const late = story.store('{"a":2}');
  await story.receive('{"a":1,"b":1}');
  await story.profile(late);
  expect(story.row(late)).toMatchObject({ state: 'PENDING', registry_version: story.version('ACTIVE').key });
  expect(drifts()).toEqual([]);
});

test('an older file does not bring back a field that was removed since', async () => {
  await story.receive('{"a":1,"b":1}');
  const late = story.store('{"a":2,"b":2}');
  const drift = await story.receive('{"a":1}');
  story.now += 60_000;
  story.edit(drift.registry_version!, { status: 'ACTIVE', note: 'b is gone' });
  await story.decide();
  await story.profile(late);
  expect(await story.fieldsOf('ACTIVE')).toEqual({ a: 'bigint' });
  expect(story.row(late)).toMatchObject({ state: 'PENDING', registry_version: story.version('ACTIVE').key });
  promote(story, 'orders');
  expect(story.promoted.find(({ ingestId }) => ingestId === late.ingestId)!.readAs).toEqual(new Map([['a', 'bigint'], ['b', 'bigint']]));
});

describe('a race', () => {
  test('for head makes the loser be judged again', async () => {
    await story.receive('{"a":1}');
    const other = story.store('{"a":1,"b":"x"}');
    const raw = story.store('{"a":1,"b":2}');
    await story.profile(raw, onceBefore(isTransaction, async () => story.profile(other)));
    expect(story.row(raw)!.registry_version).toBe(story.version('BREAKING').key);
  });

  test('between an attempt that ran over its time and the next attempt has one outcome', async () => {
    await story.receive('{"a":1}');
    const raw = story.store('{"a":2}');
    let accepted;
    await story.profile(raw, onceBefore(isTransaction, async () => {
      story.now += ATTEMPT_MILLIS + 1;
      await story.profile(raw);
      accepted = story.row(raw);
    }));
    expect(story.row(raw)).toEqual(accepted);
    expect(accepted).toMatchObject({ state: 'PENDING' });
  });

  test('between two first files makes one first version', async () => {
    const [one, other] = [story.store('{"a":1}'), story.store('{"b":1}')];
    await story.profile(one, onceBefore(isTransaction, async () => story.profile(other)));
    expect(story.versions().map(({ seq, status }) => [seq, status])).toEqual([[1, 'DEPRECATED'], [2, 'ACTIVE']]);
    expect(story.files().map(({ state }) => state)).toEqual(['PENDING', 'PENDING']);
  });
});

describe('a file that cannot be read', () => {
  test('moves to the dead letters with its reason, and its raw version is deleted', async () => {
    const raw = story.store('{"a":');
    expect(await story.profile(raw)).toEqual({ kind: 'done' });
    expect(story.row(raw)).toMatchObject({ state: 'DEAD_LETTERED', reason: 'malformed_json', fault: { detail: expect.any(String) } });
    const letter = story.bucket.find(raw.key.replace('raw/', 'dead-letter/'))!;
    expect(letter.body.toString()).toBe('{"a":');
    expect(letter.metadata).toMatchObject({ 'dead-letter-reason': 'malformed_json' });
    expect(story.bucket.find(raw.key, raw.versionId)).toBeUndefined();
    expect(story.metrics).toEqual([['ProfilingFailures', 'orders']]);
  });

  test('keeps its raw version if the ledger does not accept the outcome', async () => {
    const raw = story.store('{"a":');
    const gate = onceBefore(isTransaction, () => {
      throw new Error('outage');
    });
    await expect(story.profile(raw, gate)).rejects.toThrow('outage');
    expect(story.bucket.find(raw.key, raw.versionId)).toBeDefined();
    expect(story.rows('attempt#')).toEqual([]);
    await story.profile(raw);
    expect(story.row(raw)!.state).toBe('DEAD_LETTERED');
  });

  test('is deleted by the next delivery if its function died before the deletion', async () => {
    const raw = story.store('{"a":');
    const gate = onceBefore(({ name }) => name === 'DeleteObjectCommand', () => {
      throw new Error('killed');
    });
    await expect(story.profile(raw, gate)).rejects.toThrow('killed');
    await story.profile(raw);
    expect(story.bucket.find(raw.key, raw.versionId)).toBeUndefined();
  });

  test('is profiled again when somebody copies a corrected version onto its raw key', async () => {
    const bad = await story.receive('{"a":');
    const mended = await story.receive('{"a":1}', bad.key);
    expect(mended).toMatchObject({ state: 'PENDING', superseded: [bad.version_id] });
  });

  test('is recognized when its first message arrives late, after that of the corrected version', async () => {
    const bad = story.store('{"a":');
    await story.profile(bad);
    await story.receive('{"a":1}', bad.key);
    expect(await story.profile(bad)).toEqual({ kind: 'done' });
    expect(story.files()).toHaveLength(1);
  });

  test('is recognized even if its raw version outlived its function', async () => {
    const bad = story.store('{"a":');
    const gate = onceBefore(({ name }) => name === 'DeleteObjectCommand', () => {
      throw new Error('killed');
    });
    await expect(story.profile(bad, gate)).rejects.toThrow('killed');
    await story.receive('{"a":1}', bad.key);
    expect(await story.profile(bad)).toEqual({ kind: 'done' });
    expect(story.files()).toHaveLength(1);
  });

  test('gets its outcome from the same message even if another transaction conflicted', async () => {
    const raw = story.store('{"a":');
    const gate = onceBefore(isTransaction, () => {
      throw new TransactionCanceledException({ message: '', $metadata: {}, CancellationReasons: [{ Code: 'TransactionConflict' }] });
    });
    expect(await story.profile(raw, gate)).toEqual({ kind: 'done' });
    expect(story.row(raw)!.state).toBe('DEAD_LETTERED');
  });

  test('keeps its raw version if another attempt has accepted it meanwhile', async () => {
    const raw = story.store('{"a":');
    await story.profile(raw, onceBefore(isTransaction, () => story.tables.put('ledger', {
      source_id: 'orders', sk: `file#${raw.ingestId}`, key: raw.key, version_id: raw.versionId, state: 'PENDING',
    })));
    expect(story.bucket.find(raw.key, raw.versionId)).toBeDefined();
    expect(story.row(raw)!.state).toBe('PENDING');
  });

  test('because its source is not registered has that reason, and creates no metric dimension for the source', async () => {
    const raw = story.store('{"a":1}', story.rawKey('x.json', 'stranger'));
    await story.profile(raw);
    expect(story.row(raw)).toMatchObject({ source_id: 'stranger', state: 'DEAD_LETTERED', reason: 'unregistered_source' });
    expect(story.metrics).toEqual([['ProfilingFailures', undefined]]);
  });

  test('because three attempts died at it is not read a fourth time', async () => {
    const raw = story.store('{"a":1}');
    for (let attempt = 0; attempt < 3; attempt++) {
      void story.profile(raw, onceBefore(({ name }) => name === 'GetObjectCommand', async () => new Promise(() => undefined)));
      await new Promise((resolve) => setImmediate(resolve));
      expect(await story.profile(raw)).toEqual({ kind: 'postpone', until: new Date(story.now + ATTEMPT_MILLIS).toISOString() });
      story.now += ATTEMPT_MILLIS + 1;
    }
    await story.profile(raw);
    expect(story.row(raw)).toMatchObject({ state: 'DEAD_LETTERED', reason: 'profiler_crash' });
  });
});

test('an outage on our side is never the file’s fault, however often it occurs', async () => {
  const raw = story.store('{"a":1}');
  for (let delivery = 0; delivery < 5; delivery++) {
    const gate = onceBefore(({ name }) => name === 'GetObjectCommand', () => {
      throw new Error('S3 is down');
    });
    await expect(story.profile(raw, gate)).rejects.toThrow('S3 is down');
  }
  await story.profile(raw);
  expect(story.row(raw)!.state).toBe('PENDING');
});

describe('a version of a raw key that comes too late', () => {
  test('is held as overwritten if its file was already accepted, and the accepted version counts', async () => {
    const first = await story.receive('{"a":1}');
    const second = story.store('{"a":2}', first.key);
    await story.profile(second);
    expect(story.files().map(({ version_id: id, state, reason }) => [id, state, reason]))
      .toEqual([[first.version_id, 'PENDING', undefined], [second.versionId, 'HELD', 'overwritten']]);
    expect(story.published).toEqual([expect.objectContaining({
      kind: 'files_held', reason: 'overwritten', count: 1, examples: [{ ingest_id: second.ingestId, key: second.key }],
    })]);
    await story.profile(second);
    expect(story.metrics.filter(([name]) => name === 'FilesHeld')).toHaveLength(1);
  });

  test('does not replace a dead letter that is newer', async () => {
    const key = story.rawKey();
    const older = story.store('{"a":1}', key);
    await story.receive('{"a":', key);
    await story.profile(older);
    expect(story.files().map(({ state }) => state).sort()).toEqual(['DEAD_LETTERED', 'HELD']);
  });
});

describe('a key that the ingest API did not make', () => {
  test.each([
    'raw/source=orders/2026/file.json', 'raw/source=orders/date=2026-11-24/file.json', 'raw/source=orders/date=2026-13-24/x',
    'raw/source=orders/date=2020-01-01/01M869380008D3WDDXQHR5M2TF_moved.json',
  ])('%s is held', async (key) => {
    const raw = story.store('{"a":1}', key);
    await story.profile(raw);
    expect(story.row(raw)).toMatchObject({ state: 'HELD', reason: 'foreign_key', key });
    expect(story.rows('held#')).toHaveLength(1);
  });

  test('is announced at once, and the keys that follow within a quarter of an hour are announced together', async () => {
    for (let file = 0; file < 4; file++) {
      await story.profile(story.store('{}', `raw/source=orders/${file}.json`));
    }
    expect(story.published).toEqual([expect.objectContaining({ kind: 'files_held', reason: 'foreign_key', count: 1 })]);
    story.now += 15 * 60_000;
    await story.deps().outbox.publishDue(story.now);
    expect(story.published).toEqual([expect.anything(), expect.objectContaining({ kind: 'files_held', reason: 'foreign_key', count: 3 })]);
    expect(story.metrics).toEqual(Array(4).fill(['FilesHeld', 'orders']));
  });

  test('is not mistaken for the file whose id it borrows', async () => {
    const first = await story.receive('{"a":1}');
    const copy = story.store('{"a":2}', first.key.replace('file.json', 'copy.json'));
    await story.profile(copy);
    expect(story.files().map(({ key, state }) => [key, state]).sort()).toEqual([[copy.key, 'HELD'], [first.key, 'PENDING']].sort());
  });
});

test('a file whose types changed between its profile and its promotion is read under the types of the moment', async () => {
  await story.receive('{"a":1}');
  const drift = await story.receive('{"a":"x"}');
  story.now += 60_000;
  story.edit(drift.registry_version!, { status: 'ACTIVE', note: 'text now' });
  await story.decide();
  promote(story, 'orders');
  expect(story.files().map(({ state }) => state)).toEqual(['PROMOTED', 'PROMOTED']);
  expect(story.promoted.map(({ readAs }) => readAs.get('a'))).toEqual(['json', 'json']);
});

test('gzip and UTF-16 are read as the text that they hold', async () => {
  expect((await story.receive(gzipSync('{"a":1}'))).dialect).toMatchObject({ compression: 'gzip' });
  expect((await story.receive(Buffer.from('\ufeff{"a":1}', 'utf16le'))).dialect).toMatchObject({ encoding: 'utf-16le' });
});

/** Counts the calls and the items that they return. */
function counting(cost: { calls: number; items: number }): Gate {
  return (client) => {
    const sender = client as unknown as { send: (command: object) => Promise<{ Item?: object; Items?: object[] }> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      const answer = await send(command);
      cost.calls++;
      cost.items += answer.Items?.length ?? (answer.Item === undefined ? 0 : 1);
      return answer;
    };
    return client;
  };
}
