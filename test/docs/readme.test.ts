import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { compile, snippets } from '../support/snippets';

const ROOT = path.join(__dirname, '..', '..');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

describe('the TypeScript snippets of the README', () => {
  const written = snippets(README, 'ts');
  const wrong = { line: 0, code: written[0]!.code.replace('sources:', 'origins:') };
  const [errorsOfWrong, ...errors] = compile([wrong, ...written]);

  test('compile against the library', () => {
    expect(errors.flat()).toEqual([]);
  });

  test('would not compile with a property that the library does not have', () => {
    expect(errorsOfWrong).toEqual([expect.stringContaining('origins')]);
  });
});

test('every file and folder that the README links to exists', () => {
  const links = [...README.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1]!);
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((link) => !ts.sys.fileExists(path.join(ROOT, link)) && !ts.sys.directoryExists(path.join(ROOT, link)))).toEqual([]);
});
