import { Bounds } from '../../lambda-src/core/formats/bounds';
import { CsvScanner } from '../../lambda-src/core/formats/csv/csv-scanner';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { JsonScanner } from '../../lambda-src/core/formats/json/json-scanner';

const SOURCE = { start: 0, sourceOffset: (offset: number) => offset };
const CHUNK_BYTES = 64 * 1024;

function scanJson(...parts: readonly string[]) {
  const scanner = new JsonScanner(SOURCE);
  for (const part of parts) {
    const bytes = Buffer.from(part);
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      scanner.push(bytes.subarray(at, at + CHUNK_BYTES));
    }
  }
  return scanner.end();
}

function faultOf(read: () => unknown): FileFault {
  try {
    read();
  } catch (error) {
    if (error instanceof FileFault) {
      return error;
    }
    throw error;
  }
  throw new Error('expected a fault');
}

test('a string of 15 MB is read in chunks, in time that grows no faster than its length', () => {
  const time = (megabytes: number) => {
    const text = 'é'.repeat(megabytes * 512 * 1024);
    const start = process.cpuUsage();
    const { paths } = scanJson(`{"a":"${text}"}`);
    expect(paths.get('a')!.lengthRange).toEqual([text.length, text.length]);
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  time(1);
  // It would take 225 times as long if every chunk made the scanner read it again from its beginning.
  expect(time(15)).toBeLessThan(time(1) * 100);
});

test('a record as long as the bound is read, and one that is a byte longer is refused, wherever chunks end', () => {
  const record = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;
  expect(scanJson('{}\n', record(Bounds.RECORD_BYTES), '\n').schema.records).toBe(2);
  const fault = faultOf(() => scanJson('{}\n', record(Bounds.RECORD_BYTES + 1), '\n'));
  expect(fault).toMatchObject({ reason: 'record_too_long', byteOffset: 3, record: 2 });
});

test('as many paths as the bound allows are counted, and one more is refused', () => {
  const record = (members: number) => `{${Array.from({ length: members }, (_, i) => `"n${i}":${i}`).join()}}`;
  const { schema, paths } = scanJson(record(Bounds.FIELDS), record(Bounds.FIELDS));
  expect(schema.fields.size).toBe(Bounds.FIELDS);
  expect(paths.get('n49999')).toMatchObject({ integers: 2, integerRange: [49_999n, 49_999n] });
  expect(faultOf(() => scanJson(record(Bounds.FIELDS + 1)))).toMatchObject({ reason: 'too_many_fields', record: 1 });
});

test('the reading of a file does not depend on what the scanner read before', () => {
  const expected = scanJson('{"b":1}');
  faultOf(() => scanJson('{"a":"x", "c":[[{"d":1'));
  scanJson('{"a":1.5,"b":"x"}\n{"a":[1]}');
  expect(scanJson('{"b":1}')).toEqual(expected);
});

test('files that are read at the same time do not affect each other', () => {
  const [one, other] = [new JsonScanner(SOURCE), new JsonScanner(SOURCE)];
  one.push(Buffer.from('{"a":1,'));
  other.push(Buffer.from('{"b":"x",'));
  one.push(Buffer.from('"c":true}'));
  other.push(Buffer.from('"d":null}'));
  expect([...one.end().schema.fields.keys()]).toEqual(['a', 'c']);
  expect([...other.end().schema.fields.keys()]).toEqual(['b', 'd']);
});

test('a quoted cell of 10 MB is read, and a row that never ends is refused', () => {
  const cell = 'x\n'.repeat(5 * 1024 * 1024);
  const scan = (text: string) => {
    const scanner = new CsvScanner({ names: ['a', 'b'], nameless: 0 }, ',', SOURCE);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      scanner.push(bytes.subarray(at, at + CHUNK_BYTES));
    }
    return scanner.end();
  };
  expect(scan(`1,"${cell}"\n`)).toMatchObject({ columns: [{}, { lengthRange: [cell.length, cell.length] }] });
  expect(faultOf(() => scan(`1,2\n3,"${cell}${cell}`))).toMatchObject({ reason: 'record_too_long', byteOffset: 4, record: 2 });
});
