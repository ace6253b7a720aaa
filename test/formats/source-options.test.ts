import * as fc from 'fast-check';
import { type Known, readTwice, faultOf, pieceSizes, profileOf, typesOf } from './support';
import { Bounds } from '../../lambda-src/core/formats/bounds';
import type { CsvConfig } from '../../src/source-config';

afterEach(() => jest.restoreAllMocks());

/** The records as promotion will read them. */
async function recordsOf(content: string | Buffer, format: 'json' | 'csv', source: Known, sizes?: readonly number[]): Promise<object[]> {
  return (await readTwice(content, format, { source, sizes })).lines.map((line) => JSON.parse(line) as object);
}

const csv = (options: CsvConfig): Known => ({ csv: options });

describe('a header', () => {
  test('is taken for a record if it has only numbers, booleans, dates and empty cells', async () => {
    const { dialect, schema, records } = await profileOf('1,,2024-01-02,true\n2,x,2024-01-03,false\n', 'csv');
    expect(dialect.columnNames).toEqual(['column_1', 'column_2', 'column_3', 'column_4']);
    expect([records, [...schema.fields].map(([path, { type }]) => [path, type])]).toEqual(
      [2, [['column_1', 'bigint'], ['column_2', 'string'], ['column_3', 'date'], ['column_4', 'boolean']]],
    );
    expect(await recordsOf('1,\n2,x\n', 'csv', {})).toEqual([{ column_1: '1' }, { column_1: '2', column_2: 'x' }]);
  });

  test('is a header if the source says so, whatever it holds', async () => {
    expect(await typesOf('2023,2024\n1,x\n', 'csv', csv({ header: true }))).toEqual({ 2023: 'bigint', 2024: 'string' });
  });

  test('is a record if the source says so, and the columns have the names that the source gives', async () => {
    expect(await recordsOf('\na,b\nc,d\n', 'csv', csv({ header: false }))).toEqual([{ column_1: 'a', column_2: 'b' }, { column_1: 'c', column_2: 'd' }]);
    expect(await recordsOf('a,b\nc,d', 'csv', csv({ columnNames: ['x', 'y'] }))).toEqual([{ x: 'a', y: 'b' }, { x: 'c', y: 'd' }]);
    expect(await faultOf('a,b,c\n', 'csv', undefined, csv({ columnNames: ['x', 'y'] }))).toMatchObject({ reason: 'ragged_row', record: 1, byteOffset: 0 });
  });

  test('may have two equal cells if it is a record', async () => {
    expect((await profileOf('1,1\n2,2\n', 'csv')).records).toBe(2);
  });
});

describe('a delimiter that the source gives', () => {
  test('is not looked for', async () => {
    expect(await recordsOf('a;b,c\n1;2,3\n', 'csv', csv({ delimiter: ',' }))).toEqual([{ 'a;b': '1;2', 'c': '3' }]);
  });
});

test('a first row that looks like JSON is a CSV row if the columns are declared', async () => {
  const options = csv({ delimiter: '\t', columnNames: ['doc', 'name'] });
  expect(await recordsOf('{"a": 1}\tx\n', 'csv', options)).toEqual([{ doc: '{"a": 1}', name: 'x' }]);
});

describe('Latin-1', () => {
  const bytes = Buffer.from('name,preis\nJos\xe9,5 \x80\n\x93Zitat\x94,1\n', 'latin1');

  test('is read as windows-1252 if the source declares it, because that is what senders mean by it', async () => {
    expect(await recordsOf(bytes, 'csv', csv({ encoding: 'latin1' }))).toEqual([{ name: 'José', preis: '5 €' }, { name: '“Zitat”', preis: '1' }]);
    expect((await profileOf(bytes, 'csv', undefined, csv({ encoding: 'latin1' }))).dialect.encoding).toBe('windows-1252');
  });

  test('is refused if the source does not declare it', async () => {
    expect(await faultOf(bytes, 'csv')).toMatchObject({ reason: 'invalid_encoding', byteOffset: 14 });
  });

  test('gives way to a byte order mark', async () => {
    expect(await recordsOf(Buffer.from('\ufeffa\né\n', 'utf16le'), 'csv', csv({ encoding: 'latin1' }))).toEqual([{ a: 'é' }]);
    expect(await recordsOf(Buffer.from('\ufeffa\né\n'), 'csv', csv({ encoding: 'latin1' }))).toEqual([{ a: 'é' }]);
  });

  test('has no character for five of the bytes, and faults give their place in the file', async () => {
    for (const sizes of [undefined, [1]]) {
      expect(await faultOf(Buffer.from('\xe9,b\n\xe9,\x81\n', 'latin1'), 'csv', sizes, csv({ encoding: 'latin1' }))).toMatchObject({ reason: 'invalid_encoding', byteOffset: 6 });
      expect(await faultOf(Buffer.from('\xe9,b\n\xe9\xe9,1\n\xe9\n', 'latin1'), 'csv', sizes, csv({ encoding: 'latin1' }))).toMatchObject({ reason: 'ragged_row', record: 2, byteOffset: 9 });
    }
  });
});

