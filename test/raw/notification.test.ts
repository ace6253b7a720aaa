import { notificationOf, parseNotification } from '../../lambda-src/core/raw/notification';
import { rawObject } from '../../lambda-src/core/raw/raw-object';

const KEY = 'raw/source=orders/date=2026-11-24/01M869380008D3WDDXQHR5M2TF_a b+c%é.json';
const AT = '2026-11-25T10:00:00.000Z';

test('S3’s form encoding of a key is undone', () => {
  const body = JSON.stringify({ Records: [{ eventTime: AT, s3: { object: { key: 'raw/source%3Dorders/x+y%2Bz%C3%A9.json', versionId: 'v' } } }] });
  expect(parseNotification(body)[0].key).toBe('raw/source=orders/x y+zé.json');
});

test('a message that the sweep puts on the queue is read back as the same object', () => {
  expect(parseNotification(notificationOf(KEY, 'v/1+', AT))).toEqual([rawObject(KEY, 'v/1+', AT)]);
});

test('S3’s test event names no object; other messages and unversioned buckets are errors', () => {
  expect(parseNotification('{"Service":"Amazon S3","Event":"s3:TestEvent"}')).toEqual([]);
  expect(() => parseNotification('{}')).toThrow('not an S3 notification');
  expect(() => parseNotification(JSON.stringify({ Records: [{ eventTime: AT, s3: { object: { key: 'raw/x' } } }] }))).toThrow('versioning');
});
