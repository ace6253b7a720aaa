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

/** Compiles snippets as modules of an app that has installed the package. */
function compile(sources: readonly Snippet[]): string[] {
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
  return [...files.keys()].flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
    .map((problem) => {
      const text = ts.flattenDiagnosticMessageText(problem.messageText, '\n');
      return problem.file ? `${path.basename(problem.file.fileName)}: ${text}` : text;
    });
}

const typescript = snippets(README, 'ts');

test('every TypeScript snippet of the README compiles against the library', () => {
  expect(typescript.length).toBeGreaterThan(0);
  expect(compile(typescript)).toEqual([]);
}, 120_000);

test('a snippet that uses a property the library does not have is refused', () => {
  const wrong = typescript[0]!.code.replace('sources:', 'origins:');
  expect(compile([{ line: 0, code: wrong }])).toEqual([expect.stringContaining('origins')]);
}, 120_000);

test('every file and folder that the README links to exists', () => {
  const links = [...README.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1]!);
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((link) => !ts.sys.fileExists(path.join(ROOT, link)) && !ts.sys.directoryExists(path.join(ROOT, link)))).toEqual([]);
});