describe('lines around the table', () => {
  const options = csv({ preambleLines: 2, footerLines: 2 });
  const table = 'a,b\n1,"x\ny"\n2,z\n';

  test.each([
    ['Report, of "today\n\na,b\n1,"x\ny"\n2,z\nTotal: 2\nEnd'], [`Report\r\n\r\n${table.replace(/\n2/, '\r\n2')}Total: 2\r\n\r\nEnd\r\n\r\n`],
    [`Report\r\r${table}Total\nEnd\n`], [`Report\r\nof, "today\r\n${table}Total\r\nEnd`], [`Report\rof, "today\r${table}Total\nEnd`],
  ])('are left out, and the table is read as if they were not there: %j', async (file) => {
    for (const sizes of [undefined, [1], [3, 5]]) {
      expect(await recordsOf(file, 'csv', options, sizes)).toEqual([{ a: '1', b: 'x\ny' }, { a: '2', b: 'z' }]);
    }
  });

  test('are recorded in the dialect, and faults keep their places in the file', async () => {
    expect((await profileOf(`1\n2\n${table}3\n4\n`, 'csv', undefined, options)).dialect).toMatchObject({ preambleLines: 2, footerLines: 2 });
    expect(await faultOf('é\r\n\r\na,b\r\n1,2\r\n3\r\nT\r\nE\r\n', 'csv', [2], options)).toMatchObject({ reason: 'ragged_row', record: 2, byteOffset: 16 });
  });

  test('make the file an empty one if there is nothing else in it', async () => {
    expect((await faultOf('one\ntwo\n', 'csv', undefined, options)).reason).toBe('empty_file');
    expect((await faultOf('one\ntwo\nthree\nfour\n', 'csv', undefined, options)).reason).toBe('empty_file');
  });

  test('at the end have the same bound as a record', async () => {
    jest.replaceProperty(Bounds as { RECORD_BYTES: number }, 'RECORD_BYTES', 100);
    expect((await faultOf(`a\n1\n${'x'.repeat(101)}\ny`, 'csv', undefined, csv({ footerLines: 2 }))).reason).toBe('record_too_long');
  });

  test('at the end are too long or not, however the file is cut', async () => {
    jest.replaceProperty(Bounds as { RECORD_BYTES: number }, 'RECORD_BYTES', 300_000);
    const file = `a\n${`${'x'.repeat(170_000)}\n`.repeat(9)}t\nu\n`;
    const outcomes = new Set<unknown>();
    for (let size = 40_000; size < 200_000; size += 10_000) {
      outcomes.add(await profileOf(file, 'csv', [size], csv({ footerLines: 2 })).then(({ records }) => records, ({ reason }) => reason as string));
    }
    expect([...outcomes]).toHaveLength(1);
  });

  test('after the table may be long, because they are not copied again with every piece of the file', async () => {
    const file = `a\n${`${'x'.repeat(100_000)}\n`.repeat(10)}`;
    const joined = jest.spyOn(Buffer, 'concat');
    expect((await profileOf(file, 'csv', [1_000], csv({ footerLines: 2 }))).records).toBe(8);
    expect(joined.mock.results.reduce((sum, { value }) => sum + (value as Buffer).length, 0)).toBeLessThan(10 * file.length);
  });

  test('are the same however the file is cut into pieces', async () => {
    const lines = fc.string({ unit: fc.constantFrom('a', ',', '1', '\n', '\r', 'é'), maxLength: 30 });
    await fc.assert(fc.asyncProperty(lines, fc.nat(3), fc.nat(3), pieceSizes, async (text, preambleLines, footerLines, sizes) => {
      const outcome = (pieces?: readonly number[]) => profileOf(text, 'csv', pieces, csv({ preambleLines, footerLines, header: true }))
        .then(({ records, schema }) => ({ records, fields: [...schema.fields] }), ({ reason, byteOffset }) => ({ reason, byteOffset }));
      expect(await outcome(sizes)).toEqual(await outcome());
    }), { numRuns: 2_000 });
  });
});

