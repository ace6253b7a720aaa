import { gzipSync } from 'node:zlib';
import { inPieces, profileOf } from './support';
import type { ScannedJson } from '../../lambda-src/core/formats/json/json-scanner';
import { type FileProfile, profileFile } from '../../lambda-src/core/profiling/profile-file';
import { type Reading, readingOf } from '../../lambda-src/core/profiling/raw-or-canonical';
import type { FieldType } from '../../lambda-src/core/schema/field-type';
import { firstVersion } from '../../lambda-src/core/schema/judge';
import type { ReadingConfig } from '../../src/source-config';

const FOLDER = 'raw/source=orders/date=2026-11-24/';

async function readingAs(
  format: 'json' | 'csv', content: string | Uint8Array, more: { name?: string; types?: Record<string, FieldType> } = {},
): Promise<Reading> {
  const file = await profileOf(content, format);
  const types = { ...Object.fromEntries(firstVersion(file.schema).types), ...more.types };
  return readingOf(file, new Map(Object.entries(types)), `${FOLDER}${more.name ?? '01KB0000000000000000000001_orders.json'}`);
}

const json = async (...given: [string | Uint8Array, { name?: string; types?: Record<string, FieldType> }?]) => (await readingAs('json', ...given)).reader;
const csv = (...given: [string | Uint8Array, { name?: string }?]) => readingAs('csv', ...given);

describe('a JSON file is read raw', () => {
  test.each([
    ['records on lines of their own', '{"a":1}\n{"a":2}\n'],
    ['one record on one line', '{"a":1}'],
    ['no final line end', '{"a":1}\n{"a":2}'],
    ['CRLF', '{"a":1}\r\n{"a":2}\r\n'],
    ['CR', '{"a":1}\r{"a":2}\r'],
    ['blank lines', '\n{"a":1}\n \t\n\r\n{"a":2}\n\n'],
    ['spaces and tabs around records', ' \t{"a":1}\t \n  {"a":2} '],
    ['a byte order mark', '\ufeff{"a":1}\n'],
    ['numbers of every type that is read exactly', '{"b":true,"i":-0,"w":9007199254740993,"d":18446744073709551616,"f":1.10}'],
    ['integers in a column of doubles', '{"f":1}\n{"f":0.5}\n'],
    ['-0.0, which keeps its sign', '{"f":-0.0}'],
    ['nested values', '{"o":{"l":[{"s":"x"},null]},"e":[],"n":null}'],
    ['strings of every kind', '{"s":"\\u0000 2024-01-02 \\ud83e\\udd86 \u2028"}'],
  ])('if it has %s', async (_, content) => {
    expect(await json(content)).toBe('spark-ndjson');
  });

  test.each([
    ['is an array of records', '[{"a":1}]'],
    ['has a record of several lines', '{"a":1}\n{\n"a":2}\n'],
    ['has a record of several lines, which CR ends', '{"a":1,\r"b":2}'],
    ['has two records on a line', '{"a":1}\n{"a":2} {"a":3}\n'],
    ['has two records on a line without anything between', '{"a":1}{"a":2}'],
    ['shows no value at all', '{"a":null}\n{}\n'],
    ['has a path of mixed values', '{"a":1,"o":{"x":1}}\n{"o":{"x":"y"}}\n'],
    ['has a number that no type holds', '{"a":1e400}'],
    ['has the token -0 in a column of doubles', '{"f":-0}\n{"f":0.5}\n'],
    ['has the token -0 in an array of doubles', '{"l":[0.5,-0]}'],
    ['is UTF-16', Buffer.from('\ufeff{"a":1}\n', 'utf16le')],
  ])('but not if it %s', async (_, content) => {
    expect(await json(content)).toBe('canonical');
  });

  test.each<[string, string, FieldType]>([
    ['numbers at a path that is read as double, among them -0', '{"a":-0}', 'double'],
    ['values at a path that is read as json', '{"a":1}', 'json'],
    ['texts at a path that is read as date', '{"a":"2024-01-02"}', 'date'],
    ['texts at a path that is read as timestamp', '{"a":"2024-01-02"}', 'timestamp'],
    ['numbers at a path that is read as string', '{"a":1.10}', 'string'],
    ['an object at a path that is read as map', '{"a":{"k":1}}', 'map'],
    ['a number with more digits than the decimal of its path', `{"a":${'9'.repeat(30)}}`, 'decimal(20,0)'],
  ])('but not if it has %s', async (_, content, type) => {
    expect(await json(content, { types: { a: type } })).toBe('canonical');
  });

  test.each<[string, string, FieldType]>([
    ['double', '{"a":1}', 'double'], ['decimal', '{"a":-0}', 'decimal(25,0)'], ['bigint(wide)', '{"a":1}', 'bigint(wide)'],
  ])('if its integers are read as %s', async (_, content, type) => {
    expect(await json(content, { types: { a: type } })).toBe('spark-ndjson');
  });
});

test.each<[string, ReadingConfig]>([
  ['a null marker', { format: 'csv', nullMarkers: ['NA'] }],
  ['declared columns', { format: 'csv', csv: { header: false, columnNames: ['a', 'b'] } }],
  ['lines before the header', { format: 'csv', csv: { preambleLines: 1 } }],
  ['ragged rows that are filled', { format: 'csv', csv: { raggedRows: 'fill' } }],
  ['a null marker in JSON', { format: 'json', nullMarkers: ['NA'] }],
])('a file that is read with the help of %s is not read raw', async (_, options) => {
  const content = options.format === 'csv' ? 'a,b\n1,2\n3,4\n' : '{"a":1}\n';
  const file = await profileFile(inPieces(Buffer.from(content)), options);
  const { types } = firstVersion(file.schema);
  expect(types.size).toBeGreaterThan(0);
  expect(readingOf(file, types, `${FOLDER}01KB0000000000000000000001_file`)).toEqual({ reader: 'canonical' });
});

