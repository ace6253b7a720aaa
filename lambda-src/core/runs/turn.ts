/**
 * The sources in an order that differs from run to run, so that the same sources do not miss their turn in every run.
 *
 * @param run the name of the run
 */
export function inTurn<S>(run: string, sources: readonly S[]): S[] {
  const first = [...run].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1_000_003, 7) % Math.max(1, sources.length);
  return [...sources.slice(first), ...sources.slice(0, first)];
}
