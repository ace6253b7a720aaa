import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vm from 'node:vm';
import * as library from '../../src';
import { sourceConfig } from '../../src/source-config';
import { sourceFindings } from '../../src/source-findings';
import type { SourceProps } from '../../src/source-props';
import { profileOf } from '../formats/support';
import { compile } from '../support/snippets';

const PAGE = readFileSync(path.join(__dirname, '..', '..', 'docs', 'sources.md'), 'utf8');

interface Example {
  readonly title: string;
  readonly filename: string;
  /** Undefined if the file is in UTF-8. */
  readonly encoding?: string;
  readonly content: string;
  readonly declaration: string;
  readonly columns: Readonly<Record<string, string>>;
}

const EXAMPLES: Example[] = PAGE.split(/^### /m).slice(1).map((section) => {
  const [, title, filename, encoding, content, declaration, table] = new RegExp([
    /^(.*)\n[^]*?/, /^`([\w.]+)`(?: in ([\w-]+))?\n\n/, /```\n([^]*?)```\n\n/, /```ts\n([^]*?)```\n\n/, /\| Column \| Type \|\n\|---\|---\|\n((?:\|.*\n)+)/,
  ].map(({ source }) => source).join(''), 'm').exec(`${section}\n`)!;
  const columns = [...table.matchAll(/^\| `(.*)` \| (.*) \|$/gm)].map(([, column, type]) => [column, type]);
  return { title, filename, encoding, content, declaration, columns: Object.fromEntries(columns) };
});

test('the page has examples', () => {
  expect(EXAMPLES.length).toBeGreaterThan(15);
});

test('every declaration compiles against the library', () => {
  const [wrong, ...errors] = compile(['{ sourceId: \'a\', format: \'xml\' }', ...EXAMPLES.map(({ declaration }) => declaration)].map((declaration, line) => ({
    line, code: `import { ${Object.keys(library).join(', ')}, type SourceProps } from 'schema-on-read-ingestion';\nexport const source: SourceProps = ${declaration};`,
  })));
  expect(wrong).toHaveLength(1);
  expect(errors.flat()).toEqual([]);
}, 60_000);

test.each(EXAMPLES)('$title', async ({ filename, encoding, content, declaration, columns }) => {
  const props = vm.runInNewContext(`(${declaration})`, { ...library }) as SourceProps;
  const plain = JSON.parse(JSON.stringify(props)) as SourceProps;
  expect(sourceFindings(plain)).toEqual([]);
  const { optionalFields: _, ...source } = sourceConfig(plain);
  const bytes = Buffer.from(content, encoding === undefined ? 'utf8' : 'latin1');
  const { schema } = await profileOf(bytes, source.format, undefined, { ...source, filename });
  expect(Object.fromEntries([...schema.fields].map(([column, { type }]) => [column, type]))).toEqual(columns);
});
