import type { FileProfile } from '../../lambda-src/core/profiling/file-profile';
import type { Family } from '../../lambda-src/core/schema/field-type';
import { firstVersion } from '../../lambda-src/core/schema/judge';
import { boundedWarnings } from '../../lambda-src/core/warnings/bounded-warnings';
import { fileWarnings } from '../../lambda-src/core/warnings/file-warnings';
import { lookAlikes, visible } from '../../lambda-src/core/warnings/look-alike';
import { sentenceOf } from '../../lambda-src/core/warnings/sentence';
import { WARNINGS, type Warning } from '../../lambda-src/core/warnings/warning';
import { warningsOf } from '../../lambda-src/core/warnings/warnings-of';
import type { ReadingConfig } from '../../src/source-config';
import { type Known, profileOf } from '../formats/support';

async function found(content: string, format: Family, source: Known = {}): Promise<Warning[]> {
  const profile: FileProfile = await profileOf(content, format, undefined, source);
  return warningsOf(profile, { ...source, format } as ReadingConfig, { schema: firstVersion(profile.schema).profile });
}

/** Code, path, count and record. */
async function places(content: string, format: Family, source: Known = {}) {
  return (await found(content, format, source)).map(({ code, path, count, record }) => [code, path, count, record]);
}

function csv(cells: readonly string[], name = 'a'): string {
  return `k,${name}\n${cells.map((cell, i) => `x${i},${cell}\n`).join('')}`;
}

const times = (count: number, cell: string) => Array<string>(count).fill(cell);

describe('minority_type', () => {
  test.each<[string, readonly string[], unknown[] | undefined]>([
    ['one text among numbers', [...times(20, '1'), 'n/a', ...times(20, '1.5')], ['minority_type', 'a', 1, 21]],
    ['several texts, at most a tenth', [...times(18, '1'), 'n/a', 'n/a'], ['minority_type', 'a', 2, 19]],
    ['more than a tenth', [...times(17, '1'), 'n/a', 'n/a'], undefined],
    ['one of three', ['1', 'x', '2'], ['minority_type', 'a', 1, 2]],
    ['one of two', ['1', 'x'], undefined],
    ['numbers among texts: text anyway', [...times(20, 'x'), '1'], undefined],
    ['doubles among integers', [...times(20, '1'), '1.5'], undefined],
    ['integers beyond 2^53 among doubles: no type of numbers holds both', [...times(20, '1.5'), '9007199254740993'], ['minority_type', 'a', 1, 21]],
    ['a time among dates', [...times(20, '2024-05-01'), '2024-05-01T10:00:00'], ['minority_type', 'a', 1, 21]],
    ['a date among times: a timestamp anyway', [...times(20, '2024-05-01T10:00:00'), '2024-05-01'], undefined],
    ['a text among booleans', [...times(20, 'true'), 'yes'], ['minority_type', 'a', 1, 21]],
    ['two other types', [...times(20, 'true'), '1', 'x'], ['minority_type', 'a', 2, 21]],
    ['identifiers, some with a leading zero', [...times(20, '12'), '07'], undefined],
    ['empty cells do not count', [...times(9, '1'), ...times(90, ''), 'x', 'y'], undefined],
  ])('%s', async (_, cells, expected) => {
    expect(await places(csv(cells), 'csv')).toEqual(expected === undefined ? [] : [expected]);
  });

  test('is about elements and values of other kinds in JSON', async () => {
    const lines = (values: readonly string[]) => values.map((value) => `{"a":${value}}\n`).join('');
    expect(await places(lines([...times(20, '"x"'), '1']), 'json')).toEqual([['minority_type', 'a', 1, 21]]);
    expect(await places(lines([...times(20, '{"b":1}'), '[]', '"x"']), 'json')).toEqual([['minority_type', 'a', 2, 21]]);
    expect(await places(lines([...times(20, '[1,2]'), '[1,"x",2]']), 'json')).toEqual([['minority_type', 'a[]', 1, 21]]);
    expect(await places(lines(['1', '"x"']), 'json')).toEqual([['mixed_types', 'a', undefined, undefined]]);
  });

  test('is no surprise if the type is declared', async () => {
    expect(await places(csv([...times(20, '1'), 'x']), 'csv', { typeHints: { a: 'string' } })).toEqual([]);
    expect(await places(csv([...times(20, '1'), 'x']), 'csv', { typeHints: { a: 'bigint' } }))
      .toEqual([['minority_type', 'a', 1, 21], ['hint_unfit', 'a', 1, 21]]);
  });

  test('leaves out the names in rows that repeat the header', async () => {
    expect(await places('n\n1\nn\n2\nn\n3\n', 'csv', { csv: { header: true, delimiter: ',' } })).toEqual([['header_repeated', undefined, 2, 2]]);
    const rows = `a,n\n${'x,1\n'.repeat(30)}a,n\ny,z\n`;
    expect(await places(rows, 'csv')).toEqual([['header_repeated', undefined, 1, 31], ['minority_type', 'n', 1, undefined]]);
  });

  test('counts bad records where it says in which record', async () => {
    const rows = `a,n\n${'x,1\n'.repeat(5)}bad\n${'x,1\n'.repeat(5)}bad\nx,oops\nbad\n`;
    const warnings = await places(rows, 'csv', { maxBadRecordRatio: 0.5, csv: { delimiter: ',' } });
    expect(warnings).toContainEqual(['minority_type', 'n', 1, 13]);
    const atOnce = `a,n\nbad\nx,oops\n${'x,1\n'.repeat(20)}`;
    expect(await places(atOnce, 'csv', { maxBadRecordRatio: 0.5, csv: { delimiter: ',' } })).toContainEqual(['minority_type', 'n', 1, 2]);
  });
});

