/**
 * Assembles a folder for the benchmark from CSV files of public packages, in the cache, and prints its path.
 *
 *   npm run bench -- dialects "$(npx tsx test/bench/dialects/public-set.ts)"
 *
 * `public-set/packages.json` pins the packages by version and hash. `public-set/annotations.json` says which of their files are used.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANNOTATIONS, annotationsOf } from './annotations';
import { cached } from '../../../local/cache';
import { run } from '../../../local/processes';
import { pythonOf } from '../../../local/python';

const SET = join(__dirname, 'public-set');
const PACKAGES = join(SET, 'packages.json');

/** A package. The paths of its files begin with its name, followed by their path below the archive's root. */
interface Package {
  readonly name: string;
  readonly registry: 'npm' | 'pypi';
  readonly version: string;
  /** Name of the downloaded file. */
  readonly archive: string;
  readonly sha256: string;
  /** The folder in the archive in which the files lie. `packed.tar.gz!folder` is a folder of an archive in the archive. */
  readonly root: string;
}

async function publicSet(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(PACKAGES)).update(readFileSync(join(SET, ANNOTATIONS))).digest('hex');
  return cached(`dialects/${hash.slice(0, 16)}`, async (folder) => {
    const packages = JSON.parse(readFileSync(PACKAGES, 'utf8')) as readonly Package[];
    const annotated = [...annotationsOf(SET).keys()];
    const python = await pythonOf('bench');
    const scratch = join(folder, '.scratch');
    mkdirSync(scratch);
    for (const one of packages) {
      console.error(`Downloading ${one.name} ${one.version} (once) …`);
      const archive = await download(python, one, scratch);
      const paths = annotated.filter((path) => path.startsWith(`${one.name}/`)).map((path) => path.slice(one.name.length + 1));
      const list = join(scratch, 'paths.txt');
      writeFileSync(list, paths.join('\n'));
      await run(python, [join(__dirname, 'unpack.py'), archive, one.root, join(folder, one.name), list]);
    }
    rmSync(scratch, { recursive: true });
    copyFileSync(join(SET, ANNOTATIONS), join(folder, ANNOTATIONS));
  });
}

async function download(python: string, { name, registry, version, archive, sha256 }: Package, folder: string): Promise<string> {
  if (registry === 'npm') {
    await run('npm', ['pack', '--silent', '--pack-destination', folder, `${name}@${version}`]);
  } else {
    // The same files on every machine: those for Linux, even if this is another one.
    const form = archive.endsWith('.whl') ? '--only-binary=:all:' : '--no-binary=:all:';
    const platform = ['--platform', 'manylinux_2_28_x86_64', '--python-version', '3.11'];
    await run(python, [
      '-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-build-isolation', form, ...platform,
      '--dest', folder, `${name}==${version}`,
    ]);
  }
  const path = join(folder, archive);
  const found = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (found !== sha256) {
    throw new Error(`expected ${archive} with SHA-256 ${sha256}, found ${found}`);
  }
  return path;
}

publicSet().then(console.log, (error: Error) => {
  console.error(error.message);
  process.exit(1);
});
