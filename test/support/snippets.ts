/** Code in documents. */

import * as path from 'node:path';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');

export interface Snippet {
  /** Line of the document at which the code begins. */
  readonly line: number;
  readonly code: string;
}

export function snippets(markdown: string, language: string): Snippet[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return [...markdown.matchAll(fence)].map((match) => ({
    line: markdown.slice(0, match.index).split('\n').length + 1,
    code: match[1]!,
  }));
}

/**
 * Compiles snippets as modules of an app that has installed the package. All snippets share one program, because reading the CDK's types
 * takes the longest.
 *
 * @returns the errors of each snippet, in order
 */
export function compile(sources: readonly Snippet[]): string[][] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    paths: { 'schema-on-read-ingestion': [path.join(ROOT, 'src', 'index.ts')] },
  };
  const files = new Map(sources.map(({ line, code }) => [path.join(ROOT, 'test', `snippet.${line}.ts`), code]));
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
