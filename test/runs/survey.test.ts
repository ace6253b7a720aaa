import { blockedSources, isAnyPromotable, whyNothing, type SourceSurvey } from '../../lambda-src/core/runs/survey';

const NOTHING: SourceSurvey = { isBlocked: false, isPromotable: false, hasRejected: false };

test('one promotable source is enough for a run', () => {
  expect(isAnyPromotable(new Map([['a', NOTHING], ['b', { ...NOTHING, isPromotable: true }]]))).toBe(true);
  expect(isAnyPromotable(new Map([['a', NOTHING], ['b', { ...NOTHING, isBlocked: true }]]))).toBe(false);
});

test('a run that does nothing says why, and names the sources in order', () => {
  const surveys = new Map([
    ['b', { ...NOTHING, isBlocked: true }], ['a', { ...NOTHING, isBlocked: true }], ['c', NOTHING], ['d', { ...NOTHING, hasRejected: true }],
  ]);
  expect(blockedSources(surveys)).toEqual(['a', 'b']);
  expect(whyNothing(surveys)).toBe('nothing to promote; blocked: a, b; rejected files are still being taken out: d');
  expect(whyNothing(new Map([['c', NOTHING]]))).toBe('nothing to promote');
});
