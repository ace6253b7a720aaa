/** What `suggest` prints can be pasted: it is TypeScript that compiles, and Python whose names are those of the package. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { type Member, Reasoned, declarationText } from '../../cli/suggest/declaration';
import { sourceIdOf } from '../../cli/suggest/source-id';
import * as library from '../../src';
import { optionsOf } from '../../src/source-findings';
import { compile } from '../support/snippets';

const hostile = 'a "b" \'c\' \\ é\u202e\n# d\u2028';

/** Every option with a value; of enums, each value. */
const MEMBERS: readonly Member[] = [
  { name: 'sourceId', value: 'orders', because: hostile },
  { name: 'format', value: 'csv' },
  {
    name: 'csv',
    value: new Reasoned([
      { name: 'delimiter', value: '\t', because: hostile },
      { name: 'header', value: true },
      { name: 'columnNames', value: ['a', hostile] },
      { name: 'encoding', value: 'latin1' },
      { name: 'preambleLines', value: 1 },
      { name: 'footerLines', value: 2 },
      { name: 'raggedRows', value: 'fill' },
      { name: 'quote', value: '\'' },
      { name: 'escape', value: '\\' },
      { name: 'comment', value: '#' },
      { name: 'trim', value: true },
      { name: 'blankRows', value: 'keep' },
      { name: 'headers', value: 'repair' },
    ]),
  },
  { name: 'recordsAt', value: 'data.items', because: hostile },
  { name: 'keyColumn', value: 'day' },
  { name: 'aroundColumns', value: ['account'] },
  { name: 'emptyArrayAsObject', value: ['meta'] },
  { name: 'alwaysArray', value: ['line'] },
  { name: 'nullMarkers', value: ['NA', ''] },
  { name: 'numbers', value: { decimalSeparator: ',', groupSeparator: '.', trailingMinus: true, percent: true, currency: '€' } },
  { name: 'times', value: { patterns: ["dd.MM.yyyy'T'", 'M/d/yyyy'], zone: 'Europe/Rome' } },
  { name: 'fields', value: { [hostile]: { epoch: 'milliseconds' }, at: { time: { patterns: ['d/M/yyyy'] } }, price: { number: { percent: true } } } },
  { name: 'typeHints', value: new Reasoned([{ name: hostile, value: 'string', because: hostile }, { name: 'price', value: 'double' }]) },
  { name: 'optionalFields', value: new Reasoned([{ name: 'x', value: hostile, because: hostile }], true) },
  { name: 'maxBadRecordRatio', value: 0.01 },
];

const NAMES = `${Object.keys(library).join(', ')}, type SourceProps`;

test('TypeScript compiles against the library', () => {
  const declarations = [MEMBERS, [{ name: 'sourceIds', value: 'a' }]].map((members) => declarationText(members, [hostile], 'typescript'));
  const [errors, wrong] = compile(declarations.map((declaration, line) => ({
    line, code: `import { ${NAMES} } from 'schema-on-read-ingestion';\nexport const sources: SourceProps[] = [${declaration}];`,
  })));
  expect(errors).toEqual([]);
  expect(wrong).not.toEqual([]);
}, 60_000);

/** Prints the calls of a Python expression, as JSON: the name of each with its keyword arguments. */
const CALLS = `
import ast, json, sys
tree = ast.parse("sources = [" + sys.stdin.read() + "]")
calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
constants = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
print(json.dumps([{call.func.id: [each.arg for each in call.keywords] for call in calls}, [[each.value.id, each.attr] for each in constants], texts]))
`;

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** The properties of the interfaces of the library, as jsii names them in Python. */
function pythonNames(): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, ReadonlySet<string>>();
  for (const file of ['source-props.ts', 'csv-options.ts', 'field-format.ts']) {
    const path = join(__dirname, '..', '..', 'src', file);
    if (ts.sys.fileExists(path)) {
      ts.createSourceFile(file, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022).forEachChild((node) => {
        if (ts.isInterfaceDeclaration(node)) {
          names.set(node.name.text, new Set(node.members.map((member) => snakeCase((member.name as ts.Identifier).text))));
        }
      });
    }
  }
  return names;
}

test('Python is valid, and has the names that jsii gives the options', () => {
  const python = declarationText(MEMBERS, [hostile], 'python');
  const [calls, constants, texts] = JSON.parse(execFileSync('python3', ['-c', CALLS], { input: python, encoding: 'utf8' }));
  const known = pythonNames();
  expect(Object.keys(calls)).toEqual(expect.arrayContaining(['SourceProps', 'CsvOptions']));
  for (const [type, names] of Object.entries(calls)) {
    expect({ type, unknown: (names as string[]).filter((name) => !known.get(type)?.has(name)) }).toEqual({ type, unknown: [] });
  }
  for (const [type, name] of constants) {
    expect((library as unknown as Record<string, Record<string, string>>)[type]).toHaveProperty(name);
  }
  expect(texts.filter((text: string) => text === hostile)).toHaveLength(4);
});

test('every option of a source is tried', () => {
  const tried = MEMBERS.flatMap(({ name, value }) => (name === 'csv' ? (value as Reasoned).members.map((member) => `csv.${member.name}`) : [name]));
  expect(optionsOf({}).map(([option]) => option).filter((option) => !tried.includes(option))).toEqual([]);
});

test.each([
  ['orders.csv', 'orders'], ['a/b/Sales Report 2024-05-01.csv.gz', 'sales-report'], ['27a_day1.csv', 'a-day1'], ['größen.json', 'grossen'],
  ['日付.csv', 'my-source'], ['x.csv', 'my-source'],
])('the id after %s is %s', (path, id) => {
  expect(sourceIdOf(path)).toBe(id);
});
