import { type Refining, difference, named, typesOf, whichHave } from './refining';
import type { Settings } from '../trying/change';
import { textOf } from '../trying/sample';

const DAYS = [
  'dd.MM.yyyy', 'd.M.yyyy', 'dd/MM/yyyy', 'd/M/yyyy', 'MM/dd/yyyy', 'M/d/yyyy', 'dd-MM-yyyy', 'MM-dd-yyyy', 'yyyy/MM/dd', 'dd-MMM-yyyy', 'd-MMM-yy',
  'd MMM yyyy', 'MMM d, yyyy', 'MMMM d, yyyy',
];
const CLOCKS = ['', ' HH:mm', ' HH:mm:ss', ' H:mm', ' h:mm a', ' h:mm:ss a'];

const PATTERNS = [
  ...DAYS.flatMap((day) => CLOCKS.map((clock) => day + clock)),
  'yyyy-MM-dd HH:mm', 'yyyy-MM-dd HH:mm:ss,SSS', 'yyyy-MM-dd HH:mm:ssX', "yyyy-MM-dd HH:mm:ss 'UTC'", 'yyyy-MM-dd HH:mm:ss.SSSSSSXXX',
  'yyyy-MM-dd HH:mm:ssXXX', 'yyyy-MM-dd HH:mm:ss Z', "yyyy-MM-dd'T'HH:mm:ss.SSSZ", "yyyy-MM-dd'T'HH:mm:ssZ", "yyyy-MM-dd't'HH:mm:ss'z'",
];

/** Dates and times that are not in ISO 8601. */
export async function times(work: Refining): Promise<void> {
  const certain = new Map<string, string>();
  const unclear = new Map<string, { readonly answers: readonly Settings[]; readonly paths: string[] }>();
  for (const [path, fitting] of await patternsByField(work)) {
    const dayFirst = fitting.find((pattern) => pattern.startsWith('d'));
    const monthFirst = fitting.find((pattern) => /^M+[/-]/.test(pattern));
    if (dayFirst === undefined || monthFirst === undefined) {
      certain.set(path, fitting[0]);
      continue;
    }
    const answers = [dayFirst, monthFirst].map((pattern) => ({ times: { patterns: [pattern] } }));
    const question = unclear.get(dayFirst) ?? { answers, paths: [] as string[] };
    question.paths.push(path);
    unclear.set(dayFirst, question);
  }
  await declare(work, certain);
  for (const { answers, paths } of unclear.values()) {
    work.questions.push({ asks: `${named(paths)}: does the day or the month come first?`, answers });
  }
}

/** The patterns under which all texts of a field are dates or times. */
async function patternsByField(work: Refining): Promise<Map<string, string[]>> {
  const byField = new Map<string, string[]>();
  if (!work.hasTexts() || !work.isCsv()) {
    return byField;
  }
  const before = typesOf(work);
  const texts = work.samples.map((sample) => textOf(sample, work.declared.csv?.encoding));
  const occurs = (pattern: string) => {
    const shape = roughly(pattern);
    return texts.some((text) => shape.test(text));
  };
  for (const pattern of PATTERNS.filter(occurs)) {
    const read = await work.with({ times: { patterns: [pattern] } });
    for (const path of read === undefined ? [] : difference(before, typesOf(read)).gained) {
      byField.set(path, [...byField.get(path) ?? [], pattern]);
    }
  }
  return byField;
}

/** What texts that fit the pattern look like. It only spares the trial of patterns that nothing in a file can fit. */
function roughly(pattern: string): RegExp {
  const pieces = pattern.match(/'[^']*'|([A-Za-z])\1*|[^A-Za-z]/g)!;
  return new RegExp(pieces.map((piece) => {
    switch (piece[0]) {
      case '\'': return piece.slice(1, -1);
      case 'a': return '[AaPp]';
      case 'X': case 'Z': return '[-+Z]';
      case 'M': return piece.length > 2 ? '\\p{L}+' : '\\d+';
      default: return /[A-Za-z]/.test(piece) ? '\\d+' : piece.replace(/[./]/, '\\$&');
    }
  }).join(''), 'u');
}

/** Patterns that could read each other's texts differently are declared for their own fields. */
async function declare(work: Refining, byField: ReadonlyMap<string, string>): Promise<void> {
  if (byField.size === 0) {
    return;
  }
  const fields = Object.fromEntries([...byField].map(([path, pattern]) => [path, { time: { patterns: [pattern] } }]));
  for (const set of [{ times: { patterns: [...new Set(byField.values())] } }, { fields }]) {
    const read = await work.with(set);
    if (read !== undefined) {
      work.take(set, `${whichHave([...byField.keys()])} times that are written this way`, read);
      return;
    }
  }
}