describe('ragged rows', () => {
  const fill = csv({ raggedRows: 'fill' });

  test('are filled up with nulls or lose empty cells at their end; the header loses empty cells too', async () => {
    const file = 'a,b,,\n1\n2,x,,,\n3,y\n';
    expect(await recordsOf(file, 'csv', fill)).toEqual([{ a: '1' }, { a: '2', b: 'x' }, { a: '3', b: 'y' }]);
    const { schema } = await profileOf(file, 'csv', [1], fill);
    expect(schema.fields.get('b')).toMatchObject({ values: 2, nulls: 1 });
  });

  test('that would lose a value are refused', async () => {
    expect(await faultOf('a,b\n1,2,,3\n', 'csv', undefined, fill)).toMatchObject({ reason: 'ragged_row', record: 1 });
  });

  test('are refused if the source says nothing about them', async () => {
    expect((await faultOf('a,b\n1\n', 'csv')).reason).toBe('ragged_row');
    expect((await faultOf('a,b\n1,2,\n', 'csv')).reason).toBe('ragged_row');
  });
});

describe('null markers', () => {
  const markers = { nullMarkers: ['NA', '-', '-999', 'n/a, or none'] };

  test('are null as whole CSV cells, quoted or not, and do not affect types', async () => {
    const file = 'a,b,c\n1,NA,"n/a, or none"\n-999,"-",NAB\n';
    expect(await recordsOf(file, 'csv', markers)).toEqual([{ a: '1' }, { c: 'NAB' }]);
    const { schema } = await profileOf(file, 'csv', undefined, markers);
    expect(schema.fields.get('a')).toEqual({ type: 'bigint', values: 1, nulls: 1, parents: 2 });
    expect(schema.fields.get('b')).toMatchObject({ type: 'unknown', nulls: 2 });
  });

  test('are null as whole JSON strings, but not as names or numbers', async () => {
    const file = '[{"NA":"NA","t":"2024-01-02"},{"NA":"\\u004eA!","t":"-"},{"NA":-999,"t":["NA",{"x":"NA"}]}]';
    expect(await recordsOf(file, 'json', markers)).toEqual([
      { NA: null, t: '"2024-01-02"' }, { NA: '"\\u004eA!"', t: null }, { NA: '-999', t: '["NA",{"x":"NA"}]' },
    ]);
    const { schema } = await profileOf('[{"t":"2024-01-02"},{"t":"NA"}]', 'json', undefined, { ...markers, typeHints: { t: 'date' } });
    expect(schema.fields.get('t')).toMatchObject({ type: 'date', values: 1, nulls: 1 });
  });
});

