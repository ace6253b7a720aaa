import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { copyOf, inPieces, pieceSizes, profileOf } from './support';
import { writeCanonical } from '../../lambda-src/core/canonical/copy';
import { CopyBounds } from '../../lambda-src/core/formats/bounds';
import type { FieldType } from '../../lambda-src/core/schema/field-type';
import { elementPath, memberPath } from '../../src/field-path';

afterEach(() => jest.restoreAllMocks());

const types = (of: Record<string, FieldType>) => new Map(Object.entries(of));

/** Values of few names and many kinds, so that paths become mixed. No two keys differ in case only. */
const { record } = fc.letrec<{ value: unknown; record: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 },
    fc.constantFrom(null, true, false, 0, -0, 1.5, 2 ** 53), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'grapheme' }), fc.array(tie('value'), { maxLength: 3 }), tie('record')),
  record: fc.dictionary(fc.constantFrom('a', 'b', 'c.d', '', '__proto__', 'x[]'), tie('value'), { maxKeys: 4 }),
}));

/** JSON.stringify writes -0 as 0. */
function toJson(value: unknown): string {
  if (Object.is(value, -0)) {
    return '-0';
  }
  if (Array.isArray(value)) {
    return `[${value.map(toJson).join(', ')}]`;
  }
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  return `{ ${Object.entries(value).map(([key, member]) => `${JSON.stringify(key)} : ${toJson(member)}`).join(' ,')}}`;
}

/** The value of the source. For a path that is read as `json`, the copy holds the text of the value. */
function unwrapped(copied: unknown, readTypes: ReadonlyMap<string, FieldType>, path?: string): unknown {
  if (copied === null) {
    return null;
  }
  if (path !== undefined && readTypes.get(path) === 'json') {
    return JSON.parse(copied as string);
  }
  if (Array.isArray(copied)) {
    return copied.map((element) => unwrapped(element, readTypes, elementPath(path!)));
  }
  if (typeof copied !== 'object') {
    return copied;
  }
  const entries = Object.entries(copied as object).map(([key, member]) => [key, unwrapped(member, readTypes, memberPath(path, key))] as const);
  return Object.fromEntries(entries);
}

describe('the canonical copy of a JSON file', () => {
  test('has the values of the source, with each record on one line', async () => {
    await fc.assert(fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), pieceSizes, async (records, sizes) => {
      const source = `[${records.map(toJson).join(',\n')}]`;
      const { file, lines } = await copyOf(source, 'json', { sizes });
      const readTypes = new Map([...file.schema.fields].map(([path, { type }]) => [path, type] as const));
      const copied = lines.map((line) => unwrapped(JSON.parse(line), readTypes));
      expect(copied).toEqual(JSON.parse(source));
    }), { numRuns: 2_000 });
  });

  test.each<[string, FieldType, string]>([
    ['true', 'boolean', 'true'],
    ['-0', 'bigint', '-0'],
    ['9007199254740993', 'bigint(wide)', '9007199254740993'],
    ['123456789012345678901234567890', 'decimal(30,0)', '123456789012345678901234567890'],
    ['1.50', 'double', '1.50'], ['1E5', 'double', '1E5'], ['-0', 'double', '-0.0'], ['7', 'double', '7'],
    ['"a\\u00e9\\n\\/"', 'string', '"a\\u00e9\\n\\/"'], ['7', 'string', '"7"'], ['[1, {}]', 'string', '"[1, {}]"'], ['null', 'string', 'null'],
    ['"2024-01-02"', 'timestamp', '"2024-01-02"'],
    ['"abc"', 'json', '"\\"abc\\""'], ['1.50', 'json', '"1.50"'], ['-0', 'json', '"-0"'], ['1e400', 'json', '"1e400"'],
    ['{ "b" : [1, 2.0 ] }', 'json', '"{ \\"b\\" : [1, 2.0 ] }"'], ['"\\u0061"', 'json', '"\\"\\\\u0061\\""'], ['[]', 'json', '"[]"'],
    ['null', 'json', 'null'], ['null', 'double', 'null'],
  ])('writes %s, read as %s, as %s', async (source, type, copied) => {
    const { lines } = await copyOf(`{"a": ${source} }`, 'json', { types: types({ a: type }) });
    expect(lines).toEqual([`{"a": ${copied} }`]);
  });

  test('knows the read type of a path in objects and arrays', async () => {
    const source = '{"o":{"x":[1.0,-0]},"l":[{"m":1},{"m":"x"}],"n":[[-0]]}';
    const { lines } = await copyOf(source, 'json', {
      types: types({ 'o': 'struct', 'o.x': 'array', 'o.x[]': 'double', 'l': 'array', 'l[]': 'struct', 'l[].m': 'json', 'n': 'array', 'n[]': 'array', 'n[][]': 'double' }),
    });
    expect(lines).toEqual(['{"o":{"x":[1.0,-0.0]},"l":[{"m":"1"},{"m":"\\"x\\""}],"n":[[-0.0]]}']);
  });

  test('writes the raw names, and copies values without a column as they are', async () => {
    const { lines } = await copyOf('{"a.b":{"":1,"__proto__":2},"x[]":3,"e":[ ],"s":{ },"u":null}', 'json');
    expect(lines).toEqual(['{"a.b":{"":1,"__proto__":2},"x[]":3,"e":[ ],"s":{ },"u":null}']);
  });
});

