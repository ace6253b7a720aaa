import * as fc from 'fast-check';
import { parse, unparse } from 'papaparse';
import { faultOf, outcomeOf, pieceSizes, profileOf, typesOf } from './support';
import { Bounds } from '../../lambda-src/core/formats/bounds';
import { CsvRows } from '../../lambda-src/core/formats/csv/rows';
import type { DeclaredSyntax } from '../../lambda-src/core/formats/csv/syntax';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { TextChunk } from '../../lambda-src/core/formats/stored/text-chunk';
import type { Delimiter } from '../../src/contract';

function rowsOf(text: string, delimiter: Delimiter = ',', syntax: DeclaredSyntax = { blankRows: 'keep' }): string[][] {
  const rows = new CsvRows(delimiter, syntax);
  const chunk = new TextChunk(text, 0);
  return [...rows.push(chunk), ...rows.end()].map((row) => [...row.cells]);
}

afterEach(() => jest.restoreAllMocks());

const delimiters = fc.constantFrom<Delimiter>(',', ';', '\t', '|');
const cells = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '|', '\n', '\r', 'a', ' ', 'é', '😀') }));

describe('CSV rows', () => {
  test('are the ones that papaparse wrote, whatever the cells hold', () => {
    const rowOf = (width: number) => fc.array(cells, { minLength: width, maxLength: width });
    const table = fc.integer({ min: 2, max: 5 }).chain((width) => fc.array(rowOf(width), { minLength: 1, maxLength: 6 }));
    fc.assert(fc.property(table, delimiters, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (rows, delimiter, newline, quotes) => {
      // papaparse leaves a lone CR unquoted unless it is told to quote everything.
      const hasBareEnds = rows.some((cellsOf) => cellsOf.some((cell) => /[\r\n]/.test(cell)));
      expect(rowsOf(unparse(rows, { delimiter, newline, quotes: quotes || hasBareEnds }), delimiter)).toEqual(rows);
    }), { numRuns: 2_000 });
  });

  test('are the ones that papaparse reads from any text in which it finds no fault', () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', '\n', 'a', 'b'), maxLength: 20 });
    fc.assert(fc.property(text, (source) => {
      const { data, errors } = parse<string[]>(source, { delimiter: ',', newline: '\n' });
      const isBlank = (row: string[]) => row.length === 1 && row[0] === '';
      if (errors.length > 0) {
        expect(() => rowsOf(source)).toThrow(FileFault);
      } else {
        // For us a single quoted empty cell is a row. papaparse cannot tell it from a blank line.
        expect(rowsOf(source).filter((row) => !isBlank(row))).toEqual(data.filter((row) => !isBlank(row)));
      }
    }), { numRuns: 5_000 });
  });

  test.each<[string, string[][]]>([
    ['a,b\n1,2\n', [['a', 'b'], ['1', '2']]],
    ['a,b\r\n1,2\r3,4\n5,6', [['a', 'b'], ['1', '2'], ['3', '4'], ['5', '6']]],
    ['a\n\n\r\n1\n\n', [['a'], ['1']]],
    ['a\n""\n', [['a'], ['']]],
    ['a,b\n,\n', [['a', 'b'], ['', '']]],
    ['"a ""b""","c\r\nd"\n', [['a "b"', 'c\r\nd']]],
    [' a , b\n', [[' a ', ' b']]],
    ['5" pipe,x\n', [['5" pipe', 'x']]],
    ['a,"b"', [['a', 'b']]],
  ])('of %j', (text, rows) => {
    expect(rowsOf(text)).toEqual(rows);
  });

  test.each(['"a', '"a"b,c', '"a" ,b', 'x,"a\n1,2\n', '"a""'])('of %j are a fault', (text) => {
    expect(() => rowsOf(text)).toThrow('malformed_csv');
  });
});

