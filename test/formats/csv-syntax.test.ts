/** The characters of a CSV file that mean something, rows that are no records, and columns without a name. */

import * as fc from 'fast-check';
import { unparse } from 'papaparse';
import { faultOf, profileOf, readTwice } from './support';
import { CsvRows } from '../../lambda-src/core/formats/csv/rows';
import type { DeclaredSyntax } from '../../lambda-src/core/formats/csv/syntax';
import { TextChunk } from '../../lambda-src/core/formats/stored/text-chunk';
import type { CsvConfig } from '../../src/source-config';

type Row = Readonly<Record<string, string>>;

/** The records as a reader by the plan alone sees them. Cells that are null are left out. */
async function recordsOf(text: string | Buffer, csv: CsvConfig = {}, maxBadRecordRatio?: number): Promise<Row[]> {
  const outcomes = await Promise.all([undefined, [1], [7, 2]].map((sizes) => readTwice(text, 'csv', { sizes, source: { csv, maxBadRecordRatio } })));
  const [first, ...others] = outcomes.map(({ file, lines }) => ({ lines, records: file.records }));
  others.forEach((other) => expect(other).toEqual(first));
  expect(first.lines).toHaveLength(first.records);
  return first.lines.map((line) => JSON.parse(line) as Row);
}

function rowsOf(text: string, delimiter: string, syntax: DeclaredSyntax): string[][] {
  const rows = new CsvRows(delimiter, syntax);
  return [...rows.push(new TextChunk(text, 0)), ...rows.end()].map((row) => [...row.cells]);
}

const blankRowsOf = async (text: string, csv?: CsvConfig) => (await profileOf(text, 'csv', [3], { csv })).scanned;

describe('a delimiter', () => {
  test.each(['^', ' ', ':', '\u0001', '~', 'x', '\u007f', '0'])('may be %j', async (delimiter) => {
    expect(await recordsOf(['a', 'b\n5', 'é\n', '"6"\n'].join(delimiter).replace('\n\n', '\n'), { delimiter, header: true, columnNames: ['a', 'b'], raggedRows: 'fill' }))
      .toContainEqual({ a: '5', b: 'é' });
  });

  test('separates cells, and is part of a quoted one', async () => {
    expect(await recordsOf('a^b\n1,5^"x^y"\n', { delimiter: '^' })).toEqual([{ a: '1,5', b: 'x^y' }]);
  });
});

describe('a quote', () => {
  test('encloses cells, and is written twice in them; a quotation mark is then an ordinary character', async () => {
    expect(await recordsOf("a,b\n'x, it''s',\"5\" pipe\"\n'1\n2','3'\n", { quote: "'" })).toEqual([{ a: "x, it's", b: '"5" pipe"' }, { a: '1\n2', b: '3' }]);
  });

  test('does not stand in the way of a type', async () => {
    const { schema } = await profileOf('a,b\n~12~,~2024~~01~\n', 'csv', [1], { csv: { quote: '~' } });
    expect([...schema.fields.values()].map(({ type }) => type)).toEqual(['bigint', 'string']);
  });

  test('may be none: then each line is a row, whatever quotation marks it has', async () => {
    const text = 'a,b\n"x,y"\n5",it"s\n"",\n';
    expect(await recordsOf(text, { quote: '' })).toEqual([{ a: '"x', b: 'y"' }, { a: '5"', b: 'it"s' }, { a: '""' }]);
    expect((await faultOf(text, 'csv')).reason).toBe('ragged_row');
  });

  test('none does not hide bytes that are not text', async () => {
    const bytes = Buffer.from('a,b\n\xff1\xff,2\n', 'latin1');
    expect(await faultOf(bytes, 'csv', [1], { csv: { quote: '' } })).toMatchObject({ reason: 'invalid_encoding', byteOffset: 4 });
  });

  test('that is broken is a fault of its row', async () => {
    expect(await faultOf("a,b\n1,2\n'x'y,3\n", 'csv', undefined, { csv: { quote: "'" } })).toMatchObject({ reason: 'malformed_csv', record: 2 });
    expect(await recordsOf("a,b\n1,2\n'x'y,3\n4,5\n", { quote: "'" }, 0.5)).toEqual([{ a: '1', b: '2' }, { a: '4', b: '5' }]);
  });

  test('gives the rows that papaparse wrote with it', () => {
    const cell = fc.string({ unit: fc.constantFrom("'", '"', '^', '\n', 'a', ' ', 'é'), maxLength: 6 });
    fc.assert(fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
      const text = unparse(rows, { delimiter: '^', quoteChar: "'", quotes: true, newline: '\n' });
      expect(rowsOf(text, '^', { quote: "'" })).toEqual(rows);
    }), { numRuns: 1_000 });
  });
});

