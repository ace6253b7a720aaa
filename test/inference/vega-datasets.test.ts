import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDb } from './duckdb';
import { type Difference, RULES, agree, explanationOf } from './rules';
import type { Family, FieldType } from '../../lambda-src/core/schema/field-type';
import { parsePath } from '../../src/field-path';
import { bundleCli, runCli } from '../cli/bundled';

const DATA = join(dirname(require.resolve('vega-datasets')), '..', 'data');
const FILES = readdirSync(DATA).filter((name) => /\.(json|csv|tsv)$/.test(name)).map((name) => join(DATA, name));

/** What `schema-registry profile --json` prints about a file. */
interface Report {
  readonly file: string;
  readonly format: Family;
  readonly fields: Record<string, FieldType>;
}

let reports: readonly Report[];
const differences: Difference[] = [];

beforeAll(async () => {
  const { code, stdout, stderr } = await runCli(bundleCli(), ['profile', '--json', ...FILES]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  reports = JSON.parse(stdout);
  const duckDb = await DuckDb.open();
  for (const report of reports) {
    differences.push(...await differencesOf(report, duckDb));
  }
  duckDb.close();
}, 120_000);

async function differencesOf({ file, format, fields }: Report, duckDb: DuckDb): Promise<Difference[]> {
  const theirs = await duckDb.fieldTypes(file, format);
  const paths = new Set([...Object.keys(fields), ...theirs.keys()]);
  const differing = [...paths].filter((path) => !agree(fields[path], theirs.get(path)));
  return Promise.all(differing.map(async (path) => ({
    format, path, ours: fields[path], duckdb: theirs.get(path), cells: format === 'csv' ? await duckDb.cells(file, columnAt(path)) : [],
  })));
}

function columnAt(path: string): string {
  const [step] = parsePath(path);
  if (step.kind !== 'member') {
    throw new Error(`${path} is not the path of a CSV column`);
  }
  return step.name;
}

test('every JSON and CSV file of vega-datasets is accepted, with fields', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(60);
  expect(reports.map(({ file }) => file)).toEqual(FILES);
  expect(reports.filter(({ fields }) => Object.keys(fields).length === 0)).toEqual([]);
});

test('a documented rule explains every difference from what DuckDB infers', () => {
  expect(differences.filter((difference) => explanationOf(difference) === undefined)).toEqual([]);
});

test.each(RULES)('the rule $name explains a difference', ({ explains }) => {
  expect(differences.filter(explains)).not.toEqual([]);
});

test.each<Difference>([
  { format: 'csv', path: 'a', ours: 'string', duckdb: 'BIGINT', cells: ['1'] },
  { format: 'csv', path: 'a', ours: 'string', duckdb: 'DOUBLE', cells: ['0.97', '1'] },
  { format: 'csv', path: 'a', ours: 'string', duckdb: 'TIMESTAMP', cells: ['2015-01-01 01:00:00'] },
  { format: 'json', path: 'a', ours: 'string', duckdb: 'BIGINT', cells: [] },
  { format: 'json', path: 'a', ours: undefined, duckdb: 'VARCHAR', cells: [] },
])('no rule excuses $ours when DuckDB finds $duckdb in $format $cells', (difference) => {
  expect(explanationOf(difference)).toBeUndefined();
});
