import type { Refining } from './refining';
import { type Margin, footer, preamble } from '../trying/margin';
import { COMMENT_PREFIXES, linesOf, textOf } from '../trying/sample';

/** Lines around the table that the reader found by itself. Once they are declared, they are not searched for in each file. */
export async function margins(work: Refining): Promise<void> {
  const before = common(work, 'preambleLines');
  if (before > 0) {
    const comment = prefixOf(work, before);
    if (comment === undefined || !await declare(work, { set: { csv: { comment } }, because: `the lines before the table begin with ${comment}` })) {
      await declare(work, preamble(before));
    }
  }
  const after = common(work, 'footerLines');
  // The last lines of a part of a file are not those of the file.
  if (after > 0 && work.samples.every(({ isWhole }) => isWhole)) {
    await declare(work, footer(after));
  }
}

type Where = 'preambleLines' | 'footerLines';

/** How many such lines were found in each file; 0 if not in all of them the same number. */
function common({ profiles }: Refining, where: Where): number {
  const counts = new Set(profiles.map(({ found }) => found?.[where] ?? 0));
  return counts.size === 1 ? [...counts][0] : 0;
}

/** Characters with which all lines before the table begin. */
function prefixOf({ samples, declared }: Refining, lines: number): string | undefined {
  const all = samples.flatMap((sample) => linesOf(textOf(sample, declared.csv?.encoding), lines)).filter((line) => line !== '');
  return COMMENT_PREFIXES.find((prefix) => all.every((line) => line.startsWith(prefix)));
}

/** @returns whether the samples have the same records under it. */
async function declare(work: Refining, { set, because }: Margin): Promise<boolean> {
  const read = await work.with(set);
  const isSame = read?.profiles.every(({ records, columns }, i) => (
    records === work.profiles[i].records && columns!.join('\n') === work.profiles[i].columns!.join('\n')
  ));
  if (isSame !== true) {
    return false;
  }
  work.take(set, because, read!);
  return true;
}
