import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { readTwice, faultOf, pieceSizes, profileOf } from './support';
import type { BadRecord } from '../../lambda-src/core/formats/bad-records';
import { Bounds } from '../../lambda-src/core/formats/bounds';

afterEach(() => jest.restoreAllMocks());

const HALF = { maxBadRecordRatio: 0.5 };

async function badOf(content: string | Buffer, format: 'json' | 'csv', sizes?: readonly number[]): Promise<[number, readonly BadRecord[]]> {
  const { records, badRecords } = await profileOf(content, format, sizes, HALF);
  return [records, badRecords];
}

const reasons = (bad: readonly BadRecord[]) => bad.map(({ number, reason, text }) => [number, reason, text]);

describe('a bad line of NDJSON', () => {
  const good = '{"a":1}\n{"a":2}\r\n\n{"a":3} {"a":4}\n{"a":5}\n';

  test.each<[string, string]>([
    ['{"a":', 'malformed_json'], ['{"a":1}}', 'malformed_json'], ['nothing', 'not_a_record'], ['xyz', 'malformed_json'], ['{"a":1} 5', 'not_a_record'], ['[{"a":1}]', 'not_a_record'],
    ['{"a":1,"a":2}', 'duplicate_key'], ['{"a":"\\ud800"}', 'lone_surrogate'], [`{"a":${'['.repeat(64)}${']'.repeat(64)}}`, 'too_deep'],
  ])('%j is set aside, and the others are read', async (line, reason) => {
    for (const sizes of [undefined, [1], [7, 3]]) {
      const [records, bad] = await badOf(`${good}${line}\n{"b":"x"}`, 'json', sizes);
      expect([records, reasons(bad)]).toEqual([6, [[6, reason, line]]]);
      const [atEnd, last] = await badOf(`${good}${line}`, 'json', sizes);
      expect([atEnd, reasons(last)]).toEqual([5, [[6, reason, line]]]);
    }
  });

  test('is neither in the schema nor among the records', async () => {
    const { file, lines } = await readTwice('{"a":1}\n{"b":2,}\n{"a":2}\n', 'json', { source: HALF });
    expect([...file.schema.fields.keys()]).toEqual(['a']);
    expect(lines).toEqual(['{"a":1}', '{"a":2}']);
    expect(file.dialect.badRecords).toBe(1);
  });

  test('cannot be in a document or an array, because these have no lines', async () => {
    expect((await faultOf('[{"a":1},\n{"a":2},\n{"a":}\n]', 'json', undefined, HALF)).reason).toBe('malformed_json');
    expect((await faultOf('{\n"a": 1,\n"b": }\n', 'json', undefined, HALF)).reason).toBe('malformed_json');
  });

  test('may come first, even if a later line looks like the start of an array', async () => {
    for (const sizes of [undefined, [1]]) {
      const [records, bad] = await badOf('\v\n[]\n{"a":1}\n{"a":2}', 'json', sizes);
      expect([records, reasons(bad)]).toEqual([2, [[1, 'malformed_json', '\v'], [2, 'not_a_record', '[]']]]);
    }
  });

  test('that is not text makes the whole file faulty, and so does a fault that concerns the whole file', async () => {
    const broken = Buffer.from('{"a":1}\n{"a":}\n{"a":\xff}\n{"a":2}\n', 'latin1');
    expect(await faultOf(broken, 'json', undefined, HALF)).toMatchObject({ reason: 'invalid_encoding', byteOffset: 20 });
    expect((await faultOf('{"a":1}\n{"A":2}\n{"a":}\n', 'json', undefined, HALF)).reason).toBe('case_collision');
  });
});

describe('a bad row of CSV', () => {
  test('has more or fewer cells than the header, or broken quotes', async () => {
    const file = 'a,b\n1,2\n3\n"4",5" pipe\r\n\n"6"x,7\r\n"8\n8",9\n1,2,3\n10,11\n12,13';
    for (const sizes of [undefined, [1], [4, 9]]) {
      const [records, bad] = await badOf(file, 'csv', sizes);
      expect([records, reasons(bad)]).toEqual([5, [[2, 'ragged_row', '3'], [4, 'malformed_csv', '"6"x,7'], [6, 'ragged_row', '1,2,3']]]);
    }
    const { lines } = await readTwice(file, 'csv', { source: HALF });
    expect(lines.map((line) => (JSON.parse(line) as { a: string }).a)).toEqual(['1', '4', '8\n8', '10', '12']);
  });

  test('does not occur if filling the row up makes it good', async () => {
    const { records, badRecords } = await profileOf('a,b\n1\n2,x\n3,y,z\n4,,\n5,"q"r\n', 'csv', undefined, { maxBadRecordRatio: 0.5, csv: { raggedRows: 'fill' } });
    expect([records, reasons(badRecords)]).toEqual([3, [[3, 'ragged_row', '3,y,z'], [5, 'malformed_csv', '5,"q"r']]]);
  });

  test('whose quote is never closed makes the whole file bad, because nobody can tell where the row ends', async () => {
    expect((await faultOf('a,b\n1,2\n3\n"4,5\n6,7\n', 'csv', undefined, HALF)).reason).toBe('malformed_csv');
  });

  test('may be the first record when there is no header', async () => {
    const { records, badRecords } = await profileOf('1,2,3\n4,5\n6,7\n', 'csv', undefined, { ...HALF, csv: { columnNames: ['x', 'y'] } });
    expect([records, reasons(badRecords)]).toEqual([2, [[1, 'ragged_row', '1,2,3']]]);
  });
});