describe('type hints', () => {
  test('keep scalars as the text in which they are written', async () => {
    const file = '{"id":1.10,"b":true,"s":"x"}\n{"id":"0010","b":null,"s":2}\n';
    const source = { typeHints: { id: 'string', b: 'string', s: 'string' } };
    expect(await recordsOf(file, 'json', source)).toEqual([{ id: '1.10', b: 'true', s: 'x' }, { id: '0010', b: null, s: '2' }]);
    expect(await typesOf(file, 'json', source)).toEqual({ id: 'string', b: 'string', s: 'string' });
  });

  test('make a map of an object whose names are data, without a path for each name', async () => {
    const file = Array.from({ length: 60 }, (_, i) => `{"byId":{"u${i}":{"n":${i}},"U${i}":{"n":null}}}`).join('\n');
    const source = { typeHints: { byId: 'map' } };
    jest.replaceProperty(Bounds as { FIELDS: number }, 'FIELDS', 5);
    expect(await typesOf(file, 'json', source)).toEqual({ 'byId': 'map', 'byId{}': 'struct', 'byId{}.n': 'bigint' });
    expect((await recordsOf(file, 'json', source))[1]).toEqual({ byId: { u1: { n: 1 }, U1: { n: null } } });
  });

  test('convert the values of a map like those of any other field', async () => {
    const source = { typeHints: { 'm': 'map', 'm{}': 'string' } };
    expect(await recordsOf('{"m":{"a":1.50,"b":"x","c":null}}', 'json', source)).toEqual([{ m: { a: '1.50', b: 'x', c: null } }]);
    expect(await recordsOf('{"m":{"a":1.50,"b":[1, 2]}}', 'json', source)).toEqual([{ m: { a: '1.50', b: '[1, 2]' } }]);
  });

  test('do not make a duplicate name in a map acceptable', async () => {
    const source = { typeHints: { m: 'map' } };
    expect(await faultOf('{"m":{"a":{"x":1},"b":2,"a":3}}', 'json', undefined, source)).toMatchObject({ reason: 'duplicate_key', byteOffset: 24, record: 1 });
    expect((await profileOf('{"m":{"a":{"a":1},"b":{"a":2}}}\n{"m":{"a":null}}', 'json', undefined, source)).records).toBe(2);
  });

  test('that contradict a file do not change its types', async () => {
    expect(await typesOf('{"t":"2024-01-02","m":{"a":1}}\n{"t":"soon","m":3}', 'json', { typeHints: { t: 'date', m: 'map' } })).toEqual({ t: 'string', m: 'json' });
    expect(await typesOf('{"t":"2024-01-02","m":{"a":1}}', 'json', { typeHints: { t: 'date', m: 'map' } })).toEqual({ 't': 'date', 'm': 'map', 'm{}': 'bigint' });
  });
});

describe('an object of many names', () => {
  test('is a map if it has more than 2,000 names, in one record or many, and memory holds only the first 2,000', async () => {
    const members = (from: number, count: number) => Array.from({ length: count }, (_, i) => `"k${from + i}":${from + i}`).join(',');
    const types = { 'm': 'map', 'm{}': 'bigint', 'o': 'string' };
    expect(await typesOf(`{"m":{${members(0, 60_000)}},"o":"x"}`, 'json')).toEqual(types);
    expect(await typesOf(`{"m":{${members(0, 1_500)}},"o":"x"}\n{"m":{${members(1_500, 501)}}}`, 'json')).toEqual(types);
    expect(Object.keys(await typesOf(`{"m":{${members(0, 1_500)}},"o":"x"}\n{"m":{${members(1_000, 1_000)}}}`, 'json'))).toHaveLength(2_002);
    expect((await faultOf(`{"m":{${members(0, 3_000)},"k2500":1}}`, 'json')).reason).toBe('duplicate_key');
  });

  test('may have names that differ in case only, once it is a map', async () => {
    const members = Array.from({ length: 2_000 }, (_, i) => `"k${i}":1`).join(',');
    expect((await faultOf(`{"m":{${members},"A":1}}\n{"m":{"a":1}}\n`.replace('"k0":1,"k1":1,', ''), 'json')).reason).toBe('case_collision');
    expect((await profileOf(`{"m":{${members},"A":1}}\n{"m":{"a":1}}\n`, 'json')).records).toBe(2);
  });

  test('is refused if members of its values have names that differ in case only', async () => {
    const members = Array.from({ length: 2_001 }, (_, i) => `"k${i}":{"x":1}`).join(',');
    expect((await profileOf(`{"m":{${members}}}\n{"m":{"another":{"x":1}}}\n`, 'json')).records).toBe(2);
    expect((await faultOf(`{"m":{${members}}}\n{"m":{"another":{"X":1}}}\n`, 'json')).reason).toBe('case_collision');
    expect((await faultOf(`{"m":{${members.replace('x', 'X')}}}`, 'json')).reason).toBe('case_collision');
  });
});
