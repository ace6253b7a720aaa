/** What is kept of the time for a piece of work that has begun. */
export const RESERVE_MILLIS = 30_000;

/**
 * Whether there is time to begin another piece of work.
 *
 * @param remainingMillis milliseconds until the function, or the duty, must be done
 */
export function hasTime({ remainingMillis }: { readonly remainingMillis: () => number }): boolean {
  return remainingMillis() >= RESERVE_MILLIS;
}
