import { RESERVE_MILLIS } from './time';

/** Something that the sweep does every time. */
export interface Duty {
  readonly name: string;
  /** @param remainingMillis milliseconds until the duty must be done */
  readonly carryOut: (remainingMillis: () => number) => Promise<void>;
}

/**
 * Carries out duties one after the other, each in its share of the time that is left: what one does not need, those after it
 * have; what one would need beyond it waits for the next sweep.
 *
 * @param remainingMillis milliseconds until all must be done
 * @returns what the duties that failed threw; the others were carried out
 */
export async function carryOutInShares(duties: readonly Duty[], remainingMillis: () => number): Promise<unknown[]> {
  const errors: unknown[] = [];
  for (const [i, { name, carryOut }] of duties.entries()) {
    const left = remainingMillis();
    const share = Math.max(0, left - RESERVE_MILLIS) / (duties.length - i);
    try {
      await carryOut(() => remainingMillis() - left + share + RESERVE_MILLIS);
    } catch (error) {
      console.error(`The sweep's duty '${name}' failed; the others go on.`, error);
      errors.push(error);
    }
  }
  return errors;
}