describe('an escape character', () => {
  const escape = '\\';

  test('takes away the meaning of the next character, in and outside quotes', async () => {
    const text = 'a,b\n"say \\"hi, you\\"",x\\,y\n\\"q\\",one\\\ntwo\n"back\\\\",\\\\\n"dou""ble",C:\\\\dir\n';
    expect(await recordsOf(text, { escape })).toEqual([
      { a: 'say "hi, you"', b: 'x,y' }, { a: '"q"', b: 'one\ntwo' }, { a: 'back\\', b: '\\' }, { a: 'dou"ble', b: 'C:\\dir' },
    ]);
  });

  test('is an ordinary character if the source does not declare it, and at the end of the file', async () => {
    expect(await recordsOf('a,b\nC:\\dir,\\\n')).toEqual([{ a: 'C:\\dir', b: '\\' }]);
    expect(await recordsOf('a,b\n1,x\\', { escape })).toEqual([{ a: '1', b: 'x\\' }]);
  });

  test('works without quotes', async () => {
    expect(await recordsOf('a\tb\n"x\\\ty"\t\\\\N\n', { escape, quote: '', delimiter: '\t' })).toEqual([{ a: '"x\ty"', b: '\\N' }]);
  });

  test('does not hide a type', async () => {
    const { schema } = await profileOf('a,b\n1\\2,\\"3\n', 'csv', [1], { csv: { escape } });
    expect([...schema.fields.values()].map(({ type }) => type)).toEqual(['bigint', 'string']);
  });

  test('does not end a bad row early', async () => {
    const text = 'a,b\n"x\\"\n,y",1\n"bad"x\\\n,1\n2,3\n';
    expect(await recordsOf(text, { escape }, 0.5)).toEqual([{ a: 'x"\n,y', b: '1' }, { a: '2', b: '3' }]);
  });

  test('gives the rows that papaparse wrote with it', () => {
    const cell = fc.string({ unit: fc.constantFrom('"', '\n', 'a', ' ', ','), maxLength: 6 });
    fc.assert(fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
      expect(rowsOf(unparse(rows, { escapeChar: '^', quotes: true, newline: '\n' }), ',', { escape: '^' })).toEqual(rows);
    }), { numRuns: 1_000 });
  });
});

