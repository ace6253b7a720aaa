/**
 * Compiles the scanners and embeds them in `formats/scanning/scanner-module.ts`, so that a bundle has no file to lose.
 *
 *   node lambda-src/scanner/build.mjs            writes it
 *   node lambda-src/scanner/build.mjs --check    fails where it is not what the sources compile to
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const SOURCES = dirname(fileURLToPath(import.meta.url));
const EMBEDDED = join(SOURCES, '..', 'formats', 'scanning', 'scanner-module.ts');

const OPTIONS = [
  '-O3', '--converge', '--noAssert',
  // Nothing is ever freed and nothing is managed: the scanners lay out their memory themselves.
  '--runtime', 'stub',
  '--enable', 'simd',
  // The window's pages exist from the start; a page costs nothing before it is touched.
  '--initialMemory', '400',
];

/**
 * Compiles one scanner.
 *
 * @param name `json` or `csv`.
 * @param read gives the text of a source file by its path; tests of the tests change it on the way.
 * @returns the module's bytes.
 */
export async function compile(name, read = (path) => readFileSync(path, 'utf8')) {
  let bytes;
  const { error, stderr } = await asc.main([`${name}/index.ts`, '--baseDir', SOURCES, '--outFile', 'out.wasm', ...OPTIONS], {
    readFile: (path, base) => {
      try {
        return read(join(base, path));
      } catch {
        return null;
      }
    },
    writeFile: (_path, contents) => { bytes = contents; },
    listFiles: () => [],
  });
  if (error) throw new Error(`The ${name} scanner does not compile:\n${stderr.toString()}`);
  return bytes;
}

async function embedded() {
  const [json, csv] = await Promise.all([compile('json'), compile('csv')]);
  return `/* eslint-disable */
// Generated from lambda-src/scanner by its build.mjs: the compiled scanners.

export const JSON_SCANNER = '${Buffer.from(json).toString('base64')}';

export const CSV_SCANNER = '${Buffer.from(csv).toString('base64')}';
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await embedded();
  if (!process.argv.includes('--check')) {
    writeFileSync(EMBEDDED, text);
  } else if (readFileSync(EMBEDDED, 'utf8') !== text) {
    console.error(`${EMBEDDED} is not what the sources in ${SOURCES} compile to: run "node lambda-src/scanner/build.mjs" and commit it`);
    process.exit(1);
  }
}
