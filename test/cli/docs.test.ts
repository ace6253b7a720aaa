import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleCli, runCli, temporaryFolder } from './bundled';
import { ExitCode } from '../../cli/command';
import { WARNINGS } from '../../cli/profile/warnings';
import { RULES } from '../inference/rules';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'command-line.md'), 'utf8');

interface Example {
  readonly name: string;
  readonly content: string;
  readonly output: string;
}

/** The sessions of the page that show a file and what `profile` makes of it. */
const EXAMPLES: Example[] = [...PAGE.matchAll(/^\$ cat (\S+)\n([^$]*)^\$ schema-registry profile \1\n([^`]*)^```/gm)]
  .map(([, name, content, output]) => ({ name, content, output }));

let script: string;
beforeAll(() => {
  script = bundleCli();
});

/** As the page has it: a row a line. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

test('the page shows the help of the command', async () => {
  const { stdout } = await runCli(script, ['profile', '--help']);
  expect(PAGE).toContain(`$ schema-registry profile --help\n${stdout}\`\`\``);
});

test('the page has an accepted file and one at fault as examples', () => {
  expect(EXAMPLES.map(({ name }) => name)).toEqual(['weather.csv', 'broken.csv']);
});

test.each(EXAMPLES)('the example $name comes out as the page says', async ({ name, content, output }) => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, name), content);
  const { stdout, stderr } = await runCli(script, ['profile', name], { cwd });
  expect(stdout + stderr).toBe(output);
});

test('the page lists the exit codes', () => {
  const codes = [...PAGE.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(ExitCode).filter((code) => typeof code === 'number'));
});

test('the page lists the warnings', () => {
  expect(PAGE).toContain(table(['Warning', 'Meaning'], Object.entries(WARNINGS).map(([code, meaning]) => [`\`${code}\``, meaning])));
});

test('the page lists the rules by which types differ from those of DuckDB', () => {
  expect(PAGE).toContain(table(['Rule', 'Sentence'], RULES.map(({ name, sentence }) => [`\`${name}\``, sentence])));
});
