/**
 * Runs the tests that each mutant names, on that mutant.
 *
 *   npx tsx test/mutants/run-protocol.ts [word…]      only mutants whose file or rule has one of the words
 *
 * Exits with 1 unless every mutant is caught.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROTOCOL_MUTANTS, type ProtocolMutant } from './protocol';

const ROOT = join(__dirname, '..', '..');

/** A mutant that makes a program loop is caught too. */
const MAX_MILLIS = 180_000;

function main(words: readonly string[]): boolean {
  const chosen = PROTOCOL_MUTANTS.filter(({ file, rule }) => words.length === 0 || words.some((word) => `${file} ${rule}`.includes(word)));
  for (const mutant of chosen) {
    assertApplies(mutant);
  }
  const folder = mkdtempSync(join(tmpdir(), 'protocol-mutants-'));
  try {
    const config = writeConfig(folder);
    if (!pass(config, [...new Set(chosen.flatMap(({ tests }) => tests))])) {
      throw new Error('The tests fail on the code as it is; fix that first');
    }
    let survivors = 0;
    for (const mutant of chosen) {
      const isCaught = !pass(config, mutant.tests, mutant);
      if (!isCaught) {
        survivors++;
      }
      console.log(`${isCaught ? 'caught  ' : 'SURVIVED'}  ${mutant.file}: ${mutant.rule}`);
    }
    console.log(`${chosen.length - survivors} of ${chosen.length} mutants caught`);
    return survivors === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function assertApplies({ file, find }: ProtocolMutant): void {
  if (readFileSync(join(ROOT, 'lambda-src', file), 'utf8').split(find).length === 2) {
    return;
  }
  throw new Error(`${file}: expected exactly one ${JSON.stringify(find)}; correct the mutant`);
}

/** jest's configuration with the transform that applies a mutant. */
function writeConfig(folder: string): string {
  const { jest } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { jest: { transform: Record<string, [string, object]> } };
  const transform = Object.fromEntries(Object.entries(jest.transform)
    .map(([pattern, [, options]]) => [pattern, [join(__dirname, 'mutating-transform.js'), options]]));
  const path = join(folder, 'jest.json');
  writeFileSync(path, JSON.stringify({ ...jest, rootDir: ROOT, transform, reporters: [] }));
  return path;
}

/** Whether the tests pass on the mutant, or on the code as it is. */
function pass(config: string, tests: readonly string[], mutant?: ProtocolMutant): boolean {
  const { status, error } = spawnSync(process.execPath, [
    join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'), '--ci', '--bail', '--config', config, '--runTestsByPath',
    ...tests.map((test) => join('test', test)),
  ], {
    cwd: ROOT,
    stdio: 'ignore',
    timeout: MAX_MILLIS,
    env: { ...process.env, MUTANT: mutant && JSON.stringify({ ...mutant, file: join(ROOT, 'lambda-src', mutant.file) }) },
  });
  if (error !== undefined && (error as NodeJS.ErrnoException).code !== 'ETIMEDOUT') {
    throw error;
  }
  return status === 0;
}

process.exit(main(process.argv.slice(2)) ? 0 : 1);
