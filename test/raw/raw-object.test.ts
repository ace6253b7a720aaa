import { ulid } from 'ulid';
import { believed, rawObject } from '../../lambda-src/core/raw/raw-object';
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

test.each([
  ['raw/x.json', TableKey.NO_SOURCE, '2026-11-25'],
  ['raw/source=orders/', 'orders', '2026-11-25'],
  ['raw/source=orders/date=2026-02-30/x', 'orders', '2026-11-25'],
  ['raw/source=orders/date=2026-11-20/x', 'orders', '2026-11-20'],
])('the foreign key %s has source %s, day %s and an id of its own', (key, sourceId, date) => {
  expect(rawObject(key, 'v', AT)).toMatchObject({ sourceId, date, receivedAt: undefined, ingestId: expect.stringMatching(/^[0-9a-f]{32}$/) });
});

test('the time in an id is believed up to the end of the second in which the bytes were stored', () => {
  const at = (time: string) => rawObject(`raw/source=orders/date=${time.slice(0, 10)}/${ulid(Date.parse(time))}_f`, 'v', time);
  const stored = '2026-11-24T08:00:00.000Z';
  expect(believed(at('2026-11-24T07:59:59.123Z'), stored).receivedAt).toBe('2026-11-24T07:59:59.123Z');
  expect(believed(at('2026-11-24T08:00:00.700Z'), stored).receivedAt).toBe('2026-11-24T08:00:00.700Z');
  expect(believed(at('2026-11-24T08:00:01.000Z'), stored).receivedAt).toBe('2026-11-24T08:00:00.999Z');
  expect(believed(at('2030-01-01T00:00:00.000Z'), stored).receivedAt).toBe('2026-11-24T08:00:00.999Z');
});
