/**
 * Builds each mutant of the scanners, and runs the fuzz tests on it.
 *
 *   npx tsx test/scanner/run-mutants.ts [word…]      only mutants whose file or bug has one of the words
 *
 * Exits with 1 unless every mutant is caught.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { MUTANTS, type Mutant } from './mutants';
import { FILLING_MUTANTS } from '../filling/mutants';

const ROOT = join(__dirname, '..', '..');
const SCANNER = join(ROOT, 'lambda-src', 'core', 'scanner');
const CASES = 4_000;
const SEED = 4711;

/** A mutant that makes a scanner loop is caught too. */
const MAX_MILLIS = 180_000;

/** A set of scanners, with the fuzz tests that compare them with a plain reader. */
interface Subject {
  readonly mutants: readonly Mutant[];
  /** The file that has the compiled scanners. */
  readonly embedded: RegExp;
  /** The content of that file. */
  embed(formats: readonly Format[], compiled: (format: Format, variant: Variant) => Promise<string>): Promise<string>;
  /** The program that fuzzes the scanners of these formats. */
  program(formats: readonly Format[]): string;
}

type Format = 'json' | 'csv';
type Variant = 'plain' | 'sketching' | 'filling';

const SUBJECTS: readonly Subject[] = [{
  mutants: MUTANTS,
  embedded: /scanner-module\.ts$/,
  async embed(formats, compiled) {
    const scanners = async (format: Format) => JSON.stringify(formats.includes(format)
      ? { plain: await compiled(format, 'plain'), sketching: await compiled(format, 'sketching') } : {});
    return `export const JSON_SCANNERS = ${await scanners('json')}; export const CSV_SCANNERS = ${await scanners('csv')};`;
  },
  program: (formats) => 'const { fuzzJson, fuzzCsv } = require(\'./test/scanner/support/fuzz\');\n'
    + formats.map((format) => `${format === 'json' ? 'fuzzJson' : 'fuzzCsv'}(${CASES}, ${SEED});`).join('\n'),
}, {
  mutants: FILLING_MUTANTS,
  embedded: /filling-module\.ts$/,
  async embed(formats, compiled) {
    const modules = await Promise.all(formats.map(async (format) => [format, await compiled(format, 'filling')]));
    return `export const FILLING_MODULES = ${JSON.stringify(Object.fromEntries(modules))};`;
  },
  program: (formats) => 'const { fuzzFilling } = require(\'./test/filling/support/fuzz\');\n'
    + formats.map((format) => `fuzzFilling('${format}', ${CASES}, ${SEED}).catch(() => process.exit(1));`).join('\n'),
}];

async function main(words: readonly string[]): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  let [caught, all] = [0, 0];
  try {
    for (const subject of SUBJECTS) {
      const chosen = subject.mutants.filter((mutant) => words.length === 0 || words.some((word) => `${mutant.file} ${mutant.bug}`.includes(word)));
      all += chosen.length;
      caught += await caughtOf(subject, chosen, join(folder, 'fuzz.js'));
    }
    console.log(`${caught} of ${all} mutants caught`);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return caught === all;
}

/** How many of the mutants are caught. */
async function caughtOf(subject: Subject, mutants: readonly Mutant[], bundle: string): Promise<number> {
  mutants.forEach(assertApplies);
  if (mutants.length > 0 && !await passes(subject, undefined, bundle)) {
    throw new Error('The fuzz tests fail on the scanners as they are; fix that first');
  }
  let caught = 0;
  for (const mutant of mutants) {
    const isCaught = !await passes(subject, mutant, bundle);
    caught += isCaught ? 1 : 0;
    console.log(`${isCaught ? 'caught  ' : 'SURVIVED'}  ${mutant.file}: ${mutant.bug}`);
  }
  return caught;
}

function assertApplies({ file, find }: Mutant): void {
  if (readFileSync(join(SCANNER, file), 'utf8').split(find).length === 2) {
    return;
  }
  throw new Error(`${file}: expected exactly one ${JSON.stringify(find)}; correct the mutant`);
}

/** Whether the fuzz tests pass on the mutant, or on the scanners as they are. */
async function passes(subject: Subject, mutant: Mutant | undefined, bundle: string): Promise<boolean> {
  const { compile } = await import('../../lambda-src/core/scanner/build.mjs');
  const read = (path: string) => {
    const source = readFileSync(path, 'utf8');
    if (mutant === undefined || path !== join(SCANNER, mutant.file)) {
      return source;
    }
    return source.replace(mutant.find, () => mutant.replace);
  };
  const formats = (['json', 'csv'] as const).filter((format) => !/^(json|csv)\//.test(mutant?.file ?? '') || mutant!.file.startsWith(format));
  const contents = await subject.embed(formats, async (format, variant) => Buffer.from(await compile(format, variant, read)).toString('base64'));
  await build({
    stdin: { contents: subject.program(formats), resolveDir: ROOT },
    bundle: true,
    platform: 'node',
    outfile: bundle,
    logLevel: 'error',
    plugins: [{ name: 'mutated scanners', setup: ({ onLoad }) => onLoad({ filter: subject.embedded }, () => ({ contents })) }],
  });
  return spawnSync(process.execPath, [bundle], { timeout: MAX_MILLIS, stdio: 'ignore' }).status === 0;
}

main(process.argv.slice(2)).then((isComplete) => process.exit(isComplete ? 0 : 1), (error) => {
  console.error(error);
  process.exit(1);
});
