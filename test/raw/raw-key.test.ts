import { firstRawKey, nameRawFile, parseRawKey, rawFolder } from '../../lambda-src/core/raw/raw-key';

const NOON = Date.UTC(2026, 10, 24, 12);

test('the key of a received file says its source, its day, its id and its time', () => {
  const { ingestId, key } = nameRawFile('orders', NOON, 'a.json');
  expect(key).toBe(`raw/source=orders/date=2026-11-24/${ingestId}_a.json`);
  expect(parseRawKey(key)).toEqual({
    sourceId: 'orders', date: '2026-11-24', ingestId, receivedAt: '2026-11-24T12:00:00.000Z', lastSegment: `${ingestId}_a.json`,
  });
});

test('a key that the ingest API did not make says what it says', () => {
  expect(parseRawKey('raw/source=orders/by-hand.json')).toEqual({
    sourceId: 'orders', date: undefined, ingestId: undefined, receivedAt: undefined, lastSegment: 'by-hand.json',
  });
});

test('the first key of a time stands between the files before it and the files from then on', () => {
  const first = firstRawKey('orders', NOON);
  expect(first.startsWith(rawFolder('orders'))).toBe(true);
  expect(nameRawFile('orders', NOON - 1, 'z').key < first).toBe(true);
  expect(nameRawFile('orders', NOON, '-').key > first).toBe(true);
});
