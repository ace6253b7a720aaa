/**
 * How many files are read right, by default and with a declaration that is proposed, beside DuckDB's sniffer.
 *
 *   npm run bench -- dialects FOLDER [--json FILE]
 *
 * The folder holds CSV files, and `annotations.json` says how each of them is meant (the format is in `annotations.ts`).
 * `npx tsx test/bench/dialects/public-set.ts` assembles such a folder from public packages, and prints its path.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { showProgress } from '../figures';
import { annotationsOf } from './annotations';
import { duckDb, profiler, toldBy } from './readers';
import { type Reading, type Verdict, verdictOn } from './reading';
import { suggestedFor } from './suggestion';

interface Judged {
  readonly reader: string;
  readonly path: string;
  readonly reading: Reading;
  readonly verdict: Verdict;
}

export async function dialectsBench(options: ReadonlyMap<string, string>, folder: string): Promise<void> {
  const annotations = annotationsOf(folder);
  const readers = [profiler, toldBy(suggestedFor), await duckDb()];
  const judged: Judged[] = [];
  for (const [path, annotation] of annotations) {
    showProgress(path);
    for (const reader of readers) {
      const reading = await reader.read(join(folder, path));
      judged.push({ reader: reader.name, path, reading, verdict: verdictOn(reading, annotation) });
    }
  }
  showProgress();
  const summaries = readers.map(({ name }) => summaryOf(name, judged.filter(({ reader }) => reader === name)));
  console.table(summaries.map(({ reader, files, right, rightButWarned, refused, wrongButWarned, wrong }) => ({
    'reader': reader,
    'files': files,
    'read right': share(right, files),
    'of these warned': rightButWarned,
    'refused': share(refused, files),
    'wrong but warned': share(wrongButWarned, files),
    'silently wrong': share(wrong, files),
  })));
  showCounts('refused because', summaries.map(({ reader, refusals }) => ({ reader, counts: refusals })));
  showCounts('wrong', summaries.map(({ reader, differences }) => ({ reader, counts: differences })));
  for (const { reader, path, verdict } of judged) {
    if (verdict.outcome !== 'right') {
      console.log(`${reader}: ${path}: ${textOf(verdict)}`);
    }
  }
  if (options.has('json')) {
    writeFileSync(options.get('json')!, JSON.stringify({ summaries, files: judged }, undefined, 2));
  }
}

function textOf(verdict: Exclude<Verdict, { outcome: 'right' }>): string {
  return verdict.outcome === 'refused' ? verdict.because : `${verdict.isNamed ? 'wrong but warned' : 'wrong'}: ${verdict.differences.join(', ')}`;
}

function summaryOf(reader: string, judged: readonly Judged[]) {
  const refusals: Record<string, number> = {};
  const differences: Record<string, number> = {};
  const count = { right: 0, rightButWarned: 0, refused: 0, wrongButWarned: 0, wrong: 0 };
  for (const { verdict } of judged) {
    if (verdict.outcome === 'right') {
      count.right++;
      count.rightButWarned += verdict.warnings.length > 0 ? 1 : 0;
    } else if (verdict.outcome === 'refused') {
      count.refused++;
      refusals[verdict.because] = (refusals[verdict.because] ?? 0) + 1;
    } else {
      count[verdict.isNamed ? 'wrongButWarned' : 'wrong']++;
      for (const fact of verdict.differences) {
        differences[fact] = (differences[fact] ?? 0) + 1;
      }
    }
  }
  return { reader, files: judged.length, ...count, refusals, differences };
}

function showCounts(of: string, readers: readonly { readonly reader: string; readonly counts: Readonly<Record<string, number>> }[]): void {
  const rows = readers.flatMap(({ reader, counts }) => Object.entries(counts).map(([name, files]) => ({ reader, [of]: name, files })));
  if (rows.length > 0) {
    console.table(rows);
  }
}

const share = (some: number, all: number) => `${some} (${(100 * some / all).toFixed(1)} %)`;
