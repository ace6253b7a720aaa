import { announcementOf } from '../../lambda-src/core/judging/announcement';
import { crashFault, isBeingRead } from '../../lambda-src/core/judging/expired-attempts';
import { isAsRead, isRecorded } from '../../lambda-src/core/judging/failed-outcome';
import { setAside } from '../../lambda-src/core/judging/set-aside';
import type { FileRow } from '../../lambda-src/core/ledger/file-row';
import { rawObject } from '../../lambda-src/core/raw/raw-object';
import type { FieldDiff } from '../../lambda-src/core/schema/change';
import { TableKey } from '../../src/contract';

const AT = '2026-11-24T08:00:00.000Z';
const raw = rawObject('raw/source=orders/date=2026-11-24/01M869380008D3WDDXQHR5M2TF_a.json', 'v1', AT);

describe('attempts at reading a file', () => {
  test('hold it until they expire', () => {
    expect(isBeingRead(undefined, 0)).toBe(false);
    expect(isBeingRead({ until: AT }, Date.parse(AT))).toBe(true);
    expect(isBeingRead({ until: AT }, Date.parse(AT) + 1)).toBe(false);
  });

  test('of which three died put the blame on the file', () => {
    expect(crashFault(2)).toBeUndefined();
    expect(crashFault(3)).toMatchObject({ reason: 'profiler_crash', detail: '3 attempts at reading the file died' });
  });
});

describe('an outcome whose transaction did not succeed', () => {
  const row = { version_id: 'v1', state: 'HELD' } as FileRow;

  test('is recorded where the row has it', () => {
    expect(isRecorded(row, raw, 'HELD')).toBe(true);
    expect(isRecorded(row, raw, 'PENDING')).toBe(false);
    expect(isRecorded({ ...row, version_id: 'v2' }, raw, 'HELD')).toBe(false);
    expect(isRecorded(undefined, raw, 'HELD')).toBe(false);
  });

  test('is tried again where the row is as it was read', () => {
    expect(isAsRead(row, { state: 'HELD', versionId: 'v1', superseded: [] })).toBe(true);
    expect(isAsRead(row, { state: 'PENDING', versionId: 'v1', superseded: [] })).toBe(false);
    expect(isAsRead(row, undefined)).toBe(false);
    expect(isAsRead(undefined, undefined)).toBe(true);
  });
});

describe('people are told of a drift', () => {
  const diff = (removed: string[], typeChanged: FieldDiff['typeChanged'] = new Map()): FieldDiff => ({ added: [], removed, typeChanged });
  const toText = new Map([['t', { from: 'bigint', to: 'string', class: 'incompatible' } as const]]);

  test('only what no open drift announced', () => {
    expect(announcementOf(diff(['a', 'b']), [diff(['b'])])).toEqual({ removed: ['a'], isRepeat: false });
  });

  test('all of it once more, marked, where open drifts announced it together', () => {
    expect(announcementOf(diff(['a', 'b'], toText), [diff(['b']), diff(['a'], toText)])).toEqual({ removed: ['a', 'b'], isRepeat: true });
  });

  test('as news where a type changed to another one than was announced', () => {
    const toDouble = new Map([['t', { from: 'bigint', to: 'double', class: 'widened' } as const]]);
    expect(announcementOf(diff(['a'], toText), [diff(['a'], toDouble)])).toEqual({ removed: ['a'], isRepeat: false });
  });
});

test('files of sources that are not registered are told of together', () => {
  const row = { state: 'DEAD_LETTERED', reason: 'unregistered_source', profiled_at: AT } as const;
  expect(setAside(new Map([['orders', {}]]), raw, row).sourceId).toBe('orders');
  expect(setAside(new Map(), raw, row)).toEqual({
    sourceId: TableKey.NO_SOURCE, state: 'DEAD_LETTERED', reason: 'unregistered_source', ingestId: raw.ingestId, versionId: 'v1', key: raw.key, at: AT,
  });
});