describe('a comment', () => {
  test('is no row, before the header and after it, and however it ends', async () => {
    const text = '# Report, "2024\n#\n\na,b\r\n# one\r\n1,2\r#,two\r3,4\n#';
    expect(await recordsOf(text, { comment: '#' })).toEqual([{ a: '1', b: '2' }, { a: '3', b: '4' }]);
  });

  test('begins a line, and is no comment within quotes or after an escape character', async () => {
    const text = 'a,b\n"x\n# y",#1\n\\# z,2\n ## w,3\n';
    expect(await recordsOf(text, { comment: '#', escape: '\\' })).toEqual([{ a: 'x\n# y', b: '#1' }, { a: '# z', b: '2' }, { a: ' ## w', b: '3' }]);
  });

  test('may begin with several characters: a line with fewer of them is a row', async () => {
    expect(await recordsOf('a,b\n-- c\n-1,2\n-,-- 3\n--', { comment: '--' })).toEqual([{ a: '-1', b: '2' }, { a: '-', b: '-- 3' }]);
    expect(await recordsOf('a,b\n12345678x\n1234567,8\n', { comment: '12345678' })).toEqual([{ a: '1234567', b: '8' }]);
  });

  test('is text all the same', async () => {
    const bytes = Buffer.from('a,b\n# \xff\n1,2\n', 'latin1');
    expect(await faultOf(bytes, 'csv', [2], { csv: { comment: '#' } })).toMatchObject({ reason: 'invalid_encoding', byteOffset: 6 });
  });

  test('is no bad record, and has no number', async () => {
    expect(await recordsOf('a,b\n# "x\n1,2\n3\n# y\n4,5\n', { comment: '#' }, 0.5)).toEqual([{ a: '1', b: '2' }, { a: '4', b: '5' }]);
    expect(await faultOf('a,b\n# x\n1,2\n3\n', 'csv', undefined, { csv: { comment: '#' } })).toMatchObject({ reason: 'ragged_row', record: 2, byteOffset: 12 });
  });
});

describe('blanks at both ends of cells', () => {
  const padded = 'id,\u00a0name , "a b" \n 1 ,\tx y\u00a0, " q " \n';

  test('stay as they are, unless the source trims them', async () => {
    expect(await recordsOf(padded)).toEqual([{ 'id': ' 1 ', '\u00a0name ': '\tx y\u00a0', ' "a b" ': ' " q " ' }]);
    expect(await recordsOf(padded, { trim: true })).toEqual([{ 'id': '1', 'name': 'x y', 'a b': ' q ' }]);
  });

  test('leave a tab that is the delimiter, and a blank after an escape character', async () => {
    expect(await recordsOf('a\tb\t c\n1\t\t 2 \n', { trim: true, delimiter: '\t' })).toEqual([{ a: '1', c: '2' }]);
    expect(await recordsOf('a,b\n\\ 1\\ ,  2 \n', { trim: true, escape: '\\' })).toEqual([{ a: ' 1 ', b: '2' }]);
  });

  test('do not make a line a record', async () => {
    const text = 'a,b\n  \n , \u00a0\n1,2\n\t\n';
    expect(await recordsOf(text, { trim: true })).toEqual([{ a: '1', b: '2' }]);
    expect(await blankRowsOf(text, { trim: true })).toMatchObject({ blankRows: { count: 1, first: 1 } });
  });

  test('around quotes are taken off; other text there is a fault', async () => {
    expect(await faultOf('a,b\n1,"x" y\n', 'csv', [1], { csv: { trim: true } })).toMatchObject({ reason: 'malformed_csv', record: 1 });
    expect(await recordsOf('a,b\n1,"x" "y,\n 2 , "3" \n', { trim: true }, 0.5)).toEqual([{ a: '2', b: '3' }]);
  });

  test('make null markers match', async () => {
    const { schema } = await profileOf('a,b\n NA ,1\n', 'csv', [1], { csv: { trim: true }, nullMarkers: ['NA'] });
    expect(schema.fields.get('a')).toMatchObject({ type: 'unknown', nulls: 1 });
  });
});