test('what the readers found around and between the records is told', () => {
  const facts = {
    records: 9,
    blankRows: { count: 3, first: 3 },
    nameless: 2,
    found: { preambleLines: 1, footerLines: 2 },
    shapeFacts: { arrayInOneRecord: { path: 'Records', objects: 7 }, keyedObjects: [{ keys: 30 }, { path: 'rates', keys: 4 }] },
  };
  expect(fileWarnings(facts).map(sentenceOf)).toEqual([
    '3 rows of nothing but delimiters are left out; csv.blankRows can keep them as records of nulls (first before record 3)',
    '2 columns after the last one have neither a name nor a value, and do not count',
    '1 line before the table is left out; csv.preambleLines: 1 declares it, csv.preambleLines: 0 the opposite',
    '2 lines after the table are left out; csv.footerLines: 2 declares it, csv.footerLines: 0 the opposite',
    'Records: the file is one record around an array of 7 objects; if they are the records, declare recordsAt',
    '30 names look like ids or dates; if they are data, declare recordsAt and keyColumn',
    'rates: 4 names look like ids or dates; if they are data, declare recordsAt and keyColumn, or a map in typeHints',
  ]);
  expect(fileWarnings({ records: 2, blankRows: { count: 1, first: 3 } }).map(sentenceOf)).toEqual([
    '1 row of nothing but delimiters after the last record is left out; csv.blankRows can keep it as a record of nulls',
  ]);
  expect(fileWarnings({ records: 9, nameless: 0, found: { preambleLines: 0, footerLines: 0 }, shapeFacts: { keyedObjects: [] } })).toEqual([]);
});

describe('header_repeated', () => {
  test('is found if the source declares the names', async () => {
    expect(await places('a,b\n1,2\n', 'csv', { csv: { header: false, columnNames: ['a', 'b'] } })).toContainEqual(['header_repeated', undefined, 1, 1]);
  });

  test.each(['ab,b\n', 'a,b,\n', ' a,b\n', 'a,bb\n'])('%j only resembles the header', async (row) => {
    const warnings = await found(`a,b\n1,2\n${row}1,2\n`, 'csv', { csv: { raggedRows: 'fill', delimiter: ',' } });
    expect(warnings.map(({ code }) => code)).not.toContain('header_repeated');
  });
});

describe('mixed_offsets', () => {
  const [zoned, unzoned] = ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00'];

  test('says where the fewer ones begin', async () => {
    expect(await places(csv([unzoned, zoned, zoned]), 'csv')).toEqual([['mixed_offsets', 'a', 1, 1]]);
    expect(await places(csv([unzoned, unzoned, zoned]), 'csv')).toEqual([['mixed_offsets', 'a', 1, 3]]);
    expect(await places(csv([zoned, '2024-05-01', zoned]), 'csv')).toEqual([]);
  });

  test('is about JSON texts that are all times', async () => {
    expect(await places(`{"a":"${zoned}"}{"a":"${unzoned}"}`, 'json')).toEqual([['mixed_offsets', 'a', 1, 2]]);
    expect(await places(`{"a":"${zoned}"}{"a":"x"}{"a":"${unzoned}"}`, 'json')).toEqual([]);
  });
});

describe('digits_lost', () => {
  test.each([
    ['0.1', false], ['0.10000000000000000555', false], ['0.1000000000000000055511151231257827', false], ['1.50000000000000000000', false],
    ['0.123456789012345678', true], ['12345678901234567.89', true], ['1.000000000000000001', true], ['123456789012345678e-3', true],
    ['40.712800000000001432', false], [`0.${'1'.repeat(200)}`, true],
  ])('%s: %p', async (number, isLost) => {
    const expected = isLost ? [['digits_lost', 'a', 1, 1]] : [];
    expect(await places(`{"a":${number}}{"a":0.5}`, 'json')).toEqual(expected);
    expect(await places(csv([number, '0.5']), 'csv')).toEqual(expected);
  });

  test('needs a double: text keeps all digits', async () => {
    expect(await places(csv(['0.123456789012345678', '0.5']), 'csv', { typeHints: { a: 'string' } })).toEqual([]);
  });
});

