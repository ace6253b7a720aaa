import { gunzipSync, gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { needsReadingCopy } from '../../lambda-src/core/profiling/reading-copy';
import type { ReadingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import { recordsByPlan } from '../reference/plain-reading';
import { Story, isTransaction, onceBefore } from '../support/story';
import { type Gate, LEDGER } from '../support/world';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const FILE = Buffer.from('id;name\n1;M\xfcller \x80\n2;\xd8\n', 'latin1');
const TEXT = 'id;name\n1;Müller €\n2;Ø\n';

let story: Story;
beforeEach(() => {
  story = new Story([{ sourceId: 'people', format: 'csv', optionalFields: [], csv: { encoding: 'latin1' } }]);
});

const copies = () => story.bucket.keys('reading-copies/');

function receive(body: Buffer) {
  return story.receive(body, story.rawKey('file.csv', 'people'));
}

test('a Latin-1 file is stored once more as gzipped UTF-8, and its row names the copy and has the plan for it', async () => {
  for (const body of [FILE, gzipSync(FILE)]) {
    const { copy, reading, ingest_id: id } = await receive(body);
    const stored = story.bucket.find(copy!.key, copy!.version_id)!;
    expect(copy!.key).toMatch(new RegExp(`^reading-copies/source=people/date=2026-11-24/${id}-.+\\.gz$`));
    expect(copy).toMatchObject({ bytes: stored.body.length, etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) });
    expect(gunzipSync(stored.body).toString()).toBe(TEXT);
    expect(recordsByPlan(stored.body, reading as unknown as ReadingPlan, new Map())).toEqual(['{"id":"1","name":"Müller €"}', '{"id":"2","name":"Ø"}']);
  }
  expect(copies()).toHaveLength(2);
});

test('a file in UTF-8 or UTF-16 has no copy, whatever its source declares', async () => {
  for (const body of [Buffer.from(`\ufeff${TEXT}`), Buffer.from(`\ufeff${TEXT}`, 'utf16le')]) {
    expect(await receive(body)).not.toHaveProperty('copy');
  }
  expect(copies()).toEqual([]);
  expect(needsReadingCopy({ format: 'csv', encoding: 'utf-16be', compression: 'none' })).toBe(false);
});

test('a JSON file of a declared shape has a copy with one record in a line, and the plan for it', async () => {
  const declared = { recordsAt: 'data.items', aroundColumns: ['batch'], emptyArrayAsObject: ['o'] } as const;
  story = new Story([{ sourceId: 'people', format: 'json', optionalFields: [], ...declared }]);
  const file = '{"data":{"items":[{"id":1.50,"o":[]},\n{"id":2}]},"batch":"b"}';
  for (const body of [Buffer.from(file), gzipSync(Buffer.from(`\ufeff${file}`, 'utf16le'))]) {
    const { copy, reading, records, dialect } = await receive(body);
    const stored = story.bucket.find(copy!.key, copy!.version_id)!;
    expect(gunzipSync(stored.body).toString()).toBe('{"batch":"b","id":1.50,"o":{}}\n{"batch":"b","id":2}\n');
    expect(reading).toEqual({ format: 'json', compression: 'gzip', encoding: 'utf-8', mark: 0, start: 0 });
    expect(records).toBe(2);
    expect(dialect).toMatchObject({ format: 'json_document', records_at: 'data.items', around_columns: ['batch'], empty_array_as_object: ['o'] });
  }
});

test('a JSON file that is not of the declared shape is a dead letter that says what it has', async () => {
  story = new Story([{ sourceId: 'people', format: 'json', optionalFields: [], recordsAt: 'items' }]);
  expect(await receive(Buffer.from('{"Items":[{"id":1}],"next":null}'))).toMatchObject({
    state: 'DEAD_LETTERED',
    reason: 'records_not_found',
    fault: { byte_offset: 0, detail: 'expected an array of records at "items", but the top has no "items"; it has "Items" (an array), "next" (null)' },
  });
  expect(copies()).toEqual([]);
});

test('an empty table has an empty copy of its header alone', async () => {
  const { copy } = await receive(Buffer.from('id;name', 'latin1'));
  expect(gunzipSync(story.bucket.find(copy!.key)!.body).toString()).toBe('id;name');
});

test('a lost race does not write the copy again', async () => {
  const raw = story.store(FILE, story.rawKey('file.csv', 'people'));
  const other = story.store(Buffer.from('id;name;more\n1;x;y\n'), story.rawKey('file.csv', 'people'));
  await story.profile(raw, onceBefore(isTransaction, async () => story.profile(other)));
  expect(story.row(raw)).toMatchObject({ state: 'PENDING' });
  // It was judged again: at first it would have made the first version itself.
  expect(story.row(raw)!.registry_version).toBe(story.row(other)!.registry_version);
  expect(copies().filter((key) => key.includes(raw.ingestId))).toEqual([story.row(raw)!.copy!.key]);
});

test('a file that is profiled again has another copy, and the earlier one stays as it is', async () => {
  const raw = story.store(FILE, story.rawKey('file.csv', 'people'));
  await story.profile(raw);
  const first = story.row(raw)!;
  story.tables.put(LEDGER, { ...first, state: 'HELD', reason: 'count_mismatch' });
  story.tables.put(LEDGER, { source_id: 'people', sk: `held#${raw.ingestId}`, reason: 'count_mismatch' });
  const again = await story.receive(FILE, raw.key);
  expect(again.copy!.key).not.toBe(first.copy!.key);
  expect(story.bucket.find(first.copy!.key)!.versionId).toBe(first.copy!.version_id);
});

test('a copy is made of the bytes that were profiled, or not at all', async () => {
  const raw = story.store(FILE, story.rawKey('file.csv', 'people'));
  const other = Buffer.from('id;name\n3;\xe9\n4;\xe8\n', 'latin1');
  const evidence = ({ name, text }: { name: string; text: string }) => name === 'PutObjectCommand' && text.includes('"profiles/');
  await expect(story.profile(raw, onceBefore(evidence, () => story.bucket.replace(raw.key, raw.versionId, other)))).rejects.toThrow('PreconditionFailed');
  expect([story.row(raw), copies()]).toEqual([undefined, []]);
  await story.profile(raw);
  expect(gunzipSync(story.bucket.find(story.row(raw)!.copy!.key)!.body).toString()).toBe('id;name\n3;é\n4;è\n');
});

test('a copy that cannot be written leaves the file unprofiled', async () => {
  const refused: Gate = (client) => {
    const sender = client as unknown as { send: (command: object) => Promise<unknown> };
    const send = sender.send.bind(client);
    sender.send = async (command) => {
      if (command instanceof PutObjectCommand && command.input.Key!.startsWith('reading-copies/')) {
        throw new Error('access denied');
      }
      return send(command);
    };
    return client;
  };
  const raw = story.store(FILE, story.rawKey('file.csv', 'people'));
  await expect(story.profile(raw, refused)).rejects.toThrow('access denied');
  expect(story.row(raw)).toBeUndefined();
  expect(story.rows('attempt#')).toEqual([]);
});
