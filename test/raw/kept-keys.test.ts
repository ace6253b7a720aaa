import { deadLetterKey, evidenceKey, largeMapKey, quarantineKey, readingCopyKey } from '../../lambda-src/core/raw/kept-keys';
import { rawObject } from '../../lambda-src/core/raw/raw-object';

const KEY = 'raw/source=orders/date=2026-11-24/01M869380008D3WDDXQHR5M2TF_a b+c%é.json';
const AT = '2026-11-25T10:00:00.000Z';

test.each([
  ['evidence', evidenceKey(rawObject(KEY, 'v', AT)), 'profiles/source=orders/date=2026-11-24/01M869380008D3WDDXQHR5M2TF.json.gz'],
  ['quarantine', quarantineKey(rawObject(KEY, 'v', AT)), 'quarantine/source=orders/date=2026-11-24/01M869380008D3WDDXQHR5M2TF.ndjson.gz'],
  ['reading copy', readingCopyKey(rawObject(KEY, 'v', AT), 'c1'), 'reading-copies/source=orders/date=2026-11-24/01M869380008D3WDDXQHR5M2TF-c1.gz'],
  ['large map', largeMapKey('orders', '0a'), 'schemas/source=orders/0a.json.gz'],
])('the %s of a file has the key %s', (_, key, expected) => {
  expect(key).toBe(expected);
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
