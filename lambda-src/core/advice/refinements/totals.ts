import { type Refining, difference, typesOf } from './refining';
import { TOTAL, linesOf, textOf } from '../trying/sample';

/** Totals at the end of the file that have as many cells as the rows, but not their types. */
export async function totals(work: Refining): Promise<void> {
  const { declared: { csv = {} }, samples } = work;
  if (!work.isCsv() || csv.footerLines !== undefined || !samples.every(({ isWhole }) => isWhole)) {
    return;
  }
  const counts = new Set(samples.map((sample) => totalsAtEnd(linesOf(textOf(sample, csv.encoding), Infinity).filter((line) => line !== ''))));
  const [footerLines] = counts;
  const set = { csv: { footerLines } };
  const read = counts.size === 1 && footerLines > 0 ? await work.with(set) : undefined;
  if (read !== undefined && difference(typesOf(work), typesOf(read)).gained.length > 0) {
    work.take(set, footerLines === 1 ? 'the last line has a total' : `the last ${footerLines} lines have totals`, read);
  }
}

function totalsAtEnd(lines: readonly string[]): number {
  let at = lines.length;
  while (at > 0 && TOTAL.test(lines[at - 1])) {
    at--;
  }
  return lines.length - at;
}
