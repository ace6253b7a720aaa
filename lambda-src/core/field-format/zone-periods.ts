/** The offsets of a time zone from UTC, as the runtime's own time zone data has them. */

/** From a second since 1970 on, clocks are so many seconds ahead of UTC. */
export interface ZonePeriod {
  readonly from: number;
  readonly offset: number;
}

export interface ZonePeriods {
  /** In order. The first one begins before all times. */
  readonly periods: readonly ZonePeriod[];
  /** Whether every year after the last listed one is like a listed year that has the same weekdays. */
  readonly isEndless: boolean;
}

/** Before the year 1. */
const BEGINNING = -100_000_000_000;

/** No zone changed its clocks before. */
const FIRST_YEAR = 1840;

/**
 * In the 28 years that end here, and in all later ones, nearly all zones keep the same rules, so the years repeat. `scanner/field-format/zone.ts` has the
 * same numbers.
 */
const LAST_LISTED_YEAR = 2065;
const YEARS_OF_CYCLE = 28;

/** No two changes of one zone are nearer to each other than this, except for some that undo each other within it. */
const STEP_SECONDS = 10 * 86_400;

const known = new Map<string, ZonePeriods>();

/** @param zone an offset such as `+02:00`, or a name that the runtime knows. */
export function zonePeriods(zone: string): ZonePeriods {
  const periods = known.get(zone) ?? (/^[+-]/.test(zone) ? fixed(zone) : named(zone));
  known.set(zone, periods);
  return periods;
}

function fixed(zone: string): ZonePeriods {
  const [hours, minutes] = zone.slice(1).split(':').map(Number);
  return { periods: [{ from: BEGINNING, offset: (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60 }], isEndless: true };
}

function named(zone: string): ZonePeriods {
  const offsetAt = offsetsOf(zone);
  const listed = changes(offsetAt, secondsOf(FIRST_YEAR), secondsOf(LAST_LISTED_YEAR + 1));
  const later = changes(offsetAt, secondsOf(LAST_LISTED_YEAR + 1), secondsOf(LAST_LISTED_YEAR + 1 + YEARS_OF_CYCLE));
  return { periods: [{ from: BEGINNING, offset: offsetAt(secondsOf(FIRST_YEAR)) }, ...listed], isEndless: isRepeated(listed, later) };
}

function secondsOf(year: number): number {
  return Date.UTC(year, 0, 1) / 1000;
}

/** The offset at a second since 1970. */
function offsetsOf(zone: string): (seconds: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  });
  return (seconds) => {
    const [month, day, year, hour, minute, second] = format.format(seconds * 1000).match(/\d+/g)!.map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - seconds;
  };
}

function changes(offsetAt: (seconds: number) => number, start: number, end: number): ZonePeriod[] {
  const found: ZonePeriod[] = [];
  let before = offsetAt(start);
  for (let at = start; at < end; at += STEP_SECONDS) {
    const next = Math.min(at + STEP_SECONDS, end);
    const offset = offsetAt(next);
    if (offset === before) {
      continue;
    }
    // The first second with another offset.
    let [low, high] = [at, next];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle) === before) {
        low = middle;
      } else {
        high = middle;
      }
    }
    found.push({ from: high, offset });
    before = offset;
  }
  return found;
}

/** Whether each later year has the changes of its listed twin. */
function isRepeated(listed: readonly ZonePeriod[], later: readonly ZonePeriod[]): boolean {
  const inYear = (all: readonly ZonePeriod[], year: number) => JSON.stringify(
    all.filter(({ from }) => from >= secondsOf(year) && from < secondsOf(year + 1)).map(({ from, offset }) => [from - secondsOf(year), offset]),
  );
  return Array.from({ length: YEARS_OF_CYCLE }, (_, i) => LAST_LISTED_YEAR + 1 + i)
    .every((year) => inYear(later, year) === inYear(listed, twinOf(year)));
}

/** The last listed year with the same weekdays. */
function twinOf(year: number): number {
  const isTwin = (other: number) => (secondsOf(year) - secondsOf(other)) / 86_400 % 7 === 0
    && secondsOf(year + 1) - secondsOf(year) === secondsOf(other + 1) - secondsOf(other);
  let twin = LAST_LISTED_YEAR;
  while (!isTwin(twin)) {
    twin--;
  }
  return twin;
}
