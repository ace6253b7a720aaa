import { gzipSync } from 'node:zlib';
import { rowsOf } from './support/filled-rows';
import { readColumns } from '../../cli/columns/read-columns';
import { FillModule } from '../../cli/filling/fill-module';
import { FillFault, Filler } from '../../cli/filling/filler';
import { FileFault } from '../../lambda-src/core/formats/fault';
import type { ReadingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import type { FieldType } from '../../lambda-src/core/schema/field-type';

const JSON_PLAN: ReadingPlan = { format: 'json', compression: 'none', encoding: 'utf-8', mark: 0, start: 0 };
const CHUNK_BYTES = 64 * 1024;

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES);
  }
}

/** Fills columns with one file, and returns the rows of each row group. */
async function groupsOf(types: Record<string, FieldType>, bytes: Buffer, plan: ReadingPlan = JSON_PLAN, fullBytes = 2 ** 24) {
  const filler = new Filler(new FillModule(plan.format), readColumns(new Map(Object.entries(types))), fullBytes);
  const groups = [];
  for await (const group of filler.read(chunksOf(bytes), plan)) {
    groups.push(rowsOf(group));
  }
  const rest = filler.rest();
  return { records: filler.records, groups: rest === undefined ? groups : [...groups, rowsOf(rest)] };
}

function json(types: Record<string, FieldType>, text: string, fullBytes?: number) {
  return groupsOf(types, Buffer.from(text), JSON_PLAN, fullBytes);
}

test('a row group ends with the record that makes it full', async () => {
  const { records, groups } = await json({ a: 'string' }, `{"a":"${'x'.repeat(100)}"}\n`.repeat(25), 1_000);
  expect(records).toBe(25);
  expect(groups.map(({ length }) => length)).toEqual([10, 10, 5]);
});

test('the rows below lists and maps count with all their fields, also with those that they lack', async () => {
  const fields = { 'l[]': 'struct', 'l[].a': 'bigint', 'l[].b': 'bigint', 'm{}': 'struct', 'm{}.a': 'bigint', 'm{}.b': 'bigint' } as const;
  const list = await json({ l: 'array', ...fields, m: 'map' }, '{"l":[{},null,{},{},{}]}\n'.repeat(25), 1_050);
  expect(list.groups.map(({ length }) => length)).toEqual([10, 10, 5]);
  const map = await json({ l: 'array', ...fields, m: 'map' }, '{"m":{"1":{},"2":null,"3":{},"4":{}}}\n'.repeat(25), 1_050);
  expect(map.groups.map(({ length }) => length)).toEqual([10, 10, 5]);
});

test('blank lines do not fill columns', async () => {
  const plan: ReadingPlan = { ...JSON_PLAN, format: 'csv', delimiter: ',', columns: ['a'] };
  const { groups } = await groupsOf({ a: 'bigint' }, Buffer.from('1\n' + '\n'.repeat(1_000) + '2\n'), plan, 1_000);
  expect(groups.map(({ length }) => length)).toEqual([2]);
});

test('a schema without columns still counts the records', async () => {
  expect(await json({ a: 'unknown' }, '{"a":null}\n{"b":[]}\n')).toEqual({ records: 2, groups: [[[], []]] });
});

test('a file without records has no row group', async () => {
  expect(await json({ a: 'bigint' }, '')).toEqual({ records: 0, groups: [] });
  expect(await json({ a: 'bigint' }, '[ ]')).toEqual({ records: 0, groups: [] });
});

test.each<[string, Record<string, FieldType>, string, FillFault['fault'], string]>([
  ['a value that does not fit', { 'a': 'struct', 'a.b': 'bigint' }, '{"a":{"b":1}}{"a":{"b":1.5}}', 'MISFIT', 'record 2: a value does not fit its column, a.b'],
  ['a value without a column', { a: 'bigint' }, '{"a":1,"b":2}', 'NO_COLUMN', 'record 1: a value is at a path that has no column'],
  ['a record that is cut off', { a: 'bigint' }, '{"a":1', 'EXPECTED_COMMA_OR_CLOSE_OBJECT', 'record 1: found the end of the file'],
  ['a name that occurs twice', { a: 'bigint' }, '{"a":1,"\\u0061":2}', 'DUPLICATE_NAME', 'record 1: a key appears twice in one object'],
])('%s is a fault of its record', async (_, types, text, fault, message) => {
  const failed = await json(types, text).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(FillFault);
  expect(failed).toMatchObject({ fault, message: expect.stringContaining(message) });
});

test('a record that does not fit into the window is a fault', async () => {
  const text = `{}\n{"a":"${'x'.repeat(21 * 1024 * 1024)}"}`;
  await expect(json({ a: 'string' }, text)).rejects.toMatchObject({ fault: 'RECORD_TOO_LONG', record: 2 });
});

test('damaged gzip is a fault of the file', async () => {
  const packed = gzipSync('{"a":1}\n').subarray(0, -4);
  await expect(groupsOf({ a: 'bigint' }, packed, { ...JSON_PLAN, compression: 'gzip' })).rejects.toThrow(FileFault);
});

test('a string of 15 MB is read in chunks, in time that grows no faster than its length', async () => {
  const time = async (megabytes: number) => {
    const start = process.cpuUsage();
    const { groups } = await json({ a: 'string' }, `{"a":"${'é'.repeat(megabytes * 512 * 1024)}"}`);
    expect((groups[0][0][0] as string).length).toBe(megabytes * 512 * 1024);
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  await time(1);
  // It would take 225 times as long if every chunk made the scanner read it again from its beginning.
  expect(await time(15)).toBeLessThan(await time(1) * 100);
});

test('places of the plan may lie in any chunk', async () => {
  const good = `${'1'.repeat(15)};x\n`.repeat(20_000);
  const bad = 'b'.repeat(3 * CHUNK_BYTES);
  const [before, after] = ['title\n'.repeat(CHUNK_BYTES / 4), `total;${'9'.repeat(CHUNK_BYTES)}`];
  const bytes = Buffer.from(`${before}${good}${bad}\n${good}${after}`);
  const plan: ReadingPlan = {
    ...JSON_PLAN,
    format: 'csv',
    delimiter: ';',
    columns: ['n', 'x'],
    start: before.length,
    end: bytes.length - after.length,
    bad: [before.length + good.length, bad.length],
  };
  const { records, groups } = await groupsOf({ n: 'bigint', x: 'string' }, bytes, plan);
  expect(records).toBe(40_000);
  expect(new Set(groups.flat().map((row) => row.join()))).toEqual(new Set([`${'1'.repeat(15)},x`]));
});