describe('a CSV file', () => {
  test.each<[string, Delimiter]>([
    ['a,b\n1,2\n', ','], ['a;b\n1,5;2,5\n', ';'], ['a\tb\n1\t2\n', '\t'], ['a|b\n1|2\n', '|'], ['a\n1\n2\n', ','],
    ['a;b;c\n', ';'], ['a;b\n"x, y, z";2\n', ';'], ['a,b\n"x;y;z",2\n"u;v;w",3\n', ','],
  ])('%j has its delimiter found', async (text, delimiter) => {
    for (const sizes of [undefined, [1]]) {
      expect((await profileOf(text, 'csv', sizes)).dialect).toEqual({
        format: 'csv', delimiter, decidedBy: { delimiter: 'content', header: expect.any(String) }, encoding: 'utf-8', compression: 'none',
      });
    }
  });

  test('has its delimiter found from whole lines, even if the head of the file ends within one', async () => {
    const row = `"${'x|'.repeat(8_000)}";1\n`;
    expect((await profileOf(`a;b\n${row.repeat(12)}`, 'csv')).dialect.delimiter).toBe(';');
  });

  test.each([
    ['', 'empty_file', undefined], ['\n\r\n', 'empty_file', undefined],
    ['a,b,a\n', 'duplicate_header', undefined], ['Id,ID\n', 'case_collision', undefined],
    ['a,,b\n1,2,3\n', 'empty_header', undefined], ['a, \n1,2\n', 'empty_header', 1], ['a,,\n1,,\n2,,x\n', 'empty_header', 2],
    ['sku;price\na;1\nb\nc;3\n', 'ragged_row', 2], ['a,b\n1,2\n3\n', 'ragged_row', 2], ['a,b\n1,2,3\n', 'ragged_row', 1], ['a,b\n1,2\n   \n', 'ragged_row', 2],
    ['a,b\n"1,2\n', 'malformed_csv', 1], ['a,b\n"1"x,2\n', 'malformed_csv', 1],
    ['{"a":1}\n', 'malformed_csv', undefined], ['[\n  {"a": 1}\n]', 'malformed_csv', undefined],
    [`${'n'.repeat(Bounds.NAME_CHARS + 1)},b\n`, 'field_name_too_long', undefined],
    [`${Array.from({ length: Bounds.FIELDS + 1 }, (_, i) => `c${i}`).join(',')}\n`, 'too_many_fields', undefined],
  ])('%# is refused: %s', async (text, reason, record) => {
    for (const sizes of [undefined, [7]]) {
      expect(await faultOf(text, 'csv', sizes)).toMatchObject({ reason, record });
    }
  });

  test('has faults that give the place of the row, in bytes', async () => {
    expect(await faultOf('\ufeffé,b\r\n1,2\r\n"é",3\r\n4\r\n', 'csv', [2])).toMatchObject({ reason: 'ragged_row', record: 3, byteOffset: 22 });
  });

  test('with a header only, or with brackets in its header, is accepted', async () => {
    expect((await profileOf('a,b\n', 'csv')).records).toBe(0);
    expect(await typesOf('a,b', 'csv')).toEqual({ a: 'unknown', b: 'unknown' });
    expect(await typesOf('[id],[name]\n1,x\n', 'csv')).toEqual({ '\\[id\\]': 'bigint', '\\[name\\]': 'string' });
  });

  test('has rows of a bounded length', async () => {
    jest.replaceProperty(Bounds as { RECORD_BYTES: number }, 'RECORD_BYTES', 1_000);
    for (const sizes of [undefined, [1], [97]]) {
      expect((await profileOf(`a\n${'x'.repeat(999)}\n`, 'csv', sizes)).records).toBe(1);
      expect(await faultOf(`a\n${'x'.repeat(1_000)}\n`, 'csv', sizes)).toMatchObject({ reason: 'record_too_long', record: 1, byteOffset: 2 });
    }
    expect((await faultOf(`a,b\n1,"${'x\n'.repeat(1_000)}`, 'csv')).detail).toContain('the quote that opens cell 2 may lack its partner');
  });

  test('is read the same way however it is cut into pieces, and has the same faults', async () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', 'a', 'é', '1', '.', '-', ' '), maxLength: 40 });
    await fc.assert(fc.asyncProperty(text, fc.boolean(), pieceSizes, async (rows, withHeader, sizes) => {
      const file = withHeader ? `x,y\n${rows}` : rows;
      expect(await outcomeOf(file, 'csv', sizes)).toEqual(await outcomeOf(file, 'csv'));
    }), { numRuns: 2_000 });
  });
});

describe('the schema of CSV records', () => {
  test('counts cells, and counts every column as present', async () => {
    const { schema } = await profileOf('a,b,c\n1,x,\n2.5,,""\n', 'csv');
    expect(Object.fromEntries(schema.fields)).toEqual({
      a: { type: 'double', values: 2, nulls: 0, parents: 2 },
      b: { type: 'string', values: 1, nulls: 1, parents: 2 },
      c: { type: 'unknown', values: 0, nulls: 2, parents: 2 },
    });
  });

  test.each([
    ['a\n1\n00123\n', 'string'], ['a\n1\n9007199254740993\n', 'bigint(wide)'], ['a\n1.5\n9007199254740993\n', 'string'],
    ['a\n2024-01-02\n2024-01-02T03:04:05Z\n', 'timestamp'], ['a\n2024-01-02\n02/01/2024\n', 'string'], ['a\ntrue\n1\n', 'string'],
    ['a\n1\nNaN\n', 'double'], ['a\n1\nNA\n', 'string'],
  ])('of %j is %s', async (text, type) => {
    expect(await typesOf(text, 'csv')).toEqual({ a: type });
  });

  test('keeps column names as they are, from name to path and back', async () => {
    const { schema } = await profileOf('a.b,"x[]",__proto__,  c\n1,2,3,4\n', 'csv');
    expect([...schema.fields.keys()]).toEqual(['a\\.b', 'x\\[\\]', '__proto__', '  c']);
  });
});
