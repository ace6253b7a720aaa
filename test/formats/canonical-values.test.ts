/** Compares the canonical copy with the plain copy (`test/reference/plain-copy.ts`), on files of any form. */
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { copyOf, inPieces, pieceSizes } from './support';
import { writeCanonical } from '../../lambda-src/core/canonical/copy';
import { CopyBounds } from '../../lambda-src/core/formats/bounds';
import { JsonCursor } from '../../lambda-src/core/formats/json/cursor';
import type { Family, FieldType, Fields } from '../../lambda-src/core/schema/field-type';
import { firstVersion } from '../../lambda-src/core/schema/judge';
import type { ReadingConfig } from '../../src/source-config';
import { plainCopy } from '../reference/plain-copy';

afterEach(() => jest.restoreAllMocks());

/** The values of a line, with its names in order and its numbers as they are written. */
function valuesOf(line: string): unknown {
  const cursor = new JsonCursor(line);
  const read = (): unknown => {
    switch (cursor.kind()) {
      case 'object': {
        const members: unknown[] = [];
        cursor.object((name) => members.push([name, read()]));
        return { members };
      }
      case 'array': {
        const elements: unknown[] = [];
        cursor.array(() => elements.push(read()));
        return elements;
      }
      case 'number': return { number: cursor.number() };
      case 'string': return cursor.string();
      case 'boolean': return cursor.boolean();
      default: return cursor.null();
    }
  };
  const values = read();
  cursor.end();
  return values;
}

interface Trial {
  readonly content: string | Uint8Array;
  readonly family: Family;
  readonly sizes: readonly number[];
  readonly source: Partial<ReadingConfig>;
  /** Read types that differ from those that the file shows. */
  readonly types?: (shown: Fields) => Fields;
}

async function assertSame({ content, family, sizes, source, types }: Trial): Promise<void> {
  const shown = await copyOf(content, family, { source });
  const readTypes = (types ?? ((all) => all))(firstVersion(shown.file.schema).types);
  const { lines, parts } = await copyOf(content, family, { source, sizes, types: readTypes });
  const plain = await plainCopy(inPieces(Buffer.from(content), sizes), shown.file.dialect, readTypes);
  expect(lines.map(valuesOf)).toEqual(plain.map(valuesOf));
  expect(parts.reduce((sum, { records }) => sum + records, 0)).toBe(shown.file.records);
}

const names = fc.constantFrom('a', 'b', 'c.d', '', '__proto__', 'x[]', 'é"\n', 'a_name_that_is_longer_than_the_others');
const texts = fc.oneof(fc.constantFrom('', 'N/A', 'null', '-', '日本', 'a"\\\n\t\u0001{[,]}', ' NULL'), fc.string({ unit: 'grapheme' }));
const numbers = fc.constantFrom('0', '-0', '7', '-1.50', '1E5', '9007199254740993', '123456789012345678901234567890', '1e400', '-0.0');
/** The tokens of a record or value. Some strings have all their characters escaped. */
const { record } = fc.letrec<{ value: string[]; record: string[] }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 },
    fc.oneof(numbers, fc.constantFrom('null', 'true', 'false')).map((token) => [token]), fc.tuple(texts, fc.boolean()).map(([text, all]) => [stringToken(text, all)]),
    fc.array(tie('value'), { maxLength: 3 }).map((elements) => ['[', ...elements.flatMap((each, i) => (i === 0 ? each : [',', ...each])), ']']),
    tie('record')),
  record: fc.uniqueArray(fc.tuple(names, tie('value'), fc.boolean()), { maxLength: 4, selector: ([name]) => name }).map((members) => [
    '{', ...members.flatMap(([name, value, all], i) => [...i === 0 ? [] : [','], stringToken(name, all), ':', ...value]), '}',
  ]),
}));

function stringToken(text: string, escapesAll: boolean): string {
  if (!escapesAll) {
    return JSON.stringify(text);
  }
  return `"${[...Array(text.length).keys()].map((i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`;
}

const gaps = fc.array(fc.constantFrom('', '', ' ', '\t', '\n', '\r\n ', '\r'), { minLength: 1, maxLength: 5 });

/** The file with these records and with white space anywhere. */
function written(records: readonly string[][], form: 'array' | 'lines' | 'joined', spaces: readonly string[]): string {
  let gap = 0;
  const spaced = (tokens: readonly string[]) => tokens.map((token) => token + spaces[gap++ % spaces.length]).join('');
  switch (form) {
    case 'array': return spaced(['[', ...records.flatMap((tokens, i) => (i === 0 ? tokens : [',', ...tokens])), ']']);
    case 'joined': return spaced(records.flat());
    case 'lines': return records.map((tokens) => tokens.join('')).join('\n');
  }
}

