/**
 * Compiles the scanners. The functions and the command line have them embedded in a source file, so that a bundle needs no other
 * file. The Spark job has those that fill columns as files.
 *
 *   node lambda-src/core/scanner/build.mjs            writes these files
 *   node lambda-src/core/scanner/build.mjs --check    fails if one of them is not what the sources compile to
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { powersOfFive } from './powers-of-five.mjs';

const SOURCES = dirname(fileURLToPath(import.meta.url));
const EMBEDDED = join(SOURCES, '..', 'formats', 'scanning');
const COMMAND_LINE = join(SOURCES, '..', '..', '..', 'cli', 'filling');
const JOB = join(SOURCES, '..', '..', '..', 'spark-assets', 'package', 'promotion', 'reading');

const OPTIONS = [
  '-O3', '--converge', '--noAssert',
  // The scanners lay out their memory themselves.
  '--runtime', 'stub',
  '--enable', 'simd',
  // The pages of the window exist from the start. A page costs nothing before it is used.
  '--initialMemory', '400',
];

/** The source that says which variant is compiled, with the values of the constants in it. */
const VARIANT = join(SOURCES, 'common', 'variant.ts');
const VARIANTS = {
  plain: { entry: 'index', SKETCHES: false, FILLS: false },
  sketching: { entry: 'index', SKETCHES: true, FILLS: false },
  filling: { entry: 'filling', SKETCHES: false, FILLS: true },
};

/** A source that is a table of numbers. */
const POWERS_OF_FIVE = join(SOURCES, 'fill', 'powers-of-five.ts');

/**
 * Compiles one variant of one scanner.
 *
 * @param name `json` or `csv`.
 * @param variant `plain`, `sketching` or `filling`.
 * @param read returns the text of a source file by its path; the mutation tests change the text here.
 * @returns the module's bytes.
 */
export async function compile(name, variant, read = (path) => readFileSync(path, 'utf8')) {
  const { entry, ...constants } = VARIANTS[variant];
  const source = (path) => {
    // Only one variant needs it, and the table is a third of a module.
    if (path === POWERS_OF_FIVE) return constants.FILLS ? powersOfFive() : 'export const POWERS_OF_FIVE: usize = 0;';
    return path === VARIANT ? withConstants(read(path), constants) : read(path);
  };
  let bytes;
  const { error, stderr } = await asc.main([`${name}/${entry}.ts`, '--baseDir', SOURCES, '--outFile', 'out.wasm', ...OPTIONS], {
    readFile: (path, base) => {
      try {
        return source(join(base, path));
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

function withConstants(text, constants) {
  return Object.entries(constants).reduce((changed, [name, value]) => {
    const declaration = new RegExp(`(?<=const ${name}: bool = )(true|false)`);
    if (!declaration.test(changed)) throw new Error(`${VARIANT}: expected "const ${name}: bool = true" or false`);
    return changed.replace(declaration, value);
  }, text);
}

/** Path → content of every file that is written. */
async function outputs() {
  const encoded = async (name, variant) => Buffer.from(await compile(name, variant)).toString('base64');
  const counting = async (name) => `{
  plain: '${await encoded(name, 'plain')}',
  sketching: '${await encoded(name, 'sketching')}',
}`;
  const filling = { json: await compile('json', 'filling'), csv: await compile('csv', 'filling') };
  const embedded = (name) => Buffer.from(filling[name]).toString('base64');
  return {
    [join(EMBEDDED, 'scanner-module.ts')]: Buffer.from(`/* eslint-disable */
// Generated from lambda-src/core/scanner by its build.mjs: the compiled scanners, without sketches and with them.

export const JSON_SCANNERS = ${await counting('json')};

export const CSV_SCANNERS = ${await counting('csv')};
`),
    [join(COMMAND_LINE, 'filling-module.ts')]: Buffer.from(`/* eslint-disable */
// Generated from lambda-src/core/scanner by its build.mjs: the compiled scanners that fill columns.

export const FILLING_MODULES = {
  json: '${embedded('json')}',
  csv: '${embedded('csv')}',
};
`),
    [join(JOB, 'json.wasm')]: Buffer.from(filling.json),
    [join(JOB, 'csv.wasm')]: Buffer.from(filling.csv),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of Object.entries(await outputs())) {
    if (!process.argv.includes('--check')) {
      writeFileSync(path, content);
    } else if (!readFileSync(path).equals(content)) {
      console.error(`${path} is not what the sources in ${SOURCES} compile to: run "node lambda-src/core/scanner/build.mjs" and commit it`);
      process.exit(1);
    }
  }
}