describe('rows of nothing but delimiters', () => {
  const text = ',,\na,b\n1,2\n,\n,,,\n\n3,4\n,';

  test('are no records, are counted, and have no number', async () => {
    expect(await recordsOf(text)).toEqual([{ a: '1', b: '2' }, { a: '3', b: '4' }]);
    expect(await blankRowsOf(text)).toMatchObject({ blankRows: { count: 3, first: 2 } });
    expect(await blankRowsOf('a,b\n1,2\n')).toMatchObject({ blankRows: undefined });
    expect(await faultOf('a,b\n,\n1,2\n,\n3\n', 'csv', [1])).toMatchObject({ reason: 'ragged_row', record: 2 });
    const { schema } = await profileOf(text, 'csv');
    expect(schema.fields.get('a')).toMatchObject({ values: 2, nulls: 0, parents: 2 });
  });

  test('are records of nulls if the source keeps them', async () => {
    expect(await recordsOf('a,b\n1,2\n,\n\n3,4\n', { blankRows: 'keep' })).toEqual([{ a: '1', b: '2' }, {}, { a: '3', b: '4' }]);
    expect(await recordsOf('a,b,c\n,\n', { blankRows: 'keep', raggedRows: 'fill' })).toEqual([{}]);
    expect(await faultOf('a,b,c\n,\n', 'csv', undefined, { csv: { blankRows: 'keep' } })).toMatchObject({ reason: 'ragged_row', record: 1 });
  });

  test('do not hide a row of quoted empty cells, or of null markers', async () => {
    const { records } = await profileOf('a,b\n"",""\nNA,NA\n,""\n', 'csv', [1], { nullMarkers: ['NA'] });
    expect(records).toBe(3);
  });

  test('are neither good nor bad records', async () => {
    expect(await recordsOf('a,b\n1,2\n,\n3\n,,,\n4,5\n', {}, 0.34)).toEqual([{ a: '1', b: '2' }, { a: '4', b: '5' }]);
    expect((await faultOf('a,b\n1,2\n,\n3\n,,,\n', 'csv', undefined, { maxBadRecordRatio: 0.49 })).detail).toContain('1 of 2 records are bad');
  });

  test('may come first in a file without a header', async () => {
    expect(await recordsOf(',\n1,2\n3,4\n', { header: false })).toEqual([{ column_1: '1', column_2: '2' }, { column_1: '3', column_2: '4' }]);
  });
});

describe('columns without a name', () => {
  test('do not exist if they are the last ones and have no values', async () => {
    const text = 'a,b,, \n1,2,,\n3,4,"",\n5,6\n7,8,\n';
    expect(await recordsOf(text)).toEqual([{ a: '1', b: '2' }, { a: '3', b: '4' }, { a: '5', b: '6' }, { a: '7', b: '8' }]);
    expect(await profileOf(text, 'csv')).toMatchObject({ columns: ['a', 'b'], nameless: 2 });
  });

  test('are refused if there is a value, and the message says what reads it', async () => {
    for (const csv of [{}, { raggedRows: 'fill' }] as const) {
      expect(await faultOf('a,b,,\n1,2,,\n\n3,4,x,\n', 'csv', [1], { csv })).toMatchObject({
        reason: 'empty_header',
        record: 2,
        byteOffset: 13,
        detail: 'the row has a value in a column after the 2 that have a name; columnNames of the source give it one, and so does headers: REPAIR',
      });
    }
    expect(await faultOf('a,b,,\n1,2,x,\n', 'csv', undefined, { maxBadRecordRatio: 0.5 })).toMatchObject({ reason: 'empty_header' });
    expect(await faultOf('a,b,,\n3\n1,2,x,\n4,5,,\n', 'csv', undefined, { maxBadRecordRatio: 0.5 })).toMatchObject({ reason: 'empty_header', byteOffset: 8 });
    expect((await faultOf('a,,b\n1,2,3\n', 'csv')).detail).toContain('column 2 has no name; columnNames of the source give it one, and so does headers: REPAIR');
  });

  test('do not excuse rows that lack a cell or have one more', async () => {
    expect(await faultOf('a,b,,\n1\n', 'csv')).toMatchObject({ reason: 'ragged_row', detail: expect.stringContaining('the row has 1 cells, the header has 4') });
    expect(await faultOf('a,b,,\n1,2,,,\n', 'csv')).toMatchObject({ reason: 'ragged_row' });
  });

  test('and columns of equal names get one if the source repairs headers', async () => {
    const columns = async (header: string) => (await profileOf(`${header}\n`, 'csv', undefined, { csv: { header: true, headers: 'repair' } })).columns;
    expect(await columns('Account,Amount,Date,Amount')).toEqual(['Account', 'Amount', 'Date', 'Amount_2']);
    expect(await columns('a,A,a_2,a,a')).toEqual(['a', 'A_3', 'a_2', 'a_4', 'a_5']);
    expect(await columns('a,,b,')).toEqual(['a', 'column_2', 'b', 'column_4']);
    expect(await columns(',b, ,column_3')).toEqual(['column_1', 'b', 'column_3_2', 'column_3']);
    expect(await recordsOf('a,a,\n1,2,3\n', { headers: 'repair' })).toEqual([{ a: '1', a_2: '2', column_3: '3' }]);
  });

  test('in a header with equal names are refused with the options that read it', async () => {
    expect((await faultOf('a,a\n1,2\n', 'csv')).detail).toBe('two columns have the name "a"; headers: REPAIR numbers them, and columnNames replace them');
  });
});

