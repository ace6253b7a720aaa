import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleCli, runCli, temporaryFolder } from './bundled';
import { ExitCode } from '../../cli/command-line/command';
import { flagOf } from '../../cli/command-line/options';
import { SOURCE_OPTIONS } from '../../cli/profile/source-options';
import { MAX_BAD_LISTED } from '../../lambda-src/core/warnings/warnings-of';
import { RULES } from '../inference/rules';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'command-line.md'), 'utf8');

interface Example {
  readonly name: string;
  readonly options: readonly string[];
  readonly content: string;
  readonly output: string;
}

/** The sessions of the page that show a file and what `profile` makes of it. */
const EXAMPLES: Example[] = [...PAGE.matchAll(/^\$ cat (\S+)\n([^$]*)^\$ schema-registry profile (.*)\1\n([^`]*)^```/gm)]
  .map(([, name, content, options, output]) => ({ name, options: words(options), content, output }));

let script: string;
beforeAll(() => {
  script = bundleCli();
});

/** Splits the text as a shell does. */
function words(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

/** The table as the page shows it, with one row per line. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

test.each(['profile', 'suggest'])('the page shows the help of %s', async (command) => {
  const { stdout } = await runCli(script, [command, '--help']);
  expect(PAGE).toContain(`$ schema-registry ${command} --help\n${stdout}\`\`\``);
});

test('the example of suggest comes out as the page says', async () => {
  const [, name, content, output] = /^\$ cat (\S+)\n([^$]*)^\$ schema-registry suggest \1\n([^`]*)^```/m.exec(PAGE)!;
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, name), content);
  const { stdout, stderr } = await runCli(script, ['suggest', name], { cwd });
  expect(stdout + stderr).toBe(output);
});

test('the examples of the page are an accepted file, a faulty one, one that can be read in two ways and two that need options', () => {
  expect(EXAMPLES.map(({ name }) => name)).toEqual(['weather.csv', 'broken.csv', 'either.csv', 'prices.csv', 'day.json']);
});

test.each(EXAMPLES)('the example $name comes out as the page says', async ({ name, options, content, output }) => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, name), content);
  const { stdout, stderr } = await runCli(script, ['profile', ...options, name], { cwd });
  expect(stdout + stderr).toBe(output);
});

test('the page says which property of a source each option stands for', () => {
  for (const [property, option] of Object.entries(SOURCE_OPTIONS)) {
    expect(PAGE).toMatch(new RegExp(`^\\| .*\`${flagOf(property, option)}\`.* \\| .*\`.*\` \\|$`, 'm'));
  }
});

test('the page says how many bad records are listed', () => {
  expect(PAGE).toContain(`the first ${MAX_BAD_LISTED} are listed`);
});

test('the page lists the exit codes', () => {
  const codes = [...PAGE.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(ExitCode).filter((code) => typeof code === 'number'));
});

test('the page lists the rules by which types differ from those of DuckDB', () => {
  expect(PAGE).toContain(table(['Rule', 'Sentence'], RULES.map(({ name, sentence }) => [`\`${name}\``, sentence])));
});
