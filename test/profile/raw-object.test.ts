import { deadLetterKey } from '../../lambda-src/functions/profile/dead-letter-copy';
import { notificationOf, parseNotification, rawObject } from '../../lambda-src/functions/profile/raw-object';
import { TableKey } from '../../src/contract';

const KEY = 'raw/source=orders/date=2026-11-24/01M869380008D3WDDXQHR5M2TF_a b+c%é.json';
const AT = '2026-11-25T10:00:00.000Z';

test('a key of the ingest API contains source, day, id and time of receipt', () => {
  expect(rawObject(KEY, 'v1', AT)).toEqual({
    key: KEY,
    versionId: 'v1',
    sourceId: 'orders',
    ingestId: '01M869380008D3WDDXQHR5M2TF',
    date: '2026-11-24',
    receivedAt: '2026-11-24T08:00:00.000Z',
    lastSegment: '01M869380008D3WDDXQHR5M2TF_a b+c%é.json',
  });
});

test('S3’s form encoding of a key is undone', () => {
  const body = JSON.stringify({ Records: [{ eventTime: AT, s3: { object: { key: 'raw/source%3Dorders/x+y%2Bz%C3%A9.json', versionId: 'v' } } }] });
  expect(parseNotification(body)[0].key).toBe('raw/source=orders/x y+zé.json');
});

test('a message that the sweep puts on the queue is read back as the same object', () => {
  expect(parseNotification(notificationOf(KEY, 'v/1+', AT))).toEqual([rawObject(KEY, 'v/1+', AT)]);
});

test('S3’s test event names no object; other messages and unversioned buckets are errors', () => {
  expect(parseNotification('{"Service":"Amazon S3","Event":"s3:TestEvent"}')).toEqual([]);
  expect(() => parseNotification('{}')).toThrow('no S3 notification');
  expect(() => parseNotification(JSON.stringify({ Records: [{ eventTime: AT, s3: { object: { key: 'raw/x' } } }] }))).toThrow('versioning');
});

test.each([
  ['raw/x.json', TableKey.NO_SOURCE, '2026-11-25'],
  ['raw/source=orders/', 'orders', '2026-11-25'],
  ['raw/source=orders/date=2026-02-30/x', 'orders', '2026-11-25'],
  ['raw/source=orders/date=2026-11-20/x', 'orders', '2026-11-20'],
])('the foreign key %s has source %s, day %s and an id of its own', (key, sourceId, date) => {
  expect(rawObject(key, 'v', AT)).toMatchObject({ sourceId, date, receivedAt: undefined, ingestId: expect.stringMatching(/^[0-9a-f]{32}$/) });
});

describe('the dead-letter key', () => {
  test('keeps the last segment of a raw key', () => {
    expect(deadLetterKey(rawObject(KEY, 'v', AT))).toBe(KEY.replace('raw/', 'dead-letter/'));
  });

  test('differs for two foreign keys with the same name on the same day', () => {
    const [one, other] = ['raw/source=s/a/x', 'raw/source=s/b/x'].map((key) => deadLetterKey(rawObject(key, 'v', AT)));
    expect(one).not.toBe(other);
    expect(one).toMatch(/^dead-letter\/source=s\/date=2026-11-25\/[0-9a-f]{32}_x$/);
  });

  test('stays within S3’s limit even if the raw key uses all of it', () => {
    const key = `raw/source=s/${'x'.repeat(1024 - 'raw/source=s/'.length)}`;
    expect(Buffer.byteLength(deadLetterKey(rawObject(key, 'v', AT)))).toBeLessThanOrEqual(1024);
  });
});