describe('the share of bad records', () => {
  const lines = (bad: number, good: number) => '{"a":1}\n'.repeat(good) + '{"a":}\n'.repeat(bad);

  test('may be as large as the source allows, and no larger', async () => {
    const allowed = { maxBadRecordRatio: 0.1 };
    expect((await profileOf(lines(1, 9), 'json', undefined, allowed)).records).toBe(9);
    const fault = await faultOf(lines(1, 8), 'json', undefined, allowed);
    expect(fault).toMatchObject({ reason: 'bad_record_ratio', record: 9, byteOffset: 69 });
    expect(fault.detail).toContain('1 of 9 records are bad, more than the source allows; the first: malformed_json');
  });

  test('is zero by default', async () => {
    expect((await faultOf(lines(1, 1_000), 'json')).reason).toBe('malformed_json');
  });

  test('of more than one half makes the file as a whole faulty, for a reason of its own', async () => {
    expect((await faultOf(lines(6, 5), 'json', undefined, HALF)).reason).toBe('malformed_json');
    expect((await faultOf('{"a":1}\nb\nc\n', 'csv', undefined, HALF)).reason).toBe('malformed_csv');
  });

  test('is exceeded when there are more bad records than can be kept', async () => {
    jest.replaceProperty(Bounds as { BAD_CHARS: number }, 'BAD_CHARS', 20);
    expect((await profileOf(lines(3, 9), 'json', undefined, HALF)).badRecords).toHaveLength(3);
    expect((await faultOf(lines(4, 9), 'json', undefined, HALF)).reason).toBe('bad_record_ratio');
    jest.replaceProperty(Bounds as { BAD_CHARS: number }, 'BAD_CHARS', 1_000).replaceValue(1_000);
    jest.replaceProperty(Bounds as { BAD_RECORDS: number }, 'BAD_RECORDS', 3);
    expect((await faultOf(lines(4, 9), 'json', undefined, HALF)).reason).toBe('bad_record_ratio');
  });
});

test.each([['json', '{"a":"', '"}\n', '{\n'], ['csv', '', ',1\n', '1,2,3\n']] as const)(
  'long records are not copied with every piece of them: %s', async (format, start, end, bad) => {
    const file = `${format === 'csv' ? 'a,b\n' : ''}${bad}${`${start}${'x'.repeat(1_000_000)}${end}`.repeat(4)}`;
    const joined = jest.spyOn(Buffer, 'concat');
    expect(await badOf(file, format, [16_384])).toMatchObject([4, [{ number: 1 }]]);
    expect(joined.mock.results.reduce((sum, { value }) => sum + (value as Buffer).length, 0)).toBeLessThan(10 * file.length);
  },
);

test.each(['json', 'csv'])('long records do not take many times their size: %s', (format) => {
  const output = execFileSync(process.execPath, ['--max-old-space-size=96', '--import', 'tsx', join(__dirname, 'read-long-rows.ts'), format]);
  expect(JSON.parse(output.toString())).toEqual({ records: 4, bad: 1 });
}, 60_000);

test('every line that is a record by itself is read, whatever the other lines are and however the file is cut', async () => {
  const line = fc.constantFrom('{"a":1}', ' {"a":"x"} ', '{"a":{"b":[1,2]}}', '', '  ', '{', ']', '{"a":"}', 'null', '{"a":1}{"a":2}', '{"a":1},', '{"é":"\\u0000"}');
  const ends = fc.constantFrom('\n', '\r\n', '\r');
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(line, ends), { minLength: 1, maxLength: 10 }), pieceSizes, async (all, sizes) => {
    const start = '{"a":0}\n'.repeat(12);
    const text = start + all.map((each) => each.join('')).join('');
    const isRecord = (each: string) => !['', '  ', '{', ']', '{"a":"}', 'null', '{"a":1},'].includes(each);
    const count = all.reduce((sum, [each]) => sum + (isRecord(each) ? each.split('}{').length : 0), 12);
    const [records, bad] = await badOf(text, 'json', sizes);
    expect([records, bad.length]).toEqual([count, all.filter(([each]) => each.trim() !== '' && !isRecord(each)).length]);
  }), { numRuns: 1_000 });
});
