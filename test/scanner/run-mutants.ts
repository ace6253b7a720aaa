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

const ROOT = join(__dirname, '..', '..');
const SCANNER = join(ROOT, 'lambda-src', 'core', 'scanner');
const CASES = 4_000;
const SEED = 4711;

/** A mutant that makes a scanner loop is caught too. */
const MAX_MILLIS = 180_000;

async function main(words: readonly string[]): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  const chosen = MUTANTS.filter((mutant) => words.length === 0 || words.some((word) => `${mutant.file} ${mutant.bug}`.includes(word)));
  let survivors = 0;
  try {
    for (const mutant of chosen) {
      assertApplies(mutant);
    }
    if (!await runs(undefined, join(folder, 'fuzz.js'))) {
      throw new Error('The fuzz tests fail on the scanners as they are; fix that first');
    }
    for (const mutant of chosen) {
      const isCaught = await runs(mutant, join(folder, 'fuzz.js')) === false;
      if (!isCaught) {
        survivors++;
      }
      console.log(`${isCaught ? 'caught  ' : 'SURVIVED'}  ${mutant.file}: ${mutant.bug}`);
    }
    console.log(`${chosen.length - survivors} of ${chosen.length} mutants caught`);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return survivors === 0;
}

function assertApplies({ file, find }: Mutant): void {
  if (readFileSync(join(SCANNER, file), 'utf8').split(find).length === 2) {
    return;
  }
  throw new Error(`${file}: expected exactly one ${JSON.stringify(find)}; correct the mutant`);
}

/** Whether the fuzz tests pass on the mutant, or on the scanners as they are. */
async function runs(mutant: Mutant | undefined, bundle: string): Promise<boolean> {
  const { compile } = await import('../../lambda-src/core/scanner/build.mjs');
  const read = (path: string) => {
    const source = readFileSync(path, 'utf8');
    if (mutant === undefined || path !== join(SCANNER, mutant.file)) {
      return source;
    }
    return source.replace(mutant.find, () => mutant.replace);
  };
  const formats = (['json', 'csv'] as const).filter((format) => !/^(json|csv)\//.test(mutant?.file ?? '') || mutant!.file.startsWith(format));
  const compiled = new Map<string, string>();
  for (const format of formats) {
    const [plain, sketching] = await Promise.all((['plain', 'sketching'] as const).map(async (variant) => Buffer.from(await compile(format, variant, read)).toString('base64')));
    compiled.set(format, JSON.stringify({ plain, sketching }));
  }
  await build({
    stdin: {
      contents: 'const { fuzzJson, fuzzCsv } = require(\'./test/scanner/support/fuzz\');\n'
        + formats.map((format) => `${format === 'json' ? 'fuzzJson' : 'fuzzCsv'}(${CASES}, ${SEED});`).join('\n'),
      resolveDir: ROOT,
    },
    bundle: true,
    platform: 'node',
    outfile: bundle,
    logLevel: 'error',
    plugins: [{
      name: 'mutated scanners',
      setup: ({ onLoad }) => onLoad({ filter: /scanner-module\.ts$/ }, () => ({
        contents: `export const JSON_SCANNERS = ${compiled.get('json') ?? '{}'}; export const CSV_SCANNERS = ${compiled.get('csv') ?? '{}'};`,
      })),
    }],
  });
  return spawnSync(process.execPath, [bundle], { timeout: MAX_MILLIS, stdio: 'ignore' }).status === 0;
}

main(process.argv.slice(2)).then((isComplete) => process.exit(isComplete ? 0 : 1), (error) => {
  console.error(error);
  process.exit(1);
});
