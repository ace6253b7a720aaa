import { covers, replacedBytes, standingByRow } from '../../lambda-src/core/judging/standing';
import type { FileRow } from '../../lambda-src/core/ledger/file-row';
import { rawObject } from '../../lambda-src/core/raw/raw-object';

const KEY = 'raw/source=orders/date=2026-11-24/01M869380008D3WDDXQHR5M2TF_a.csv';
const AT = '2026-11-24T08:00:00.000Z';
const raw = rawObject(KEY, 'v2', AT);

const row = (attributes: Partial<FileRow>) => ({ key: KEY, version_id: 'v1', state: 'PENDING', stored_at: AT, ...attributes }) as FileRow;

test('a file without a row is to be profiled', () => {
  expect(standingByRow(undefined, raw)).toEqual({ kind: 'open' });
});

test('a row of another key says nothing of the file', () => {
  expect(standingByRow(row({ key: `${KEY}x` }), raw)).toEqual({ kind: 'other_key' });
  expect(covers(row({ key: `${KEY}x`, version_id: 'v2' }), raw)).toBe(false);
});

test.each([
  ['PENDING', undefined], ['PROMOTED', undefined], ['REJECTED', undefined], ['DEAD_LETTERED', 'empty_file'], ['HELD', 'no_column'],
] as const)('a file that is %s (%s) is settled', (state, reason) => {
  const own = row({ version_id: 'v2', state, reason });
  expect(standingByRow(own, raw)).toEqual({ kind: 'settled', row: own });
  expect(covers(own, raw)).toBe(true);
});

test('bytes that others have replaced are settled', () => {
  const newer = row({ version_id: 'v3', superseded: ['v1', 'v2'] });
  expect(standingByRow(newer, raw)).toEqual({ kind: 'settled' });
  expect(covers(newer, raw)).toBe(true);
});

test('bytes that the row does not name are other bytes', () => {
  const other = row({});
  expect(standingByRow(other, raw)).toEqual({ kind: 'other_bytes', row: other });
  expect(covers(other, raw)).toBe(false);
});

describe('bytes take the place of others', () => {
  test.each(['HELD', 'DEAD_LETTERED'] as const)('that are %s and no newer', (state) => {
    const other = row({ state, superseded: ['v0'] });
    expect(replacedBytes(other, AT)).toEqual({ state, versionId: 'v1', superseded: ['v0', 'v1'] });
    expect(replacedBytes(other, '2026-11-24T07:59:59.000Z')).toBeUndefined();
  });

  test.each(['PENDING', 'PROMOTED', 'REJECTED'] as const)('but never of bytes that are %s', (state) => {
    expect(replacedBytes(row({ state }), '2026-11-25T08:00:00.000Z')).toBeUndefined();
  });
});
