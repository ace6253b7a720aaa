import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { faultOf, outcomeOf, pieceSizes, profileOf, typesOf } from './support';
import { Bounds } from '../../lambda-src/core/formats/bounds';
import { JsonCursor, JsonFault } from '../../lambda-src/core/formats/json/cursor';

/** JSON text that uses all the freedom of the grammar: white space, spellings of numbers, escapes. */
const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r'), maxLength: 2 });
const numbers = fc.oneof(
  fc.integer().map(String), fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => JSON.stringify(n)),
  fc.constantFrom('-0', '0.0', '1e5', '1E+2', '-1.5e-3', '9007199254740993', '123456789012345678901234567890', '1e400'),
);
const strings = fc.string({ unit: 'binary' }).map((s) => JSON.stringify(s))
  .chain((text) => fc.boolean().map((ascii) => (ascii
    ? text.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`) : text)));
const { value: jsonText } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 },
    fc.constantFrom('null', 'true', 'false'), numbers, strings,
    fc.tuple(fc.uniqueArray(fc.tuple(strings, tie('value')), { selector: ([key]) => JSON.parse(key) as string, maxLength: 4 }), space)
      .map(([members, s]) => `{${s}${members.map(([key, value]) => `${key}${s}:${s}${value}`).join(`${s},${s}`)}${s}}`),
    fc.tuple(fc.array(tie('value'), { maxLength: 4 }), space).map(([items, s]) => `[${s}${items.join(`${s},${s}`)}${s}]`),
  ),
}));

/** Valid JSON with a few characters replaced or inserted. */
const nearlyJson = fc.tuple(jsonText, fc.array(fc.tuple(fc.nat(), fc.constantFrom(
  '', '"', '\\', ',', ':', '{', '}', '[', ']', '0', '-', '.', 'e', 'u', 'n', ' ', '\n', '\u0000', '\u00a0', '\ud800',
), fc.boolean()), { minLength: 1, maxLength: 3 }))
  .map(([text, edits]) => edits.reduce((edited, [at, c, replaces]) => {
    const i = at % (edited.length + 1);
    return edited.slice(0, i) + c + edited.slice(replaces ? i + 1 : i);
  }, text));

function read(text: string): 'valid' | JsonFault {
  const cursor = new JsonCursor(text);
  try {
    cursor.skip();
    cursor.end();
    return 'valid';
  } catch (error) {
    if (error instanceof JsonFault) {
      return error;
    }
    throw error;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

afterEach(() => jest.restoreAllMocks());

describe('the JSON cursor', () => {
  test('accepts what JSON.parse accepts', () => {
    fc.assert(fc.property(jsonText, (text) => {
      expect(read(text)).toBe('valid');
    }), { numRuns: 2_000 });
  });

  test('calls malformed what JSON.parse refuses, and nothing else', () => {
    fc.assert(fc.property(nearlyJson, (text) => {
      const outcome = read(text);
      // JSON.parse does not know the faults of duplicate keys and lone surrogates.
      if (outcome === 'valid') {
        expect(isJson(text)).toBe(true);
      } else if (outcome.reason === 'malformed_json') {
        expect(isJson(text)).toBe(false);
      } else {
        expect(['duplicate_key', 'lone_surrogate']).toContain(outcome.reason);
      }
    }), { numRuns: 5_000 });
  });

  test.each([
    '{"a":1,}', '[1,]', '{a:1}', "{'a':1}", '{"a":01}', '{"a":+1}', '{"a":.5}', '{"a":1.}', '{"a":1e}', '{"a":NaN}', '{"a":Infinity}',
    '{"a":tru}', '{"a":nullx}', '{"a":"\t"}', '{"a":"\\x"}', '{"a":"\\u12g4"}', '{"a" 1}', '{"a":1 "b":2}', '{"a":1}/**/', '{"a":\u00a01}', '{"a":"',
  ])('refuses %j', (text) => {
    expect(read(text)).toMatchObject({ reason: 'malformed_json' });
  });

  test.each(['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '[{"x":{"a":1,"b":2,"a":3}}]'])('refuses the duplicate key of %s', (text) => {
    expect(read(text)).toMatchObject({ reason: 'duplicate_key' });
  });

  test.each(['"\\ud800"', '"\\udc00"', '"\\ud800x"', '"\\ud800\\u0041"', '"\\udc00\\ud800"', '{"\\ud800":1}'])('refuses the lone surrogate of %s', (text) => {
    expect(read(text)).toMatchObject({ reason: 'lone_surrogate' });
  });
});

describe('the records of a JSON file', () => {
  test.each([
    ['one document', '{"a":1}', 'json_document', 1],
    ['a pretty-printed document', '\n{\r\n  "a": 1\r\n}\r\n', 'json_document', 1],
    ['an array', '[{"a":1},{"a":2}]', 'json_array', 2],
    ['a pretty-printed array', '[\n  {\n    "a": 1\n  }\n  ,\n  {"a": 2}\n]\n', 'json_array', 2],
    ['an empty array', ' [ ] ', 'json_array', 0],
    ['an array of one', '[{"a":1}]', 'json_array', 1],
    ['lines', '{"a":1}\n{"a":2}\n{"a":3}', 'ndjson', 3],
    ['lines that end with CRLF, and blank ones', '\r\n{"a":1}\r\n\r\n \t\r\n{"a":2}\r\n', 'ndjson', 2],
    ['lines that end with CR', '{"a":1}\r{"a":2}\r', 'ndjson', 2],
    ['records without anything between them', '{"a":1}{"a":2} {"a":3}', 'ndjson', 3],
    ['brackets in strings', '{"a":"}]{["}\n{"a":"\\"}\\\\"}', 'ndjson', 2],
  ])('are those of %s', async (_, text, format, records) => {
    for (const sizes of [undefined, [1], [2, 3]]) {
      const profile = await profileOf(text, 'json', sizes);
      expect(profile).toMatchObject({ records, dialect: { format, encoding: 'utf-8', compression: 'none' }, bytes: Buffer.byteLength(text) });
    }
  });

  test.each([
    ['', 'empty_file'], [' \n\t ', 'empty_file'], ['\ufeff', 'empty_file'],
    ['1', 'not_a_record'], ['"x"', 'not_a_record'], ['null', 'not_a_record'], ['[1]', 'not_a_record'], ['[[{"a":1}]]', 'not_a_record'],
    ['[{"a":1},null]', 'not_a_record'], ['{"a":1}\n2', 'not_a_record'], ['{"a":1}\n[{"a":1}]', 'not_a_record'],
    ['a,b\n1,2\n', 'malformed_json'], ['<xml/>', 'malformed_json'], ['{"a":1},\n{"a":2}', 'malformed_json'],
    ['{"a":1} x', 'malformed_json'], ['[{"a":1}]x', 'malformed_json'], ['[{"a":1}][', 'malformed_json'], ['[{"a":1},]', 'malformed_json'],
    ['[{"a":1} {"a":2}]', 'malformed_json'], ['[,{"a":1}]', 'malformed_json'], ['[{"a":1}', 'malformed_json'], ['[', 'malformed_json'],
    ['{"a":1', 'malformed_json'], ['{"a":[1}', 'malformed_json'], ['{"a":1}\n{"a":2', 'malformed_json'], ['{"a":"x\ny"}', 'malformed_json'],
    ['{"a":1}\n{"a":"x\n{"a":3}\n', 'malformed_json'],
  ])('of %j: %s', async (text, reason) => {
    for (const sizes of [undefined, [1]]) {
      expect(await faultOf(text, 'json', sizes)).toMatchObject({ reason });
    }
  });

  test('are counted, and faults give their number and their place in bytes of the file', async () => {
    expect(await faultOf('{"é":1}\n{"é":1, "é":2}\n', 'json', [3])).toMatchObject({ reason: 'duplicate_key', record: 2, byteOffset: 18 });
    expect(await faultOf('\ufeff[{"a":1},\n{"a":x}]', 'json')).toMatchObject({ reason: 'malformed_json', record: 2, byteOffset: 18 });
    expect(await faultOf(Buffer.from('\ufeff{"é":x}', 'utf16le'), 'json', [1])).toMatchObject({ reason: 'malformed_json', record: 1, byteOffset: 12 });
  });

  test('do not show values in faults', async () => {
    expect((await faultOf('{"a": secret}', 'json')).message).not.toContain('secret');
  });

  test('are the same however the file is cut into pieces, and so are the faults of the file', async () => {
    const file = fc.tuple(fc.array(fc.oneof(jsonText.map((text) => `{"k":${text}}`), nearlyJson), { maxLength: 4 }), fc.constantFrom('\n', '\r\n', ','))
      .map(([records, separator]) => (separator === ',' ? `[${records.join(',')}]` : records.join(separator)));
    await fc.assert(fc.asyncProperty(file, pieceSizes, async (text, sizes) => {
      expect(await outcomeOf(text, 'json', sizes)).toEqual(await outcomeOf(text, 'json'));
    }), { numRuns: 1_000 });
  });
});

describe('the schema of JSON records', () => {
  test('counts values, nulls and how often a field could have been there', async () => {
    const { schema } = await profileOf('{"a":1,"o":{"x":1}}\n{"a":null,"o":{}}\n{"o":null,"l":[{"x":1},{},null]}', 'json');
    expect(Object.fromEntries(schema.fields)).toEqual({
      'a': { type: 'bigint', values: 1, nulls: 1, parents: 3 },
      'o': { type: 'struct', values: 2, nulls: 1, parents: 3 },
      'o.x': { type: 'bigint', values: 1, nulls: 0, parents: 2 },
      'l': { type: 'array', values: 1, nulls: 0, parents: 3 },
      'l[]': { type: 'struct', values: 2, nulls: 1, parents: 3 },
      'l[].x': { type: 'bigint', values: 1, nulls: 0, parents: 2 },
    });
  });

  test.each([
    ['{"a":1}\n{"a":2.5}', { a: 'double' }],
    ['{"a":9007199254740993}\n{"a":2.5}', { a: 'json' }],
    ['{"a":1}\n{"a":"x"}', { a: 'json' }],
    ['{"a":"2024-01-02"}', { a: 'string' }],
    ['{"a":{"x":1}}\n{"a":[1]}', { a: 'json' }],
    ['{"a":[1,"x",null,true]}', { 'a': 'array', 'a[]': 'json' }],
    ['{"a":[[1],[2.5]]}', { 'a': 'array', 'a[]': 'array', 'a[][]': 'double' }],
    ['{"a":[],"b":{},"c":null}', { a: 'array', b: 'struct', c: 'unknown' }],
    ['{"":1,"a.b":2,"a":{"b":3}}', { '\\e': 'bigint', 'a\\.b': 'bigint', 'a': 'struct', 'a.b': 'bigint' }],
  ])('of %s', async (text, types) => {
    expect(await typesOf(text, 'json')).toEqual(types);
  });

  test('treats names that mean something to JavaScript like all others', async () => {
    const { schema } = await profileOf('{"__proto__":{"polluted":1},"constructor":2,"toString":null,"hasOwnProperty":true}', 'json');
    expect([...schema.fields.keys()]).toEqual(['__proto__', '__proto__.polluted', 'constructor', 'toString', 'hasOwnProperty']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('refuses names at one place that differ in case only, in one record or across records', async () => {
    expect(await faultOf('{"Id":1,"id":2}', 'json')).toMatchObject({ reason: 'case_collision', record: 1 });
    expect(await faultOf('{"o":{"Id":1}}\n{"o":{"id":2}}', 'json')).toMatchObject({ reason: 'case_collision', record: 2 });
    expect(await typesOf('{"o":{"Id":1},"id":2}', 'json')).toEqual({ 'o': 'struct', 'o.Id': 'bigint', 'id': 'bigint' });
  });

  test('accepts such names below a mixed value, whichever came first', async () => {
    const records = ['{"o":{"Id":1,"id":2}}', '{"o":3}'];
    expect(await typesOf(records.join('\n'), 'json')).toEqual({ o: 'json' });
    expect(await typesOf(records.reverse().join('\n'), 'json')).toEqual({ o: 'json' });
  });
});

describe('the bounds of a JSON file', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  test('depth', async () => {
    expect((await profileOf(nested(Bounds.DEPTH), 'json')).records).toBe(1);
    expect(await faultOf(nested(Bounds.DEPTH + 1), 'json')).toMatchObject({ reason: 'too_deep', record: 1 });
    expect(await faultOf(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'json')).toMatchObject({ reason: 'too_deep' });
  });

  test('length of a name, and of a path', async () => {
    expect((await profileOf(`{"${'n'.repeat(Bounds.NAME_CHARS)}":1}`, 'json')).records).toBe(1);
    expect(await faultOf(`{"${'n'.repeat(Bounds.NAME_CHARS + 1)}":1}`, 'json')).toMatchObject({ reason: 'field_name_too_long' });
    const name = 'n'.repeat(Bounds.NAME_CHARS);
    const deep = (depth: number) => `${`{"${name}":`.repeat(depth)}1${'}'.repeat(depth)}`;
    expect((await profileOf(deep(3), 'json')).records).toBe(1);
    expect(await faultOf(deep(4), 'json')).toMatchObject({ reason: 'field_name_too_long' });
  });

  test('number of fields, counted in any order of records', async () => {
    const names = (count: number, from = 0) => `{${Array.from({ length: count }, (_, i) => `"f${from + i}":1`).join(',')}}`;
    expect((await profileOf(names(Bounds.FIELDS), 'json')).schema.fields.size).toBe(Bounds.FIELDS);
    expect(await faultOf(`${names(Bounds.FIELDS)}\n${names(1, Bounds.FIELDS)}`, 'json')).toMatchObject({ reason: 'too_many_fields', record: 2 });
  });

  test('length of a record', async () => {
    jest.replaceProperty(Bounds as { RECORD_BYTES: number }, 'RECORD_BYTES', 1_000);
    const record = (chars: number) => `{"a":"${'x'.repeat(chars - '{"a":""}'.length)}"}`;
    for (const sizes of [undefined, [1], [97]]) {
      expect((await profileOf(record(1_000), 'json', sizes)).records).toBe(1);
      expect(await faultOf(`{}\n${record(1_001)}`, 'json', sizes)).toMatchObject({ reason: 'record_too_long', record: 2, byteOffset: 3 });
    }
  });

  test('length of a record, unless it runs on because of a mistake in it: then the fault names the mistake', async () => {
    jest.replaceProperty(Bounds as { RECORD_BYTES: number }, 'RECORD_BYTES', 1_000);
    const missingBracket = `{"a":\n${'{"a":1}\n'.repeat(1_000)}`;
    for (const sizes of [undefined, [1], [97]]) {
      expect(await faultOf(missingBracket, 'json', sizes)).toMatchObject({ reason: 'malformed_json', record: 1, byteOffset: 14 });
    }
  });
});

describe('memory', () => {
  test('does not grow with a file: an array of 200 MB on one line is read in a heap of 64 MB', () => {
    const output = execFileSync(process.execPath, ['--max-old-space-size=64', '--import', 'tsx', join(__dirname, 'read-long-line.ts'), '200']);
    expect(JSON.parse(output.toString())).toEqual({ records: 200 * 1_000 });
  }, 60_000);
});
