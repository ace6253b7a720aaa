/** When the searches of the sweep are due, and by how much they are late. */

/** How often a search is carried out. */
export interface Rhythm {
  /** Milliseconds from one start to the next; 0: it starts in every sweep. */
  readonly every: number;
  /** It starts where this is not the number of the last search that ended, and `every` does not count. */
  readonly of?: number;
}

/** What of a search's progress tells when its next turn is due. */
export interface LastTurn {
  /** ISO time. */
  readonly started_at: string;
  /** ISO time of its last turn. */
  readonly served_at: string;
  readonly done: boolean;
  /** The number of what the last search that ended had searched for. */
  readonly of?: number;
}

/**
 * Whether a search goes on, or starts again.
 *
 * @param last undefined where it never had a turn, or only turns of which nothing needed to be kept
 * @param now milliseconds since 1970
 */
export function isDue({ every, of }: Rhythm, last: LastTurn | undefined, now: number): boolean {
  if (last === undefined || !last.done) {
    return true;
  }
  const age = now - Date.parse(last.started_at);
  // A start in the future is a clock's fault.
  return of === undefined ? age >= every || age < 0 : last.of !== of;
}

/** Milliseconds since 1970; 0 where it never had a turn, or only turns of which nothing needed to be kept. */
export function lastTurnOf(last: LastTurn | undefined): number {
  return last === undefined ? 0 : Date.parse(last.served_at);
}

/**
 * By how many milliseconds a search is late: past the time when its next start is due, at its end or waiting to start. Less than 0
 * where it has time.
 */
export function overdueMillis({ every, of }: Rhythm, last: LastTurn | undefined, now: number): number {
  // One that goes by numbers is not known to be wanted before it starts.
  if (last === undefined || (last.done && of !== undefined)) {
    return 0;
  }
  const next = Date.parse(last.started_at) + every;
  return now - (last.done ? Math.max(next, Date.parse(last.served_at)) : next);
}
