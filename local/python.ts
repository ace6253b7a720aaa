import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from './cache';
import { exitOf, run } from './processes';

/**
 * A virtual environment with its own file of pinned requirements. There are several, because the emulator needs one exact
 * botocore and a Spark node needs another. `java` and `trino-java` only hold a Java runtime. `bench` holds the programs that the
 * benchmarks compare with, and `checks` those that know AWS's rules for templates, policies and requests.
 */
export type PythonEnvironment = 'emulator' | 'spark' | 'java' | 'trino-java' | 'bench' | 'checks';

/** Minor versions that the pinned packages support: arro3 needs 3.11 or later, PySpark 3.5 and its companions 3.13 or earlier. */
const OLDEST_MINOR = 11;
const NEWEST_MINOR = 13;

/**
 * The Python of a pinned virtual environment. The environment is made on first use.
 *
 * @returns path of its `python`
 */
export async function pythonOf(environment: PythonEnvironment): Promise<string> {
  const requirements = join(__dirname, 'requirements', `${environment}.txt`);
  const build = join(__dirname, 'requirements', 'build.txt');
  const python = findPython();
  const key = createHash('sha256').update(python.version).update(readFileSync(build)).update(readFileSync(requirements));
  const folder = await cached(`python/${environment}-${key.digest('hex').slice(0, 16)}`, async (target) => {
    console.error(`Installing the Python packages of ${environment} (once) …`);
    await run(python.command, ['-m', 'venv', target]).catch((error) => {
      throw new Error(`Python ${python.version} cannot make a virtual environment (on Debian: apt install python3-venv). ${error.message}`);
    });
    // PySpark is only published as source. Its build tools are pinned too, so pip must not fetch other ones.
    for (const args of [['-r', build], ['--no-build-isolation', '-r', requirements]]) {
      await run(executable(target), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', ...args]);
    }
  });
  return executable(folder);
}

/** The Spark distribution inside the PySpark package. */
export async function sparkHome(): Promise<string> {
  return (await run(await pythonOf('spark'), ['-c', 'import os, pyspark; print(os.path.dirname(pyspark.__file__))'])).trim();
}

const executable = (folder: string) => join(folder, 'bin', 'python');

interface Python {
  readonly command: string;
  /** Version and machine; an environment that was made for one does not work for another. */
  readonly version: string;
}

function findPython(): Python {
  const wanted = `3.${OLDEST_MINOR} to 3.${NEWEST_MINOR}`;
  const found: string[] = [];
  const newestFirst = Array.from({ length: NEWEST_MINOR - OLDEST_MINOR + 1 }, (_, i) => `python3.${NEWEST_MINOR - i}`);
  for (const command of process.env.PYTHON ? [process.env.PYTHON] : ['python3', 'python', ...newestFirst]) {
    const probe = spawnSync(command, ['-c', 'import platform; print(platform.python_version(), platform.machine())'], { encoding: 'utf8' });
    if (probe.status !== 0) {
      continue;
    }
    const version = probe.stdout.trim();
    const [major, minor] = version.split('.').map(Number);
    if (major === 3 && minor >= OLDEST_MINOR && minor <= NEWEST_MINOR) {
      return { command, version };
    }
    found.push(`${command} is ${version}`);
  }
  throw new Error(`Python ${wanted} is needed (${found.join(', ') || 'none found'}): install it from https://www.python.org/downloads/ `
    + 'or your package manager, or name one in the variable PYTHON.');
}

async function main(args: string[]): Promise<void> {
  const ended = await exitOf(spawn(await pythonOf('spark'), args, { stdio: 'inherit' }));
  process.exitCode = typeof ended === 'number' ? ended : 1;
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