describe('names that replace those of a header', () => {
  const csv = { header: true, columnNames: ['id', 'amount', 'other'] };

  test('are the names of the columns, and the first row is no record', async () => {
    const text = '# x\nAmount,Amount,\n1,2,3\n';
    expect(await recordsOf(text, { ...csv, comment: '#' })).toEqual([{ id: '1', amount: '2', other: '3' }]);
    expect((await profileOf(text, 'csv', undefined, { csv: { ...csv, comment: '#' } })).dialect).toMatchObject({ header: true, columnNames: csv.columnNames });
    expect(await recordsOf('a,b,c,,\n1,2,3,,\n', csv)).toEqual([{ id: '1', amount: '2', other: '3' }]);
  });

  test('must be as many as in the header', async () => {
    expect(await faultOf('a,b,c,d\n1,2,3,4\n', 'csv', undefined, { csv })).toMatchObject({
      reason: 'ragged_row', record: undefined, detail: 'the header has 4 names, and columnNames of the source has 3',
    });
    expect((await faultOf('a,b\n1,2\n', 'csv', undefined, { csv })).reason).toBe('ragged_row');
    expect(await recordsOf('a,b\n1,2\n', { ...csv, raggedRows: 'fill' })).toEqual([{ id: '1', amount: '2' }]);
  });
});

describe('the byte 0x1A at the end', () => {
  test.each(['\x1a', '\n\x1a', '\x1a\n', '\r\n\x1a\r\n', '\n\x1a\x1a\x1a\n\x1a'])('is no part of a CSV file, nor is what follows it: %j', async (end) => {
    expect(await recordsOf(`a,b\n1,2\n3,4${end}`)).toEqual([{ a: '1', b: '2' }, { a: '3', b: '4' }]);
    expect(await recordsOf(`a,b\n1,2\n3${end}`, {}, 0.5)).toEqual([{ a: '1', b: '2' }]);
    expect(await recordsOf(Buffer.from(`\ufeffa,b\n1,é${end}`, 'utf16le'))).toEqual([{ a: '1', b: 'é' }]);
    expect(await recordsOf(`a,b\n1,2\ntotal,2${end}`, { footerLines: 1 })).toEqual([{ a: '1', b: '2' }]);
  });

  test.each(['\x1a', '\n\x1a\n', '\x1a\r\n'])('is no part of a JSON file: %j', async (end) => {
    for (const text of ['{"a":1}\n{"a":2}', '[{"a":1},{"a":2}]', '{"a":1}']) {
      for (const sizes of [undefined, [1], [5]]) {
        const { file, lines } = await readTwice(`${text}${end}`, 'json', { sizes });
        expect(lines).toHaveLength(file.records);
        expect(file.end).toBe(Buffer.byteLength(text) + end.indexOf('\x1a'));
      }
    }
    expect(await faultOf(`{"a":1}${end}{"a":2}`, 'json')).toMatchObject({ reason: 'malformed_json', byteOffset: 7 + end.indexOf('\x1a') });
  });

  test('is part of a cell anywhere else', async () => {
    expect(await recordsOf('a,b\n\x1a,x\x1a\n1,2\x1a \n')).toEqual([{ a: '\x1a', b: 'x\x1a' }, { a: '1', b: '2\x1a ' }]);
    expect(await faultOf('\x1a', 'csv')).toMatchObject({ reason: 'empty_file' });
  });
});