describe('the canonical copy of a CSV file', () => {
  test('has each cell as a string under the raw name of its column, and leaves out empty cells', async () => {
    const { lines } = await copyOf('id;a.b;"n\n""x"""\n0012;1,50;"é\r\n"\n;"";NaN\n', 'csv');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { 'id': '0012', 'a.b': '1,50', 'n\n"x"': 'é\r\n' },
      { 'n\n"x"': 'NaN' },
    ]);
  });

  test('is read with the delimiter that the first pass found', async () => {
    const { file } = await copyOf('a;b\n1;2\n', 'csv');
    const written: Uint8Array[] = [];
    await writeCanonical(inPieces(Buffer.from('a;b\n1,2;3\n')), file, new Map(), () => ({
      write: async (piece) => void written.push(piece), close: async () => undefined,
    }));
    expect(gunzipSync(Buffer.concat(written)).toString()).toBe('{"a":"1,2","b":"3"}\n');
  });
});

describe('the parts of a canonical copy', () => {
  test('do not exist for a file without records', async () => {
    expect((await copyOf('[]', 'json')).parts).toEqual([]);
    expect((await copyOf('a,b\n', 'csv')).parts).toEqual([]);
  });

  test('are whole gzip files of bounded size, in order, and the same however the source is cut', async () => {
    jest.replaceProperty(CopyBounds as { PART_BYTES: number }, 'PART_BYTES', 4_000);
    jest.replaceProperty(CopyBounds as { BLOCK_BYTES: number }, 'BLOCK_BYTES', 1_000);
    const records = Array.from({ length: 1_000 }, (_, i) => JSON.stringify({ i }));
    const { lines, packed, parts } = await copyOf(records.join('\n'), 'json');
    expect(lines).toEqual(records);
    const texts = packed.map((part) => gunzipSync(part).toString());
    expect(texts.length).toBe(3);
    for (const text of texts.slice(0, -1)) {
      expect(Math.abs(text.length - 4_500)).toBeLessThanOrEqual(500);
    }
    expect(parts).toEqual(packed.map((part, i) => ({ bytes: part.length, records: texts[i].split('\n').length - 1 })));
    expect((await copyOf(records.join('\n'), 'json', { sizes: [1, 1_000, 3] })).packed).toEqual(packed);
  });

  test('are opened one after the other, and the copy fails when a part cannot be written', async () => {
    const file = await profileOf('{"a":1}\n', 'json');
    let closed = false;
    const refused = new Error('access denied');
    const copy = writeCanonical(inPieces(Buffer.from('{"a":1}\n')), file, new Map(), () => ({
      write: async () => {
        throw refused;
      },
      close: async () => {
        closed = true;
      },
    }));
    await expect(copy).rejects.toBe(refused);
    expect(closed).toBe(false);
  });
});
