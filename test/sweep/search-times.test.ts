import { isDue, lastTurnOf, overdueMillis } from '../../lambda-src/core/sweep/search-times';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-11-24T12:00:00.000Z');
const at = (hours: number) => new Date(NOON + hours * HOUR).toISOString();

test('a search that never had a turn is due, and not late', () => {
  expect(isDue({ every: HOUR }, undefined, NOON)).toBe(true);
  expect(lastTurnOf(undefined)).toBe(0);
  expect(overdueMillis({ every: HOUR }, undefined, NOON)).toBe(0);
});

test('a search under way is due, and is late from its next start on', () => {
  const last = { started_at: at(-3), served_at: at(-1), done: false };
  expect(isDue({ every: 2 * HOUR }, last, NOON)).toBe(true);
  expect(lastTurnOf(last)).toBe(NOON - HOUR);
  expect(overdueMillis({ every: 2 * HOUR }, last, NOON)).toBe(HOUR);
});

test('a search at its end is due when its time has come, and is late by the time since', () => {
  const last = { started_at: at(-3), served_at: at(-2), done: true };
  expect(isDue({ every: 4 * HOUR }, last, NOON)).toBe(false);
  expect(overdueMillis({ every: 4 * HOUR }, last, NOON)).toBe(-HOUR);
  expect(isDue({ every: 3 * HOUR }, last, NOON)).toBe(true);
  expect(overdueMillis({ every: HOUR }, last, NOON)).toBe(2 * HOUR);
});

test('a search that goes by numbers is due where its number is another, and is late only under way', () => {
  const last = { started_at: at(-3), served_at: at(-2), done: true, of: 7 };
  expect(isDue({ every: HOUR, of: 7 }, last, NOON)).toBe(false);
  expect(isDue({ every: HOUR, of: 8 }, last, NOON)).toBe(true);
  expect(overdueMillis({ every: HOUR, of: 8 }, last, NOON)).toBe(0);
});

test('a start in the future is started again', () => {
  expect(isDue({ every: HOUR }, { started_at: at(24), served_at: at(24), done: true }, NOON)).toBe(true);
});