const jsonTypes: readonly FieldType[] = ['json', 'string', 'double'];
const nullMarkers = fc.constantFrom([], [], ['N/A'], ['', '-', 'é'], ['a"\\\n\t\u0001{[,]}', '日本']);
const encoded = fc.constantFrom<(text: string) => Uint8Array>(
  (text) => Buffer.from(text), (text) => Buffer.from(text), (text) => gzipSync(text), (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
);

test('the copy of a JSON file has the same values as its plain copy, whatever the form and the read types', async () => {
  const files = fc.record({
    records: fc.array(record, { minLength: 1, maxLength: 5 }),
    form: fc.constantFrom<'array' | 'lines' | 'joined'>('array', 'lines', 'joined'),
    spaces: gaps,
    encode: encoded,
    sizes: pieceSizes,
    markers: nullMarkers,
    others: fc.array(fc.constantFrom(undefined, undefined, ...jsonTypes), { minLength: 1, maxLength: 4 }),
  });
  await fc.assert(fc.asyncProperty(files, async ({ records, form, spaces, encode, sizes, markers, others }) => {
    // Only paths with nothing below them get another type, because below a scalar no path has a type.
    const types = (shown: Fields): Fields => {
      const read = new Map(shown);
      [...shown].forEach(([path], i) => {
        const other = others[i % others.length];
        if (other !== undefined && ![...shown.keys()].some((each) => each !== path && each.startsWith(path))) {
          read.set(path, other);
        }
      });
      return read;
    };
    await assertSame({ content: encode(written(records, form, spaces)), family: 'json', sizes, source: { nullMarkers: markers }, types });
  }), { numRuns: 1_000 });
}, 120_000);

const cells = fc.oneof(fc.constantFrom('', '', 'N/A', '-', '0012', '1,50', '"', 'a\r\nb', '\t', '\u0001\\', 'é"', '日本;|'), fc.string({ unit: 'grapheme' }));

test('the copy of a CSV file has the same values as its plain copy, however its cells are quoted', async () => {
  const files = fc.record({
    // With one cell per row, the reader might find that the file is not delimited at all.
    rows: fc.array(fc.array(fc.tuple(cells, fc.boolean()), { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
    delimiter: fc.constantFrom<',' | ';' | '\t' | '|'>(',', ';', '\t', '|'),
    rowEnd: fc.constantFrom('\n', '\r\n', '\r'),
    last: fc.boolean(),
    encode: encoded,
    sizes: pieceSizes,
    markers: nullMarkers,
  });
  await fc.assert(fc.asyncProperty(files, async ({ rows, delimiter, rowEnd, last, encode, sizes, markers }) => {
    const width = Math.max(...rows.map(({ length }) => length));
    const quoted = ([cell, always]: readonly [string, boolean]) => (
      always || cell === '' || /[",;|\t\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell
    );
    const header = Array.from({ length: width }, (_, i) => `column ${i}`);
    const lines = [header.join(delimiter), ...rows.map((row) => row.map(quoted).join(delimiter))];
    const source = { nullMarkers: markers, csv: { delimiter, raggedRows: 'fill' as const } };
    await assertSame({ content: encode(lines.join(rowEnd) + (last ? rowEnd : '')), family: 'csv', sizes, source });
  }), { numRuns: 700 });
}, 120_000);

test('records longer than the window, the block and the part are copied whole', async () => {
  jest.replaceProperty(CopyBounds as { PART_BYTES: number }, 'PART_BYTES', 4_000);
  jest.replaceProperty(CopyBounds as { BLOCK_BYTES: number }, 'BLOCK_BYTES', 1_000);
  const lengths = [0, 10, 1_500, 3, 70_000, 200_000, 1];
  const records = lengths.map((length) => `{"a":"${'x'.repeat(length)}","b":[${Array(length).fill('"\\"",-0').join(',')}]}`);
  await assertSame({ content: `[${records.join('\n,')}]`, family: 'json', sizes: [1, 5_000, 300], source: {} });
  const rows = lengths.map((length) => `"${'\u0001""'.repeat(length)}",${'\u0002'.repeat(length)}`);
  await assertSame({ content: `a,b\n${rows.join('\n')}`, family: 'csv', sizes: [1, 5_000, 300], source: {} });
});

test.each([['text', ',1', []], ['null', '', ['']]])('a record is copied whole when each of its values becomes %s and so takes more bytes', async (_, last, markers) => {
  const long = `{"a":[${Array(300_000).fill('""').join(',')}${last}]}`;
  await assertSame({ content: `[${long},${long}]`, family: 'json', sizes: [65_536], source: { nullMarkers: markers } });
});

test('bad records and hinted types are as in the plain copy', async () => {
  // The names in a map may differ in case only.
  const bad = '{"a":1,"m":{"x":-0.5,"X":1}}\n{"a":\n{"a":"N/A","m":{"y":-0,"z":"N/A"}}\n[]\n{"a":[1, 2]} {"a":-0}\n';
  const source: Partial<ReadingConfig> = { maxBadRecordRatio: 0.5, nullMarkers: ['N/A'], typeHints: { a: 'string', m: 'map' } };
  await assertSame({ content: bad, family: 'json', sizes: [7], source });
  const csv = { preambleLines: 1, footerLines: 1 };
  const rows = 'title\na,b\n1,2\n"x"y,3\n4,N/A\ntotal,9\n';
  await assertSame({ content: rows, family: 'csv', sizes: [3], source: { maxBadRecordRatio: 0.5, nullMarkers: ['N/A'], csv } });
});

test('an object that the file shows as a struct may be read as a map', async () => {
  const types = () => new Map<string, FieldType>([['m', 'map'], ['m{}', 'array'], ['m{}[]', 'double'], ['n', 'map'], ['n{}', 'json']]);
  await assertSame({ content: '[{"m":{"x":[-0,1.5],"y":[-0]},"n":{"a":1,"b":"2"}}]', family: 'json', sizes: [5], source: {}, types });
});

test.each([
  ['a line that breaks off', '{"a":1}\n{"a":2}\n', '{"a":1}\n{"a":2', 'json'],
  ['a row that became longer', 'a,b\n1,2\n', 'a,b\n1,2,3\n', 'csv'],
] as const)('%s after the first pass ends the copy', async (_, before, after, family) => {
  const { file } = await copyOf(before, family);
  await expect(copyAgain(after, file)).rejects.toThrow(/malformed_json|ragged_row/);
});

async function copyAgain(content: string, file: Awaited<ReturnType<typeof copyOf>>['file']): Promise<void> {
  const { types } = firstVersion(file.schema);
  await writeCanonical(inPieces(Buffer.from(content)), file, types, () => ({ write: async () => undefined, close: async () => undefined }));
}
