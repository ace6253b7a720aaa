// Times without an offset, in a zone. A zone is a list of periods: from when on, and with which offset from UTC.

import { daysSince1970 } from '../common/dates';
import { FieldFormat, isEndless, PERIOD_BYTES } from './field-format';

/** Years up to this one have periods of their own. Later years are like an earlier year with the same weekdays. */
const LAST_LISTED_YEAR: u32 = 2065;
const YEARS_OF_CYCLE: u32 = 28;

/** The offset, in seconds, of the last time that exists exactly once. */
export let zoneOffset: i64 = 0;

/**
 * Finds the offset of a time in the zone.
 *
 * @param seconds since 1970, as if it were UTC
 * @returns false if clocks never showed the time, or showed it twice
 */
export function findOffset(format: FieldFormat, seconds: i64, year: u32): bool {
  if (!format.periodCount) {
    zoneOffset = 0;
    return true;
  }
  if (year > LAST_LISTED_YEAR) {
    if (!isEndless(format)) return false;
    seconds += <i64>86400 * daysToTwin(year);
  }
  // The last period that begins by then, if the time is in UTC. Clocks differ from that by less than the periods next to it last.
  let low: u32 = 0;
  let high = format.periodCount;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (load<i64>(format.periods + PERIOD_BYTES * middle) <= seconds) low = middle;
    else high = middle;
  }
  let found = 0;
  for (let i = low > 1 ? low - 2 : 0; i < format.periodCount && i <= low + 2; i++) {
    const period = format.periods + PERIOD_BYTES * i;
    const offset = load<i64>(period, 8);
    const utc = seconds - offset;
    if (utc < load<i64>(period) || (i + 1 < format.periodCount && utc >= load<i64>(period, <usize>PERIOD_BYTES))) continue;
    zoneOffset = offset;
    found++;
  }
  return found == 1;
}

/** How many days before the year there is a listed one with the same weekdays, as a negative number. */
function daysToTwin(year: u32): i32 {
  const first = daysSince1970(year, 1, 1);
  const length = daysSince1970(year + 1, 1, 1) - first;
  for (let twin = LAST_LISTED_YEAR; twin > LAST_LISTED_YEAR - YEARS_OF_CYCLE; twin--) {
    const distance = daysSince1970(twin, 1, 1) - first;
    if (distance % 7 == 0 && daysSince1970(twin + 1, 1, 1) - daysSince1970(twin, 1, 1) == length) return distance;
  }
  return unreachable();
}
