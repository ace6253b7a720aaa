/**
 * The sources in a turn that differs from run to run: where time runs out, it is not always for the same ones.
 *
 * @param run the name of the run
 */
export function inTurn<S>(run: string, sources: readonly S[]): S[] {
  const first = [...run].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1_000_003, 7) % Math.max(1, sources.length);
  return [...sources.slice(first), ...sources.slice(0, first)];
}
