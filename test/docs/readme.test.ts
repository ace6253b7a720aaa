import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

interface Snippet {
  /** Line of the README at which the code begins. */
  readonly line: number;
  readonly code: string;
}

function snippets(markdown: string, language: string): Snippet[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return [...markdown.matchAll(fence)].map((match) => ({
    line: markdown.slice(0, match.index).split('\n').length + 1,
    code: match[1]!,
  }));
}

/**
 * Compiles snippets as modules of an app that has installed the package.
 *
 * @returns the errors of each snippet, in order
 */
function compile(sources: readonly Snippet[]): string[][] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    paths: { 'schema-on-read-ingestion': [path.join(ROOT, 'src', 'index.ts')] },
  };
  const files = new Map(sources.map(({ line, code }) => [path.join(__dirname, `README.md.${line}.ts`), code]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.getSourceFile = (file, languageVersion) => {
    const code = files.get(file);
    return code === undefined ? getSourceFile(file, languageVersion) : ts.createSourceFile(file, code, languageVersion);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file))
    .map((problem) => `${path.basename(file)}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`));
}

describe('the TypeScript snippets of the README', () => {
  const written = snippets(README, 'ts');
  const wrong = { line: 0, code: written[0]!.code.replace('sources:', 'origins:') };
  // All snippets share one program, because reading the CDK's types takes the longest.
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
