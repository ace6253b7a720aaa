import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { inPieces, pieceSizes } from './support';
import { readColumns } from '../../cli/columns/read-columns';
import { FillModule } from '../../cli/filling/fill-module';
import { FillFault, Filler } from '../../cli/filling/filler';
import { Bounds } from '../../lambda-src/core/formats/bounds';
import type { FileProfile } from '../../lambda-src/core/profiling/file-profile';
import { profileTolerantly } from '../../lambda-src/core/profiling/profile-file';
import { needsReadingCopy, readingCopyText } from '../../lambda-src/core/profiling/reading-copy';
import { withoutMisfits } from '../../lambda-src/core/profiling/without-misfits';
import { type ReadingPlan, readingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import type { Family, FieldType } from '../../lambda-src/core/schema/field-type';
import { hintsOf } from '../../lambda-src/core/schema/hints';
import { judge } from '../../lambda-src/core/schema/judge';
import type { ReadingConfig } from '../../src/source-config';

afterEach(() => jest.restoreAllMocks());

type Types = Readonly<Record<string, FieldType>>;

interface Declared extends Partial<ReadingConfig> {
  readonly sizes?: readonly number[];
  /** Types that promoted data holds. */
  readonly written?: Types;
}

const fields = (types: Types) => new Map(Object.entries(types));

/** The file as a whole, and what is accepted of it if its source has these types. */
async function split(content: string | Buffer, format: Family, types: Types, { sizes, written = {}, ...more }: Declared = {}) {
  const declared = { format, maxBadRecordRatio: 0.5, ...more };
  const open = async () => inPieces(Buffer.from(content), sizes);
  const whole = await profileTolerantly(open, declared);
  const fitting = await withoutMisfits(open, declared, {}, whole, {
    paths: fields(types), written: fields(written), hints: hintsOf(more.typeHints), isRemovedSince: () => false,
  });
  return { whole, fitting };
}

async function badOf(content: string | Buffer, format: Family, types: Types, more?: Declared) {
  const { fitting } = await split(content, format, types, more);
  return fitting?.badRecords.map(({ number, reason, path, text }) => [number, path ?? reason, text]);
}

const modules = { json: new FillModule('json'), csv: new FillModule('csv') };

/** Reads the file as promotion does, under these types. @returns the number of records */
async function fill(content: string | Buffer, plan: ReadingPlan, types: ReadonlyMap<string, FieldType>): Promise<number> {
  const filler = new Filler(modules[plan.format], readColumns(types), 2 ** 24);
  for await (const _ of filler.read(inPieces(Buffer.from(content)), plan)) {
    // Only the count and the faults matter.
  }
  return filler.records;
}

describe('a record that does not fit', () => {
  test('is told with its number, its field and both types, and never with a value', async () => {
    const { fitting } = await split('{"a":1}\n{"a":"secret","b":2}\n{"a":3}\n', 'json', { a: 'bigint', b: 'boolean' });
    expect(fitting!.badRecords).toEqual([{
      number: 2,
      reason: 'misfit',
      path: 'a',
      text: '{"a":"secret","b":2}',
      start: 8,
      length: 20,
      detail: 'a: expected bigint, found string; 1 other field does not fit either',
    }]);
    expect(fitting).toMatchObject({ records: 2, dialect: { badRecords: 1 } });
  });

  test('is counted among all records, those that cannot be read included', async () => {
    const lines = ['{"a":1}', '{"a":', '{"a":"x"}', '{"a":2}', '{"a":3} {"a":[]}{"a":4}', '5', '{"a":5}', '{"a":6}'];
    for (const sizes of [undefined, [1], [5, 2]]) {
      expect(await badOf(lines.join('\r\n'), 'json', { a: 'bigint' }, { sizes })).toEqual([
        [2, 'malformed_json', '{"a":'], [3, 'a', '{"a":"x"}'], [6, 'a', '{"a":[]}'], [8, 'not_a_record', '5'],
      ]);
    }
  });

  test('may be an element of an array of records, wherever it is', async () => {
    const elements = ['{"a":"[,"}', '{"a":1}', '{"a":"}"}', '{"a":"\\\\\\","}', '{"a":2,"b":[{}]}', '{"a":3}', '{"a":"x"}', '{"a":{}}'];
    for (const array of [`[${elements.join(',')}]`, ` [ ${elements.join('\n , ')} ] `, '[{"a":1},{"a":"x"}]', '[{"a":"x"},{"a":1}]']) {
      for (const sizes of [undefined, [1], [3, 8]]) {
        const { whole, fitting } = await split(array, 'json', { a: 'bigint' }, { sizes, maxBadRecordRatio: 0.7 });
        expect(fitting!.records + fitting!.badRecords.length).toBe(whole.records);
        expect(fitting!.badRecords.every(({ text }) => (JSON.parse(text) as { a: unknown }).a !== undefined)).toBe(true);
        expect(await fill(array, readingPlan(fitting!), fields({ a: 'bigint', b: 'array' }))).toBe(fitting!.records);
      }
    }
  });

  test('of CSV is a row, even of several lines', async () => {
    const file = '\ufeffsep=;\na;b\n1;2\n"x\ny";3\r\n4\n\n5;6\r7;"8"\n9;z';
    for (const sizes of [undefined, [1], [4, 9]]) {
      expect(await badOf(file, 'csv', { a: 'bigint', b: 'bigint' }, { sizes })).toEqual([[2, 'a', '"x\ny";3'], [3, 'ragged_row', '4'], [6, 'b', '9;z']]);
    }
  });

  test('that repeats the header is told as that', async () => {
    const { fitting } = await split('"a",b\n1,2\na,b\n3,4\n', 'csv', { a: 'bigint', b: 'bigint' });
    expect(fitting!.badRecords).toMatchObject([{ number: 2, detail: 'the row repeats the header' }]);
    const csv = { quote: "'" };
    expect((await split("'a',b,,\n1,2,,\na,'b',,\n3,4,,\n", 'csv', { a: 'bigint', b: 'bigint' }, { csv })).fitting!.badRecords)
      .toMatchObject([{ number: 2, detail: 'the row repeats the header' }]);
  });

  test('is found in other encodings, and outside of titles and totals', async () => {
    const text = 'title\na;b\n1;ü\nx;é\n2;ü\n\nTotal;3\n';
    const csv = { preambleLines: 1, footerLines: 1, delimiter: ';', encoding: 'latin1' } as const;
    expect(await badOf(Buffer.from(text, 'latin1'), 'csv', { a: 'bigint' }, { csv })).toEqual([[2, 'a', 'x;é']]);
    expect(await badOf(Buffer.from(`\ufeff${text}`, 'utf16le'), 'csv', { a: 'bigint' }, { csv })).toEqual([[2, 'a', 'x;é']]);
  });
});

describe('a record that does not fit, in a file that', () => {
  /** What promotion reads of the file: the reading copy, if there is one. */
  async function promoted(content: string | Buffer, fitting: FileProfile): Promise<string | Buffer> {
    if (!needsReadingCopy(fitting.dialect)) {
      return content;
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of await readingCopyText(async () => inPieces(Buffer.from(content)), fitting.dialect)) {
      pieces.push(piece);
    }
    return gzipSync(Buffer.concat(pieces));
  }

  const OUTCOMES: Array<[what: string, content: string | Buffer, format: Family, types: Types, more: Declared, bad: unknown[], good: number]> = [
    ['has its records within an object', '{"at":"x","data":{"items":[\n{"a":1},{"a":"é"}, {"a":2} ,\n{"a":{}}],"n":2}}', 'json', { a: 'bigint' },
      { recordsAt: 'data.items' }, [[2, 'a', '{"a":"é"}'], [4, 'a', '{"a":{}}']], 2],
    ['has its records by key, with columns around them', '{"day":"x","rates":{"k1":{"a":1},"k2":{"a":"y"},"k3":{"a":3}}}', 'json',
      { day: 'string', id: 'string', a: 'bigint' }, { recordsAt: 'rates', keyColumn: 'id', aroundColumns: ['day'] },
      [[2, 'a', '{"id":"k2","day":"x","a":"y"}']], 2],
    ['has empty objects as arrays', '{"o":[],"a":1}\n{"o":{"p":1},"a":"x"}\n{"o":[],"a":2}\n', 'json', { 'o': 'struct', 'o.p': 'bigint', 'a': 'bigint' },
      { emptyArrayAsObject: ['o'] }, [[2, 'a', '{"o":{"p":1},"a":"x"}']], 2],
    // Shift_JIS has the byte of a backslash as the second one of some characters, such as 表.
    ['is in Shift_JIS', Buffer.concat([Buffer.from('name,n\n', 'latin1'), Buffer.from('955c2c310a955c2c78780a93fa96 7b2c320a'.replaceAll(' ', ''), 'hex')]), 'csv',
      { name: 'string', n: 'bigint' }, { csv: { encoding: 'shift_jis', escape: '\\' } }, [[2, 'n', '表,xx']], 2],
    ['has other characters for quotes and escapes', "a;n\n'x;y';1\nz\\;';2\n'\\'\nq';x\n\\\n;3\n", 'csv', { a: 'string', n: 'bigint' },
      { csv: { delimiter: ';', quote: "'", escape: '\\' } }, [[3, 'n', "'\\'\nq';x"]], 3],
    ['never quotes', 'a,n\n"x,1\n"y,"2\n"z",3\n', 'csv', { a: 'string', n: 'bigint' }, { csv: { quote: '', delimiter: ',' } }, [[2, 'n', '"y,"2']], 2],
    ['has comments, blank rows and columns without names', '# n\na,n,,\n# 1,"x\n1,2,,\n,,,\nx,"y",,\n,,,\n#z\n3,4,,\n,,,\n', 'csv', { a: 'bigint', n: 'bigint' },
      { csv: { comment: '#', delimiter: ',' } }, [[2, 'a', 'x,"y",,']], 2],
    ['has records of nulls', 'a,n\n1,2\n,\nx,y\n,\n3,4\n', 'csv', { a: 'bigint', n: 'bigint' }, { csv: { blankRows: 'keep', delimiter: ',' } },
      [[3, 'a', 'x,y']], 4],
    ['has blanks around its cells', ' a , n\n1 , 2\n " x" , " 3" \n\u00a04 , 5\n', 'csv', { a: 'bigint', n: 'bigint' }, { csv: { trim: true, delimiter: ',' } },
      [[2, 'a', ' " x" , " 3" ']], 2],
    ['has titles and notes that are found', 'Sales report of May\n\nsku,n,day\nA,1,2024-05-01\nB,x,2024-05-02\nC,3,2024-05-03\n\nPrices are without taxes\n',
      'csv', { sku: 'string', n: 'bigint', day: 'date' }, {}, [[2, 'n', 'B,x,2024-05-02']], 2],
    ['has equal names', 'a,a,\n1,2,3\nx,4,5\n6,7,8\n', 'csv', { a: 'bigint', a_2: 'bigint', column_3: 'bigint' }, { csv: { headers: 'repair', delimiter: ',' } },
      [[2, 'a', 'x,4,5']], 2],
  ];

  test.each(OUTCOMES)('%s', async (_, content, format, types, more, bad, good) => {
    for (const sizes of [undefined, [1], [3, 8]]) {
      const { fitting } = await split(content, format, types, { ...more, sizes });
      expect(fitting?.badRecords.map(({ number, reason, path, text }) => [number, path ?? reason, text])).toEqual(bad);
      expect(fitting!.records).toBe(good);
      expect(await fill(await promoted(content, fitting!), readingPlan(fitting!), fields(types))).toBe(good);
    }
  });
});

describe('what fits', () => {
  test.each<[string, Family, Types, string, Declared?]>([
    ['a missing field', 'json', { a: 'bigint', b: 'bigint' }, '{"a":1}'],
    ['null', 'json', { a: 'bigint' }, '{"a":null}'],
    ['a new field of any types', 'json', { a: 'bigint' }, '{"a":1,"n":1}\n{"a":2,"n":"x"}'],
    ['the first value of a field', 'json', { a: 'unknown' }, '{"a":1}\n{"a":"x"}'],
    ['more digits', 'json', { a: 'bigint' }, '{"a":1}\n{"a":9223372036854775807}', { written: { a: 'bigint' } }],
    ['a wider type that no promoted data contradicts', 'csv', { a: 'bigint' }, 'a\n1\n1.5\n'],
    ['anything that is read as JSON', 'json', { a: 'json' }, '{"a":1}\n{"a":{"b":2}}'],
    ['members of a map', 'json', { 'm': 'map', 'm{}': 'double' }, '{"m":{"x":1}}\n{"m":{"y":1.5,"z":2}}'],
    ['a hinted text', 'json', { at: 'timestamp' }, '{"at":"2024-01-02T03:04:05Z"}', { typeHints: { at: 'timestamp' } }],
  ])('%s', async (_, format, types, content, ...[more]) => {
    expect((await split(content, format, types, more)).fitting).toBeUndefined();
  });
});

describe('what does not fit', () => {
  test.each<[string, Family, Types, string, Declared?]>([
    ['a wider type that promoted data contradicts', 'csv', { a: 'bigint' }, 'a\n1\n1.5\n2\n', { written: { a: 'bigint' } }],
    ['an integer that a double does not hold', 'json', { a: 'double' }, '{"a":1.5}\n{"a":9007199254740993}'],
    ['a value within an array', 'json', { 'a': 'array', 'a[]': 'struct', 'a[].b': 'bigint' }, '{"a":[{"b":1}]}\n{"a":[{},{"b":2},{"b":"x"}]}'],
    ['a value in a map', 'json', { 'm': 'map', 'm{}': 'bigint' }, '{"m":{"x":1}}\n{"m":{"y":"z"}}'],
    ['something else in place of an object', 'json', { 'a': 'struct', 'a.b': 'bigint' }, '{"a":{"b":1}}\n{"a":5}\n{"a":{"b":2}}'],
    ['a text without a hinted form', 'json', { at: 'timestamp' }, '{"at":"2024-01-02T03:04:05Z"}\n{"at":"soon"}', { typeHints: { at: 'timestamp' } }],
    ['what contradicts a hint for a field without a type', 'csv', {}, 'a,b\n1,x\ny,z\n', { typeHints: { a: 'bigint' } }],
    ['what is no object below which a field has a hint', 'json', {}, '{"a":{"b":"2024-01-01"}}\n{"a":1}', { typeHints: { 'a.b': 'date' } }],
  ])('%s', async (_, format, types, content, ...[more]) => {
    const { whole, fitting } = await split(content, format, types, more);
    expect([fitting!.records, fitting!.badRecords.length]).toEqual([whole.records - 1, 1]);
  });

  test('is not a hint against a type that the source already has', async () => {
    expect((await split('a\n1\nx\n', 'csv', { a: 'string' }, { typeHints: { a: 'bigint' } })).fitting).toBeUndefined();
  });
});

describe('the file has to be judged as a whole', () => {
  const file = (bad: number, good: number) => '{"a":1}\n'.repeat(good) + '{"a":"x"}\n'.repeat(bad);

  test('if the source allows no bad records, or not so many', async () => {
    expect((await split(file(1, 9), 'json', { a: 'bigint' }, { maxBadRecordRatio: undefined })).fitting).toBeUndefined();
    expect((await split(file(1, 9), 'json', { a: 'bigint' }, { maxBadRecordRatio: 0.1 })).fitting).toMatchObject({ records: 9 });
    expect((await split(file(1, 8), 'json', { a: 'bigint' }, { maxBadRecordRatio: 0.1 })).fitting).toBeUndefined();
    expect((await split(`{\n${file(1, 18)}`, 'json', { a: 'bigint' }, { maxBadRecordRatio: 0.1 })).fitting).toMatchObject({ records: 18 });
    expect((await split(`{\n${file(2, 17)}`, 'json', { a: 'bigint' }, { maxBadRecordRatio: 0.1 })).fitting).toBeUndefined();
  });

  test('if there are more than can be kept', async () => {
    jest.replaceProperty(Bounds as { BAD_CHARS: number }, 'BAD_CHARS', 20);
    expect((await split(file(2, 9), 'json', { a: 'bigint' })).fitting).toMatchObject({ records: 9 });
    expect((await split(file(3, 9), 'json', { a: 'bigint' })).fitting).toBeUndefined();
    jest.replaceProperty(Bounds as { BAD_CHARS: number }, 'BAD_CHARS', 1_000).replaceValue(1_000);
    jest.replaceProperty(Bounds as { BAD_RECORDS: number }, 'BAD_RECORDS', 2);
    expect((await split(file(3, 9), 'json', { a: 'bigint' })).fitting).toBeUndefined();
  });

  test('if the rest of it would have a fault', async () => {
    // While `m` is mixed, its names do not matter.
    const { fitting } = await split('{"a":1,"m":{"x":1}}\n{"a":2,"m":{"X":1}}\n{"a":"x","m":5}\n', 'json', { a: 'bigint' });
    expect(fitting).toBeUndefined();
  });
});

test('a file of many batches is read batch by batch, and every misfit is found', async () => {
  const record = (i: number) => `{"id":${i},"text":"${'x'.repeat(200)}","a":${i % 997 === 5 ? '"y"' : i}}`;
  const records = Array.from({ length: 20_000 }, (_, i) => record(i));
  const expected = records.flatMap((text, i) => (text.includes('"y"') ? [[i + 1, 'a', text]] : []));
  const types: Types = { id: 'bigint', text: 'string', a: 'bigint' };
  expect(await badOf(records.join('\n'), 'json', types, { sizes: [65_536] })).toEqual(expected);
  expect(await badOf(`[${records.join(',')}]`, 'json', types, { sizes: [65_536] })).toEqual(expected);
  const rows = Array.from({ length: 200_000 }, (_, i) => `${i},${i % 9_973 === 5 ? 'y' : i}`);
  expect(await badOf(`id,a\n${rows.join('\n')}`, 'csv', { id: 'bigint', a: 'bigint' }))
    .toEqual(rows.flatMap((text, i) => (text.endsWith('y') ? [[i + 1, 'a', text]] : [])));
});

describe('accepted and bad records are together all, the accepted ones fit, and no bad one does', () => {
  const types: Types = { 'n': 'bigint', 'd': 'double', 's': 'struct', 's.t': 'boolean', 'l': 'array', 'l[]': 'bigint', 'm': 'map', 'm{}': 'double' };
  const written = types;

  const check = async (content: string, format: Family, known: Types, expected: number, sizes: readonly number[]) => {
    // Random rows may look like titles, like notes or like another header.
    const csv = format === 'csv' ? { header: true, delimiter: ',', preambleLines: 0, footerLines: 0 } as const : undefined;
    const { whole, fitting } = await split(content, format, known, { sizes, written: known, maxBadRecordRatio: 0.99, csv });
    const accepted: FileProfile = fitting ?? whole;
    const judgement = judge({
      profile: whole.schema, active: fields(known), baseline: new Map(), paths: fields(known), optional: new Set(), written: fields(known),
    });
    expect(fitting !== undefined).toBe(judgement.outcome === 'breaking');
    expect(accepted.records + accepted.badRecords.length).toBe(expected);
    const rest = judge({
      profile: accepted.schema, active: fields(known), baseline: new Map(), paths: fields(known), optional: new Set(), written: fields(known),
    });
    expect(rest.outcome).not.toBe('breaking');
    expect(await fill(content, readingPlan(accepted), rest.paths)).toBe(accepted.records);
    for (const { text, number } of accepted.badRecords) {
      const alone = format === 'csv' ? `n,d,b\n${text}\n` : text;
      const one = await profileTolerantly(async () => inPieces(Buffer.from(alone)), { format, csv });
      await expect(fill(alone, readingPlan(one), fields(known))).rejects.toThrow(FillFault);
      expect(number).toBeLessThanOrEqual(expected);
    }
  };

  test('in JSON', async () => {
    const value = fc.constantFrom('1', '2', '-3', '1.5', '9007199254740993', '"x"', 'null', 'true', '[]', '[1]', '["x"]', '{}', '{"t":true}', '{"t":1}', '{"u":2.5}');
    const name = fc.constantFrom('n', 'd', 's', 'l', 'm', 'new');
    const good = fc.constantFrom('{"n":1,"d":1.5}', '{"s":{"t":false},"l":[1,2]}', '{"m":{"x":1}}', '{}');
    const any = fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 3 })
      .map((members) => `{${members.map(([key, each]) => `"${key}":${each}`).join(', ')}}`);
    const form = fc.constantFrom<[string, string, string]>(['', '\n', ''], ['', ' ', '\n'], ['[', ',', ']'], [' [\n', '\n,\r\n', '\n]\n']);
    const some = fc.array(fc.oneof(good, any), { minLength: 1, maxLength: 12 });
    await fc.assert(fc.asyncProperty(some, form, pieceSizes, async (records, [open, between, close], sizes) => {
      await check(`${open}${['{"n":0}', ...records].join(between)}${close}`, 'json', written, records.length + 1, sizes);
    }), { numRuns: 300 });
  });

  test('in CSV', async () => {
    const cell = fc.constantFrom('1', '2.5', '', 'x', '"y"', '"1"', '9007199254740993', 'NaN', 'true', '"a\nb"', '2024-01-01');
    const ends = fc.constantFrom('\n', '\r\n', '\r', '\n\n');
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell, ends), { maxLength: 12 }), pieceSizes, async (rows, sizes) => {
      const text = rows.map(([a, b, c, end]) => `${a},${b},${c}${end}`).join('');
      const records = 1 + rows.filter(([a, b, c]) => a + b + c !== '').length;
      await check(`n,d,b\n1,1.5,true\n${text}`, 'csv', { n: 'bigint', d: 'double', b: 'boolean' }, records, sizes);
    }), { numRuns: 300 });
  });
});
