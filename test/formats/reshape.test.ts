import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { faultOf, inPieces, pieceSizes, profileOf } from './support';
import type { FileFault } from '../../lambda-src/core/formats/fault';
import { readingCopyText } from '../../lambda-src/core/profiling/reading-copy';
import type { ReadingConfig } from '../../src/source-config';

type Shape = Partial<ReadingConfig>;

const SIZES = [undefined, [1], [3], [2, 7]] as const;

async function copyOf(content: string | Uint8Array, declared: Shape, sizes?: readonly number[]): Promise<string> {
  const bytes = Buffer.from(content);
  const { dialect } = await profileOf(bytes, 'json', sizes, declared);
  const parts: Uint8Array[] = [];
  for await (const part of await readingCopyText(async () => inPieces(bytes, sizes), dialect)) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

/** The lines of the copy, which are the same whatever the pieces in which the file comes. */
async function linesOf(content: string | Uint8Array, declared: Shape): Promise<string[]> {
  const copies = await Promise.all(SIZES.map(async (sizes) => copyOf(content, declared, sizes)));
  expect(new Set(copies).size).toBe(1);
  return copies[0].split('\n').slice(0, -1);
}

describe('the records of a file', () => {
  test.each<[what: string, file: string, declared: Shape, lines: string[]]>([
    ['in a member', '{"a":1,"Records":[{"x":1.50},{"x":"}]"}],"b":[{"c":null}]}', { recordsAt: 'Records' }, ['{"x":1.50}', '{"x":"}]"}']],
    ['below members', '{"data":{"n":-1e5,"items":[{"x":1}]}}', { recordsAt: 'data.items' }, ['{"x":1}']],
    ['below a name with a dot', '{"a.b":[{"x":1}]}', { recordsAt: 'a\\.b' }, ['{"x":1}']],
    ['as they are written', '{"R":[{"a" : 1.0E+2 ,"é":"\\u00e9\\\\" } , {"b":[ ]}]}', { recordsAt: 'R' }, ['{"a" : 1.0E+2 ,"é":"\\u00e9\\\\" }', '{"b":[ ]}']],
    ['without their line ends', '{"R": [\n  {\n    "a": 1,\r\n    "b": [2]\n  }\n]}\n', { recordsAt: 'R' }, ['{     "a": 1,      "b": [2]   }']],
    ['of no number', '{"R":[ ]}', { recordsAt: 'R' }, []],
    ['in each line', '{"R":[{"x":1}]}\n{"R":[]}\n{"R":[{"x":2},{"x":3}]}', { recordsAt: 'R' }, ['{"x":1}', '{"x":2}', '{"x":3}']],
    ['in the elements of an array', '[{"R":[{"x":1}]}, {"R":[{"x":2}]}]', { recordsAt: 'R' }, ['{"x":1}', '{"x":2}']],
    ['at the top of each line', '[{"x":1}]\n[{"x":2},{"x":3}]\n', { recordsAt: '' }, ['{"x":1}', '{"x":2}', '{"x":3}']],
    ['by key', '{"emp-0":{"n":1}, "emp-\\u0031": {}}', { recordsAt: '', keyColumn: 'id' }, ['{"id":"emp-0","n":1}', '{"id":"emp-\\u0031"}']],
    ['by key, in a member', '{"s":{"2024-05-01":{ "o":"1"}}}', { recordsAt: 's', keyColumn: 'a "day"' }, ['{"a \\"day\\"":"2024-05-01","o":"1"}']],
    ['with what is around them', '{"at":"2024","R":[{"x":1},{}],"by":{"id":7,"no":1}}', { recordsAt: 'R', aroundColumns: ['by.id', 'at', 'gone'] },
      ['{"at":"2024","by":{"id":7},"x":1}', '{"at":"2024","by":{"id":7}}'].map((line) => line.replace('"at":"2024","by":{"id":7}', '"by":{"id":7},"at":"2024"'))],
    ['with what is around them, by envelope', '{"a":1,"R":[{"x":1}]}\n{"R":[{"x":2}]}\n{"R":[{"x":3}],"a":[3,\n{"b":"é"}]}', { recordsAt: 'R', aroundColumns: ['a'] },
      ['{"a":1,"x":1}', '{"x":2}', '{"a":[3, {"b":"é"}],"x":3}']],
    ['by key, with what is around them', '{"s":{"k":{"x":1}},"m":null}', { recordsAt: 's', keyColumn: 'k', aroundColumns: ['m'] }, ['{"k":"k","m":null,"x":1}']],
  ])('%s are lines of the copy', async (_, file, declared, lines) => {
    expect(await linesOf(file, declared)).toEqual(lines);
    expect((await profileOf(gzipSync(file), 'json', undefined, declared)).records).toBe(lines.length);
  });

  test.each<[what: string, file: string, declared: Shape, lines: string[]]>([
    ['an empty array where an object is meant', '{"a":[],"b":[],"c":[ ]}', { emptyArrayAsObject: ['a', 'c'] }, ['{"a":{},"b":[],"c":{}}']],
    ['not an array with elements', '{"a":[1]} {"a":{"b":[]}} {"a":null}', { emptyArrayAsObject: ['a'] }, ['{"a":[1]}', '{"a":{"b":[]}}', '{"a":null}']],
    ['in elements and in values of maps', '[{"l":[{"m":[]},[],{"m":{"k":[ ],"j":{}}}]}]', { emptyArrayAsObject: ['l[]', 'l[].m', 'l[].m{}'] }, ['{"l":[{"m":{}},{},{"m":{"k":{},"j":{}}}]}']],
    ['a single element without brackets', '{"a":1,"b":{"c":1},"d":"x"}', { alwaysArray: ['a', 'b', 'd'] }, ['{"a":[1],"b":[{"c":1}],"d":["x"]}']],
    ['an empty object where an array is meant', '{"a":{ },"b":[{}],"c":null}', { alwaysArray: ['a', 'b', 'c'] }, ['{"a":[],"b":[{}],"c":null}']],
    ['within an element without brackets', '{"a":{"m":[],"n":2}}', { alwaysArray: ['a', 'a[].n'], emptyArrayAsObject: ['a[].m'] }, ['{"a":[{"m":{},"n":[2]}]}']],
    ['in records with columns added', '{"R":[{"a":[]}],"b":1}', { recordsAt: 'R', aroundColumns: ['b'], emptyArrayAsObject: ['a'] }, ['{"b":1,"a":{}}']],
    ['under a name with an escape', '{"\\u0061":[]}', { emptyArrayAsObject: ['a'] }, ['{"\\u0061":{}}']],
  ])('%s is rewritten', async (_, file, declared, lines) => {
    expect(await linesOf(file, declared)).toEqual(lines);
  });

  test('the dialect says how the values at the top are arranged, and what was declared', async () => {
    const form = async (file: string, declared: Shape) => (await profileOf(file, 'json', undefined, declared)).dialect;
    expect(await form('{"R":[]}', { recordsAt: 'R', aroundColumns: [] })).toEqual({ format: 'json_document', recordsAt: 'R', encoding: 'utf-8', compression: 'none' });
    expect(await form('[{"a":[]}]', { alwaysArray: ['a'] })).toMatchObject({ format: 'json_array', alwaysArray: ['a'] });
    expect(await form('{"R":[]} {"R":[]}', { recordsAt: 'R' })).toMatchObject({ format: 'ndjson' });
  });

  test('are found in UTF-16, and their faults in its bytes', async () => {
    const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
    expect(await linesOf(utf16('{"R":[{"é":"😀"}]}'), { recordsAt: 'R' })).toEqual(['{"é":"😀"}']);
    expect(await faultOf(utf16('{"é":1,"R":[{"a":1},{"é":x}]}'), 'json', [5], { recordsAt: 'R' })).toMatchObject({ reason: 'malformed_json', record: 2, byteOffset: 2 + 2 * 25 });
  });
});

describe('a fault', () => {
  const R = { recordsAt: 'R' };
  test.each<[file: string, declared: Shape, reason: string, byteOffset: number, record: number | undefined, detail?: string]>([
    ['', R, 'empty_file', NaN, undefined],
    ['{"r":[],"n":1,"s":"x"}', R, 'records_not_found', 0, undefined, 'expected an array of records at "R", but the top has no "R"; it has "r" (an array), "n" (a number), "s" (a string)'],
    ['{"R":[]}\n{}', R, 'records_not_found', 9, undefined, 'expected an array of records at "R", but the top has no "R"; it has no members'],
    ['{"R":null}', R, 'records_not_found', 5, undefined, 'expected an array of records at "R", but "R" is null'],
    ['{"d":{"x":true},"R":1}', { recordsAt: 'd.i' }, 'records_not_found', 5, undefined, 'expected an array of records at "d.i", but "d" has no "i"; it has "x" (a boolean)'],
    ['{"d":"no"}', { recordsAt: 'd.i' }, 'records_not_found', 5, undefined, 'expected an array of records at "d.i", but "d" is a string'],
    ['[{"x":1}]', { recordsAt: '', keyColumn: 'k' }, 'records_not_found', 0, undefined, 'expected an object of records at the top, but that is an array'],
    ['[[]]', R, 'records_not_found', 1, undefined, 'expected an array of records at "R", but the top is an array'],
    ['{"R":[{},1]}', R, 'not_a_record', 9, 2, 'found a number, expected every record to be a JSON object'],
    ['{"R":[[{}]]}', R, 'not_a_record', 6, 1],
    ['{"R":[{},]}', R, 'malformed_json', 9, 2, 'found U+005D, expected a record'],
    ['{"R":[,{}]}', R, 'malformed_json', 6, 1],
    ['{"R":[{} {}]}', R, 'malformed_json', 9, 2],
    ['{"R":[{}}', R, 'malformed_json', 8, 2],
    ['{"R":[{"a":1},{"a":tru}]}', R, 'malformed_json', 19, 2],
    ['{"R":[{"a":1},{"a":[1}]}', R, 'malformed_json', 21, 2],
    ['{"R":[{"a":1},{"a":"x\n"}]}', R, 'malformed_json', 21, 2],
    ['{"R":[{"a":1},{"a":1,"a":2}]}', R, 'duplicate_key', 21, 2],
    ['{"R":[{"a":1},{"a":"x', R, 'malformed_json', 21, undefined, 'found the end of the file, expected the end of the value'],
    ['{"R":[{"a":1}', R, 'malformed_json', 13, 2],
    ['{"R":[],"a":tru}', R, 'malformed_json', 12, undefined],
    ['{"R":[],"a":"\\x"}', R, 'malformed_json', 14, undefined],
    ['{"R":[],"a":01}', R, 'malformed_json', 13, undefined],
    ['{"R":[],"a":[1,]}', R, 'malformed_json', 15, undefined],
    ['{"R":[],}', R, 'malformed_json', 8, undefined],
    ['{"R":[]', R, 'malformed_json', 7, undefined],
    ['{"R":[]} x', R, 'malformed_json', 9, undefined],
    ['[{"R":[]}] 1', R, 'malformed_json', 11, undefined, 'found U+0031, expected nothing after the array'],
    ['{"R":[],"R":[]}', R, 'duplicate_key', 8, undefined, 'the key "R" appears twice in one object'],
    ['{"a":1,"a":1,"R":[]}', R, 'duplicate_key', 7, undefined],
    [`{"a":${'['.repeat(70)}`, R, 'too_deep', 69, undefined],
    ['{"k":{"x":1},"k":{}}', { recordsAt: '', keyColumn: 'id' }, 'duplicate_key', 13, undefined, 'the key "k" appears twice in one object'],
    ['{"k":{},"l":{"x":1,"id":2}}', { recordsAt: '', keyColumn: 'id' }, 'duplicate_key', 19, 2,
      'a key appears twice in one object; no record may have a member of its own that is called like a column that its source adds to it ("id")'],
    ['{"R":[{"Type":1}],"type":1,"a":{"b":1}}', { recordsAt: 'R', aroundColumns: ['type', 'a.b'] }, 'case_collision', 14, 1,
      'the names "type" and "Type" differ in case only; send one of them; no record may have a member of its own that is called like a column that its source adds to it ("type", "a")'],
    ['{"R":[{"x":1}],"a":{"b":1,}}', { recordsAt: 'R', aroundColumns: ['a'] }, 'malformed_json', 26, undefined],
    ['{"R":[{"x":y}],"a":{"b":1,}}', { recordsAt: 'R', aroundColumns: ['a'] }, 'malformed_json', 11, 1],
    ['{"a":[}', { emptyArrayAsObject: ['a'] }, 'malformed_json', 6, 1],
    ['{"a":[],"b":tru}', { emptyArrayAsObject: ['a'] }, 'malformed_json', 12, 1],
    ['{"b":1,"a":x}', { alwaysArray: ['a'] }, 'malformed_json', 11, 1],
    ['{"a":[],"a":{}}', { emptyArrayAsObject: ['a'] }, 'duplicate_key', 8, 1],
    ['[{"a":1},2]', { alwaysArray: ['a'] }, 'not_a_record', 9, 2],
  ])('%#: it has its reason and its place', async (file, declared, reason, byteOffset, record, detail = '') => {
    for (const sizes of SIZES) {
      const fault = await faultOf(file, 'json', sizes, declared);
      expect({ reason: fault.reason, byteOffset: fault.byteOffset ?? NaN, record: fault.record }).toEqual({ reason, byteOffset, record });
      expect(fault.detail).toContain(detail);
    }
  });

  test('of values around the records that are too long is placed at the first of them', async () => {
    const declared = { recordsAt: 'R', aroundColumns: ['a'] };
    expect(await faultOf(`{"a":"${'x'.repeat(70_000)}","R":[]}`, 'json', [999], declared)).toMatchObject({ reason: 'record_too_long', byteOffset: 5 });
  });

  test('of bytes that are not UTF-8 has its place', async () => {
    const file = (text: string) => Buffer.from(text, 'latin1');
    expect(await faultOf(file('{"\xe9":1,"R":[]}'), 'json', [2], R)).toMatchObject({ reason: 'invalid_encoding', byteOffset: 2 });
    expect(await faultOf(file('{"R":[{"a":"\xe9"}]}'), 'json', [2], R)).toMatchObject({ reason: 'invalid_encoding', byteOffset: 12 });
  });
});

describe('bad records', () => {
  const tolerant = { maxBadRecordRatio: 0.5 };
  const outcome = async (file: string, declared: Shape) => {
    const results = await Promise.all(SIZES.map(async (sizes) => {
      const { records, badRecords } = await profileOf(file, 'json', sizes, { ...declared, ...tolerant });
      return { records, bad: badRecords.map(({ number, reason, text }) => [number, reason, text]) };
    }));
    expect(new Set(results.map((each) => JSON.stringify(each))).size).toBe(1);
    return results[0];
  };

  test('of an array whose place is declared are told apart, as long as brackets and quotes show where they end', async () => {
    expect(await outcome('{"R":[{"a":1},{"a":tru},[1],\n{"b":\n1,"b":2},{"a":2},{"a":3},"x",{"a":4}]}', { recordsAt: 'R' })).toEqual({
      records: 4, bad: [[2, 'malformed_json', '{"a":tru}'], [3, 'not_a_record', '[1]'], [4, 'duplicate_key', '{"b": 1,"b":2}'], [7, 'not_a_record', '"x"']],
    });
    expect(await outcome('{"k":{"id":1},"l":{}}', { recordsAt: '', keyColumn: 'id' })).toEqual({ records: 1, bad: [[1, 'duplicate_key', '{"id":"k","id":1}']] });
    expect(await faultOf('{"R":[{"a":1},{"a":2},{"a":"3}]}', 'json', undefined, { recordsAt: 'R', ...tolerant })).toMatchObject({ reason: 'malformed_json', byteOffset: 32 });
    expect(await faultOf('{"R":[{"a":1},{"a":2},{"a":3]}', 'json', undefined, { recordsAt: 'R', ...tolerant })).toMatchObject({ reason: 'malformed_json', byteOffset: 29 });
  });

  test('are lines, if the records are at the top', async () => {
    expect(await outcome('{"a":[]}\n{"a":\n{"a":[],"b":"x\n\n1\n{"a":[1]}\n{"a":[ ]} ', { emptyArrayAsObject: ['a'] })).toEqual({
      records: 3, bad: [[2, 'malformed_json', '{"a":'], [3, 'malformed_json', '{"a":{},"b":"x'], [4, 'not_a_record', '1']],
    });
  });

  test('stay in the copy, at the places of the plan', async () => {
    const file = Buffer.from('{"R":[{"a":1},{"a":x},{"a":2}]}');
    const { dialect, badRecords } = await profileOf(file, 'json', undefined, { recordsAt: 'R', ...tolerant });
    let copy = '';
    for await (const part of await readingCopyText(async () => inPieces(file), dialect)) {
      copy += Buffer.from(part).toString();
    }
    expect(copy.slice(badRecords[0].start, badRecords[0].start + badRecords[0].length)).toBe('{"a":x}');
  });
});

describe('random files', () => {
  const blank = fc.constantFrom('', '', ' ', '\n', '\r\n\t');
  const name = fc.constantFrom('a', 'b', 'R', 'd', 'é', 'x y', '\\');
  const leaf = fc.oneof(fc.constantFrom<unknown>(null, true, 1, -0.5, 'x', '"', '\\', '}]', '\\"', ''), fc.string({ maxLength: 40 }));
  const { tree: value } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(name, tie('tree'), { maxKeys: 3, noNullPrototype: true })),
  }));
  const record = fc.dictionary(fc.constantFrom('p', 'q', 'a', 'é'), value, { maxKeys: 4, noNullPrototype: true });

  /** The text of a value, with blanks between its tokens. */
  function written(of: unknown, blanks: () => string): string {
    const part = (each: unknown): string => blanks() + written(each, blanks) + blanks();
    if (Array.isArray(of)) {
      return `[${of.length === 0 ? blanks() : of.map(part).join()}]`;
    }
    if (typeof of === 'object' && of !== null) {
      const members = Object.entries(of).map(([key, each]) => `${blanks()}${JSON.stringify(key)}${blanks()}:${part(each)}`);
      return `{${members.length === 0 ? blanks() : members.join()}}`;
    }
    return JSON.stringify(of);
  }

  const file = fc.record({
    around: fc.dictionary(fc.constantFrom('m', 'n', 'o'), value, { maxKeys: 3, noNullPrototype: true }),
    records: fc.array(record, { maxLength: 4 }),
    after: fc.boolean(),
    blanks: fc.infiniteStream(blank),
  }).map(({ around, records, after, blanks }) => {
    const envelope = after ? { d: { R: records }, ...around } : { ...around, d: { R: records } };
    return { around, records, text: written(envelope, () => blanks.next().value) };
  });

  /** Maps and text that no JSON type holds do not matter here. */
  const declared = { recordsAt: 'd.R', aroundColumns: ['m', 'n'] };

  test('have the records that JSON.parse finds', async () => {
    await fc.assert(fc.asyncProperty(file, pieceSizes, async ({ around, records, text }, sizes) => {
      const added = Object.fromEntries(['m', 'n'].filter((each) => each in around).map((each) => [each, around[each]]));
      const lines = (await copyOf(text, declared, sizes)).split('\n').slice(0, -1);
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(records.map((each) => ({ ...added, ...each })));
    }), { numRuns: 400 });
  });

  test('that are broken somewhere are a fault, and the same one in any pieces', async () => {
    let broken = 0;
    const puts = fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', 'x', '1', '\0');
    await fc.assert(fc.asyncProperty(file, fc.nat(), puts, pieceSizes, async ({ text }, seed, put, sizes) => {
      const at = seed % text.length;
      const mutated = text.slice(0, at) + put + text.slice(at + 1);
      const [one, other] = await Promise.all([undefined, sizes].map(async (pieces) => profileOf(mutated, 'json', pieces, declared).then(
        ({ records }) => ({ records }),
        ({ reason, byteOffset, record: number, detail }: FileFault) => ({ reason, byteOffset, record: number, detail }),
      )));
      expect(other).toEqual(one);
      if ('records' in one) {
        expect(() => JSON.parse(mutated) as unknown).not.toThrow();
      } else {
        broken++;
      }
    }), { numRuns: 1_500 });
    expect(broken).toBeGreaterThan(300);
  });
});

describe('memory', () => {
  test('does not grow with a file: 200 MB in one record are read in a heap of 64 MB, with values after the array', () => {
    const output = execFileSync(process.execPath, ['--max-old-space-size=64', '--import', 'tsx', join(__dirname, 'read-envelope.ts'), '200']);
    expect(JSON.parse(output.toString())).toEqual({ records: 200 * 1_000, fields: ['account', 'id', 'tags', 'tags[]', 'text'] });
  }, 120_000);
});