test.each([
  [['1', '2', '31e4'], [['exponent_ids', 'a', 1, 3]]],
  [['1', '2', '3E4', '4e4'], [['exponent_ids', 'a', 2, 3]]],
  // The numbers look like that, or a program writes them so.
  [['31e4', '5e2'], []], [['1', '1e+05'], []], [['1', '2.5', '31e4'], []], [['1', '1.5e3'], []],
])('exponent_ids in %j', async (cells, expected) => {
  expect(await places(csv(cells), 'csv')).toEqual(expected);
});

test.each([
  [['x ', 'y'], [['padded_cells', 'a', 1, 1]]], [['y', '\tx', '\u00a0x', 'x\u00a0'], [['padded_cells', 'a', 3, 2]]], [['" x "', 'à', 'x y'], []],
])('padded_cells in %j', async (cells, expected) => {
  expect(await places(csv(cells), 'csv')).toEqual(expected);
});

describe('names that look alike', () => {
  test.each([
    ['Order ID', 'Order\u00a0ID', '"Order\\u00a0ID"'], ['Größe', 'Gro\u0308ße', '"Gro\\u0308ße"'], ['a', 'a ', '"a "'], ['name', 'n\u0430me', '"n\\u0430me"'],
    ['name', 'na\u200bme', '"na\\u200bme"'], ['a-b', 'a\u2013b', '"a\\u2013b"'], ['A', '\u0391', '"\\u0391"'],
  ])('%j and %j', (one, other, shown) => {
    expect(lookAlikes([one, other], [])).toEqual([{ path: other, other: one, isActive: false }]);
    expect(lookAlikes([other], [one])).toEqual([{ path: other, other: one, isActive: true }]);
    expect(lookAlikes([one, other], [one, other])).toEqual([{ path: other, other: one, isActive: false }]);
    expect(visible(other)).toBe(shown);
  });

  test.each([['a', 'b'], ['a_b', 'a b'], ['имя', 'name'], ['a', 'á'], ['l', 'I'], ['हिन्दी', 'हन्द']])('%j and %j do not', (one, other) => {
    expect(lookAlikes([one, other], [])).toEqual([]);
  });

  test('are compared within one object, and letters with the marks that they need are shown as they are', () => {
    expect(lookAlikes(['a', 'a.x', 'a\u00a0', 'a\u00a0.x', 'b.x\u00a0'], [])).toEqual([{ path: 'a\u00a0', other: 'a', isActive: false }]);
    expect(visible('हिन्दी')).toBe('"हिन्दी"');
  });
});

test('a column with a number that its field does not have is told', async () => {
  const profile = await profileOf('date,Order ID,order_id,id 2,Sales (2019)\n1,2,3,4,5\n', 'csv');
  const columns = new Map([['date', 'date_2'], ['Order ID', 'order_id'], ['order_id', 'order_id_2'], ['id 2', 'id_2'], ['Sales (2019)', 'sales_2019']]);
  expect(warningsOf(profile, { format: 'csv' }, { columns }).map(({ code, path }) => [code, path])).toEqual([['column_renamed', 'date'], ['column_renamed', 'order_id']]);
});

test('the most important warnings come first, in the order of the list', async () => {
  const codes = (await found('a,b\nx ,1\na,b\ny,n/a\nz,2\nz,3\nz,3\nz,4\nz,3\nz,3\nz,3\n', 'csv')).map(({ code }) => code);
  expect(codes).toEqual(['header_repeated', 'minority_type', 'padded_cells']);
  expect(Object.keys(WARNINGS).filter((code) => codes.includes(code as Warning['code']))).toEqual(codes);
});

test('only as many warnings are kept as there is room for', () => {
  const warning = (path: string): Warning => ({ code: 'no_column', path, detail: 'x' });
  const bytes = JSON.stringify(warning('a')).length + 1;
  expect(boundedWarnings([warning('a'), warning('b'), warning('c')], 2 * bytes)).toEqual({ warnings: [warning('a'), warning('b')], omitted: 1 });
  expect(boundedWarnings([warning('a')], bytes)).toEqual({ warnings: [warning('a')], omitted: 0 });
  expect(boundedWarnings([warning('é')], bytes)).toEqual({ warnings: [], omitted: 1 });
});
