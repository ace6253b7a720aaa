/** When the searches of the sweep are due, and by how much they are late. */

/** How often a search is carried out. */
export interface Rhythm {
  /** Milliseconds from one start to the next; 0: it starts in every sweep. */
  readonly every: number;
  /** For a numbered search: the number that is wanted. It starts if the last search that ended has another number, and `every` does not count. */
  readonly of?: number;
}

/** The part of a search's progress that tells when its next turn is due. */
export interface LastTurn {
  /** ISO time. */
  readonly started_at: string;
  /** ISO time of its last turn. */
  readonly served_at: string;
  readonly done: boolean;
  /** The number of the last search that ended. */
  readonly of?: number;
}

/**
 * Whether a search goes on, or starts again.
 *
 * @param last undefined if it never had a turn, or if none of its turns left anything to keep
 * @param now milliseconds since 1970
 */
export function isDue({ every, of }: Rhythm, last: LastTurn | undefined, now: number): boolean {
  if (last === undefined || !last.done) {
    return true;
  }
  const age = now - Date.parse(last.started_at);
  // A start in the future comes from a wrong clock.
  return of === undefined ? age >= every || age < 0 : last.of !== of;
}

/** Milliseconds since 1970; 0 if it never had a turn, or if none of its turns left anything to keep. */
export function lastTurnOf(last: LastTurn | undefined): number {
  return last === undefined ? 0 : Date.parse(last.served_at);
}

/**
 * By how many milliseconds a search is late. It is late if its next start is due, and it has not ended yet or still waits to start.
 * Less than 0 if it has time left.
 */
export function overdueMillis({ every, of }: Rhythm, last: LastTurn | undefined, now: number): number {
  // Until a numbered search starts, nothing tells since when it has been wanted.
  if (last === undefined || (last.done && of !== undefined)) {
    return 0;
  }
  const next = Date.parse(last.started_at) + every;
  return now - (last.done ? Math.max(next, Date.parse(last.served_at)) : next);
}
