/**
 * Compiles the scanners and embeds them in `formats/scanning/scanner-module.ts`, so that a bundle needs no separate file.
 *
 *   node lambda-src/core/scanner/build.mjs            writes that file
 *   node lambda-src/core/scanner/build.mjs --check    fails if that file is not what the sources compile to
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
  // The pages of the window exist from the start. A page costs nothing before it is used.
  '--initialMemory', '400',
];

/** The source that says which variant is compiled, and the text with which it says so. */
const VARIANT = join(SOURCES, 'common', 'variant.ts');
const SKETCHES = 'SKETCHES: bool = true';

/**
 * Compiles one variant of one scanner.
 *
 * @param name `json` or `csv`.
 * @param sketches whether the variant makes sketches.
 * @param read returns the text of a source file by its path; the mutation tests change the text here.
 * @returns the module's bytes.
 */
export async function compile(name, sketches, read = (path) => readFileSync(path, 'utf8')) {
  const readVariant = (path) => {
    const source = read(path);
    if (path !== VARIANT || sketches) return source;
    if (!source.includes(SKETCHES)) throw new Error(`${VARIANT}: expected "${SKETCHES}"`);
    return source.replace(SKETCHES, 'SKETCHES: bool = false');
  };
  let bytes;
  const { error, stderr } = await asc.main([`${name}/index.ts`, '--baseDir', SOURCES, '--outFile', 'out.wasm', ...OPTIONS], {
    readFile: (path, base) => {
      try {
        return readVariant(join(base, path));
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
  const encoded = async (name, sketches) => Buffer.from(await compile(name, sketches)).toString('base64');
  const variants = async (name) => `{
  plain: '${await encoded(name, false)}',
  sketching: '${await encoded(name, true)}',
}`;
  return `/* eslint-disable */
// Generated from lambda-src/core/scanner by its build.mjs: the compiled scanners, without sketches and with them.

export const JSON_SCANNERS = ${await variants('json')};

export const CSV_SCANNERS = ${await variants('csv')};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await embedded();
  if (!process.argv.includes('--check')) {
    writeFileSync(EMBEDDED, text);
  } else if (readFileSync(EMBEDDED, 'utf8') !== text) {
    console.error(`${EMBEDDED} is not what the sources in ${SOURCES} compile to: run "node lambda-src/core/scanner/build.mjs" and commit it`);
    process.exit(1);
  }
}