test('a JSON file is not read raw if it has a map, or a path with another read type than the file showed', async () => {
  const file = await profileOf('{"a":{"k":1}}', 'json');
  const scanned = file.scanned as ScannedJson;
  const seen = (fields: [string, FieldType][]): FileProfile => ({
    ...file,
    scanned: {
      ...scanned,
      schema: { ...scanned.schema, fields: new Map(fields.map(([path, type]) => [path, { type, values: 1, nulls: 0, parents: 1 }])) },
    },
  });
  const types = new Map<string, FieldType>([['a', 'map'], ['a{}', 'bigint']]);
  const key = `${FOLDER}01KB0000000000000000000001_orders.json`;
  expect(readingOf(seen([['a', 'map'], ['a{}', 'bigint']]), types, key)).toEqual({ reader: 'canonical' });
  expect(readingOf(seen([['a', 'struct'], ['a.k', 'bigint']]), new Map([['a', 'struct'], ['a{}', 'bigint']]), key)).toEqual({ reader: 'canonical' });
  expect(readingOf(seen([['a', 'struct'], ['a.k', 'bigint']]), new Map([['a', 'struct'], ['a.k', 'bigint']]), key)).toEqual({ reader: 'spark-ndjson' });
});

describe('a CSV file is read raw', () => {
  const whole = { reader: 'spark-csv', header: ['a', 'b'], rowEnd: '\n', multiline: false };

  test.each([
    ['rows of one line', 'a,b\n1,2\n', whole],
    ['no final row end', 'a,b\n1,2', whole],
    ['CRLF', 'a,b\r\n1,2\r\n', { ...whole, rowEnd: '\r\n' }],
    ['quoted cells', '"a",b\n"x ""y"", z","1"\n', whole],
    ['a byte order mark', '\ufeffa,b\n1,2\n', whole],
    ['cells of any type', 'a,b\n2024-01-02,-0\nNaN,x\n', whole],
    ['empty cells', 'a,b\n1,\n"",\n', whole],
    ['one column', 'a\n1\n""\n', { ...whole, header: ['a'] }],
    ['a line break in a cell', 'a,b\n1,"2\r\n3"\n', { ...whole, multiline: true }],
    ['a line break in the header', 'a,"b\r"\n1,2\n', { ...whole, header: ['a', 'b\r'], multiline: true }],
    ['a row that looks blank', 'a\tb\n1\t2\n \t\u0001\n', { ...whole, multiline: true }],
    ['a row that looks blank in one column', 'a\n1\n  \n', { ...whole, header: ['a'], multiline: true }],
  ])('if it has %s', async (_, content, reading) => {
    expect(await csv(content)).toEqual(reading);
  });

  test.each([
    ['CR at the ends of rows', 'a,b\r1,2\r'],
    ['CR at the end of the last row', 'a,b\n1,2\r'],
    ['another row end after the header', 'a,b\r\n1,2\n3,4\n'],
    ['different row ends', 'a,b\n1,2\r\n3,4\n'],
    ['a blank row', 'a,b\n1,2\n\n3,4\n'],
    ['a blank row at the end', 'a,b\n1,2\n\n'],
    ['a blank row before the header', '\na,b\n1,2\n'],
    ['a header of control characters', '\u0001\t\u0002\n1\t2\n'],
    ['a header that is too long for the row of the file in the ledger', `a,${'b'.repeat(500)}${Array.from({ length: 100 }, (_, i) => `,${i}${'c'.repeat(400)}`).join('')}\n1${','.repeat(101)}\n`],
    ['no value', 'a,b\n,\n'],
    ['no row', 'a,b\n'],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le')],
  ])('but not if it has %s', async (_, content) => {
    expect((await csv(content)).reader).toBe('canonical');
  });
});

describe('Spark goes by the name of the object', () => {
  const packed = gzipSync('{"a":1}\n');

  test.each(['x', 'x.json', 'x.csv.txt', 'x.gzip', 'x.gz.json', 'x.zip'])('so that plain text may be named %s', async (name) => {
    expect(await json('{"a":1}\n', { name })).toBe('spark-ndjson');
  });

  test.each([
    'x.gz', 'x.GZ', 'x.bz2', 'x.lz4', 'x.snappy', 'x.zst', 'x.deflate', 'x.lzo', 'x.Bz2', '_x.json', '.x.json', 'x.json._COPYING_',
    'x {y}.json', 'x*.json', 'x%20.json', 'é.json', 'x:y.json', 'x\ny.json', '',
  ])('so that plain text may not be named %j', async (name) => {
    expect(await json('{"a":1}\n', { name })).toBe('canonical');
  });

  test.each([['x.gz', 'spark-ndjson'], ['x.json.gz', 'spark-ndjson'], ['x.json', 'canonical'], ['x.GZ', 'canonical'], ['x.gzip', 'canonical'], ['x', 'canonical']])(
    'so that gzip named %s is read as %s', async (name, reader) => {
      expect(await json(packed, { name })).toBe(reader);
    });
});
