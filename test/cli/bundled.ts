/** The command as it ships: bundled by the project's own task, run in a process of its own. */

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'schema-registry-'));
}

/** Bundles the current `cli/` and returns the path of the script: a test must not run yesterday's bundle. */
export function bundleCli(): string {
  const { tasks } = JSON.parse(readFileSync(join(ROOT, '.projen', 'tasks.json'), 'utf8'));
  const steps: { execArgs: string[] }[] = tasks['bundle:cli/main'].steps;
  const [program, ...args] = steps.find(({ execArgs }) => execArgs[0] === 'esbuild')!.execArgs;
  const outfile = join(temporaryFolder(), 'schema-registry.js');
  execFileSync(join(ROOT, 'node_modules', '.bin', program), [...args.map((arg) => arg.startsWith('--outfile=') ? `--outfile=${outfile}` : arg), '--log-level=error'], { cwd: ROOT });
  return outfile;
}

/** Runs the script to its end. None of its streams is a terminal. */
export function runCli(script: string, args: readonly string[], { stdin = '', cwd = ROOT } = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.on('error', reject).on('close', (code) => resolve({ code, ...output }));
    // The script may end without reading its input.
    child.stdin.on('error', () => undefined).end(stdin);
  });
}

/** Runs `profile` on files of a folder; every test has a new one. Call this at the top of a test file. */
export function profileInFolder() {
  let script: string;
  let folder: string;
  beforeAll(() => {
    script = bundleCli();
  });
  beforeEach(() => {
    folder = temporaryFolder();
  });
  return {
    get script() {
      return script;
    },
    get folder() {
      return folder;
    },
    /** Writes a file and returns its path. */
    file: (name: string, content: string | Uint8Array): string => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    profile: (...args: string[]) => runCli(script, ['profile', ...args]),
  };
}
