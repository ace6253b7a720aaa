import { gunzipSync } from 'node:zlib';
import { ReadingTime } from '../../lambda-src/functions/profile/reading-time';
import type { SourceConfig } from '../../src/source-config';
import { Story } from '../support/story';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const orders = (more: Partial<SourceConfig>): Story => new Story([{ sourceId: 'orders', format: 'json', optionalFields: [], ...more }]);

describe('what the source declares about its files', () => {
  test('applies to the profile, the plan and the row', async () => {
    const story = orders({ format: 'csv', csv: { delimiter: ';', columnNames: ['id', 'at'], encoding: 'latin1', footerLines: 1 }, nullMarkers: ['-'], typeHints: { id: 'string' } });
    const row = await story.receive(Buffer.from('007;2024-01-02\nM\xfcller;-\nTotal\n', 'latin1'));
    expect(row).toMatchObject({
      records: 2,
      dialect: { format: 'csv', delimiter: ';', encoding: 'windows-1252', header: 'none', footer_lines: 1, null_markers: ['-'] },
    });
    expect(row.reading).toEqual({
      format: 'csv', compression: 'gzip', encoding: 'utf-8', mark: 0, start: 0, end: 25, delimiter: ';', columns: ['id', 'at'], null_markers: ['-'],
    });
    expect(await story.fieldsOf('ACTIVE')).toEqual({ id: 'string', at: 'date' });
  });

  test('keeps a map a map, however many names its files have', async () => {
    const story = orders({ typeHints: { labels: 'map' } });
    await story.receive('{"labels":{"a":1}}');
    await story.receive('{"labels":{"b":2,"c":3}}');
    expect(await story.fieldsOf('ACTIVE')).toEqual({ 'labels': 'map', 'labels{}': 'bigint' });
    expect(story.versions()).toHaveLength(1);
  });

  test('keeps a struct a struct, even with many rare names', async () => {
    const file = Array.from({ length: 100 }, (_, i) => `{"m":{"k${i}":1}}`).join('\n');
    const undeclared = orders({});
    await undeclared.receive(file);
    expect(await undeclared.fieldsOf('ACTIVE')).toEqual({ 'm': 'map', 'm{}': 'bigint' });
    const declared = orders({ typeHints: { m: 'struct' } });
    await declared.receive(file);
    expect(await declared.fieldsOf('ACTIVE')).toMatchObject({ 'm': 'struct', 'm.k99': 'bigint' });
    const later = orders({ typeHints: { m: 'struct' } });
    await later.receive('{"a":1}');
    await later.receive(file.replace('{"m"', '{"a":1,"m"'));
    expect(await later.fieldsOf('ACTIVE')).toMatchObject({ 'a': 'bigint', 'm': 'struct', 'm.k99': 'bigint' });
  });

  test('makes a value that contradicts a hint a change that a person decides', async () => {
    const story = orders({ typeHints: { at: 'timestamp' } });
    await story.receive('{"at":"2024-01-02T03:04:05Z"}');
    await story.receive('{"at":"soon"}');
    expect(story.version('BREAKING').status).toBe('BREAKING');
    expect((await story.deps().registry.diff(story.version('BREAKING'))).typeChanged.get('at')).toMatchObject({ from: 'timestamp', to: 'json' });
  });
});

describe('bad records', () => {
  const file = '{"a":1}\n{"a":}\n{"a":2}\n';

  test('are in the quarantine with number, reason and text before their file is accepted', async () => {
    const story = orders({ maxBadRecordRatio: 0.4 });
    const row = await story.receive(file);
    expect(row).toMatchObject({ state: 'PENDING', records: 2, bad_records: 1 });
    const kept = gunzipSync(story.bucket.find(`quarantine/source=orders/date=2026-11-24/${row.ingest_id}.ndjson.gz`)!.body).toString();
    expect(JSON.parse(kept)).toEqual({ number: 2, reason: 'malformed_json', detail: expect.stringContaining('expected a value'), raw: '{"a":}' });
  });

  test('make the file a dead letter if the source does not allow so many, and are then not in the quarantine', async () => {
    const story = orders({ maxBadRecordRatio: 0.1 });
    expect(await story.receive(file)).toMatchObject({ state: 'DEAD_LETTERED', reason: 'bad_record_ratio', fault: { record: 2 } });
    expect(story.bucket.keys('quarantine/')).toEqual([]);
  });

  test('leave no quarantine if there are none', async () => {
    const story = orders({ maxBadRecordRatio: 0.1 });
    expect(await story.receive('{"a":1}')).not.toHaveProperty('bad_records');
    expect(story.bucket.keys('quarantine/')).toEqual([]);
  });
});

describe('a file that takes too long', () => {
  /** The remaining time at each look at the clock. */
  const slow = (remaining: readonly number[]): Story => {
    const story = orders({});
    let asked = 0;
    Object.defineProperty(story, 'remainingMillis', { get: () => remaining[Math.min(asked++, remaining.length - 1)] });
    return story;
  };

  test('to be profiled is a dead letter with that reason, and leaves no profile', async () => {
    const story = slow([900_000, 900_000, 119_999]);
    expect(await story.receive('{"a":1}')).toMatchObject({ state: 'DEAD_LETTERED', reason: 'time_exceeded' });
    expect([story.bucket.keys('profiles/'), story.versions()]).toEqual([[], []]);
  });

  test('to be copied is a dead letter too, and makes no version', async () => {
    const story = slow([900_000, 900_000, 500_000, 119_999]);
    expect(await story.receive('[{"a":1}]')).toMatchObject({ state: 'DEAD_LETTERED', reason: 'time_exceeded' });
    expect(story.versions()).toEqual([]);
    expect(story.rows('pending#')).toEqual([]);
  });

  test('because something else took the time is tried again', async () => {
    const story = slow([900_000, 449_999]);
    await expect(story.receive('{"a":1}')).rejects.toThrow('tried again with all of them');
    expect(story.files()).toEqual([]);
  });
});

test('the time is checked between the pieces of a file, and their source is closed', async () => {
  let [left, closed] = [900_000, false];
  const time = new ReadingTime(() => left);
  async function* pieces() {
    try {
      for (;;) {
        yield Buffer.from('x');
        left -= 100_000;
      }
    } finally {
      closed = true;
    }
  }
  let count = 0;
  await expect((async () => {
    for await (const _ of time.within(pieces())) {
      count++;
    }
  })()).rejects.toMatchObject({ reason: 'time_exceeded', detail: 'the file could not be read within 780 seconds; split it into several files' });
  expect([count, closed]).toEqual([8, true]);
});
