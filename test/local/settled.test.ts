import { filesWithoutRow, undecided } from '../../local/settled';

const file = (versionId: string, key = 'raw/source=orders/a') => ({ source: 'orders', key, versionId });

describe('files without a ledger row', () => {
  test('a file is known by key and version, not by its key alone', () => {
    expect(filesWithoutRow([file('v1'), file('v2')], [{ key: 'raw/source=orders/a', version_id: 'v1' }])).toEqual([file('v2')]);
  });

  test('a version that a row has replaced is known', () => {
    expect(filesWithoutRow([file('v1')], [{ key: 'raw/source=orders/a', version_id: 'v2', superseded: ['v1'] }])).toEqual([]);
  });
});

describe('undecided statuses', () => {
  const head = { sk: 'head', active: 'version#2', open: ['version#3'] };
  const versions = (one: string, two: string, three: string) =>
    [head, { sk: 'version#1', status: one }, { sk: 'version#2', status: two }, { sk: 'version#3', status: three }];

  test('statuses that head accounts for are decided', () => {
    expect(undecided(versions('DEPRECATED', 'ACTIVE', 'BREAKING'))).toEqual([]);
  });

  test.each([
    ['an open version set ACTIVE', versions('DEPRECATED', 'ACTIVE', 'ACTIVE'), ['version#3']],
    ['an open version set DEPRECATED', versions('DEPRECATED', 'ACTIVE', 'DEPRECATED'), ['version#3']],
    ['the active version set DEPRECATED', versions('DEPRECATED', 'DEPRECATED', 'BREAKING'), ['version#2']],
    ['an old version set ACTIVE', versions('ACTIVE', 'ACTIVE', 'BREAKING'), ['version#1']],
  ])('%s waits for its decision', (_, items, expected) => {
    expect(undecided(items)).toEqual(expected);
  });
});
