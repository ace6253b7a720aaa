import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { type ReadingPlan, readingPlan } from '../../lambda-src/core/reading-plan/reading-plan';
import { type Known, pieceSizes, profileOf } from '../formats/support';
import { described, recordsByPlan } from '../reference/plain-reading';

const HALF = { maxBadRecordRatio: 0.5 };
const BOM = '\ufeff';

async function planOf(file: string | Buffer, format: 'json' | 'csv', source: Known = {}): Promise<ReadingPlan> {
  return readingPlan(await profileOf(file, format, [3], source));
}

function utf16(text: string, encoding: 'utf-16le' | 'utf-16be'): Buffer {
  const bytes = Buffer.from(BOM + text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

describe('the plan of a JSON file', () => {
  const plain: ReadingPlan = { format: 'json', compression: 'none', encoding: 'utf-8', mark: 0, start: 0 };

  test.each<[string, string | Buffer, Partial<ReadingPlan>, Known?]>([
    ['lines', '{"a":1}\n{"a":2}\n', {}],
    ['an array', '\n[{"a":1},\n{"a":2}]', {}],
    ['gzip', gzipSync('{"a":1}\n'), { compression: 'gzip' }],
    ['a byte order mark', `${BOM}{"a":1}\n`, { mark: 3 }],
    ['UTF-16', utf16('{"a":"é"}\n', 'utf-16be'), { encoding: 'utf-16be', mark: 2 }],
    ['null markers', '{"a":"NA"}\n', { null_markers: ['NA'] }, { nullMarkers: ['NA'] }],
    ['bad lines', '{"é":1}\n{"é":\r\n\n{"é":2}\n5 \n{"é":3}\n', { bad: [9, 6, 27, 2] }, HALF],
    ['bad lines after a byte order mark', `${BOM}{"é":1}\n{"é":\n{"é":2}`, { mark: 3, bad: [9, 6] }, HALF],
    ['bad lines in UTF-16, with the places in UTF-8', utf16('{"é":1}\n{"é":\n{"é":2}', 'utf-16le'), { encoding: 'utf-16le', mark: 2, bad: [9, 6] }, HALF],
    ['bad lines that might be and are not', '{"a":1}\n', {}, HALF],
  ])('%s', async (...[, file, expected, source]) => {
    expect(await planOf(file, 'json', source)).toEqual({ ...plain, ...expected });
  });
});

describe('the plan of a CSV file', () => {
  const plain: ReadingPlan = { format: 'csv', compression: 'none', encoding: 'utf-8', mark: 0, start: 4, delimiter: ',', columns: ['a', 'b'] };

  test.each<[string, string | Buffer, Partial<ReadingPlan>, Known['csv']?, Known?]>([
    ['a header', 'a,b\n1,2\n', {}],
    ['a header that ends with CRLF', 'a,b\r\n1,2\r\n', { start: 5 }],
    ['nothing but a header', 'a,b', { start: 3 }],
    ['blank lines before the header', '\r\n\na,b\n1,2\n', { start: 7 }],
    ['a byte order mark', `${BOM}a,b\n1,2\n`, { mark: 3 }],
    ['an empty corner', ',b\nx,2\ny,3\n', { start: 3, columns: ['column_1', 'b'] }],
    ['no header', '1,2\n3,4\n', { start: 0, columns: ['column_1', 'column_2'] }],
    ['declared names', '\n1,2\n3,4\n', { start: 1 }, { columnNames: ['a', 'b'] }],
    ['a separator line', 'sep=;\r\na;b\n1;2\n', { start: 11, delimiter: ';' }],
    ['a separator line and no header', `${BOM}sep=;\r\n1;2\n3;4\n`, { mark: 3, start: 7, delimiter: ';', columns: ['column_1', 'column_2'] }],
    ['titles', 'Tïtle\n\na,b\n1,2\n', { start: 12 }, { preambleLines: 2 }],
    ['titles and no header', 'Title\n1,2\n3,4\n', { start: 6, columns: ['column_1', 'column_2'] }, { preambleLines: 1 }],
    ['totals', `${BOM}a,b\né,2\n\ntotal,9\n\n`, { mark: 3, end: 10 }, { footerLines: 1 }],
    ['totals after nothing but a header', 'a,b\n9,9\n', { end: 4 }, { footerLines: 1 }],
    ['columns without name and value', 'a,b,,\n1,2,,\n', { start: 6, nameless: 2 }],
    ['another syntax', "# c\na^b\n1^'2'\n", { start: 8, delimiter: '^', quote: "'", escape: '\\', comment: '#', trims: true, keeps_blank_rows: true },
      { delimiter: '^', quote: "'", escape: '\\', comment: '#', trim: true, blankRows: 'keep' }],
    ['no quotes', 'a,b\n1,"\n', { quote: '' }, { quote: '' }],
    ['names that are replaced', 'x,y\n1,2\n', {}, { header: true, columnNames: ['a', 'b'] }],
    ['an end mark', `${BOM}a,b\né,2\r\n\x1a`, { mark: 3, end: 10 }],
    ['an end mark after totals', 'a,b\n1,2\ntotal,9\n\x1a', { end: 8 }, { footerLines: 1 }],
    ['filled rows', 'a,b,,\n1\n', { start: 6, nameless: 2, fills: true }, { raggedRows: 'fill' }],
    ['the default declared', 'a,b\n1,2\n', {}, { raggedRows: 'refuse' }],
    ['UTF-16', utf16('a,b\né,2\n', 'utf-16le'), { encoding: 'utf-16le', mark: 2 }],
    ['null markers', 'a,b\nNA,2\n', { null_markers: ['NA', '-'] }, {}, { nullMarkers: ['NA', '-'] }],
    ['bad rows', `${BOM}a,b\né,1\n2\r\n"3\n3",3\n4,"4"x\n5,5`, { mark: 3, bad: [9, 1, 20, 6] }, {}, HALF],
    ['bad rows and totals', 'a,b\n1,1\n2\n3,3\ntotal\n', { end: 14, bad: [8, 1] }, { footerLines: 1 }, HALF],
    ['bad rows before any other', 'x\n1,2\n3,4\n', { start: 0, bad: [0, 1] }, { columnNames: ['a', 'b'] }, HALF],
  ])('%s', async (...[, file, expected, csv, source]) => {
    expect(await planOf(file, 'csv', { ...source, csv })).toEqual({ ...plain, ...expected });
  });

  test('has the end of its records, however many there are', async () => {
    const rows = 'a,b\n1,2\n'.padEnd(300_003, '34,5\n');
    expect(await planOf(`${rows}\ntotal\n`, 'csv', { csv: { footerLines: 1 } })).toEqual({ ...plain, end: rows.length + 1 });
  });

  test('in Latin-1 is that of its copy, which is gzipped UTF-8', async () => {
    const file = Buffer.from('t\xeftle\ngr\xf6\xdfe,b\n\x80,1\n\xe9\nx,2\n\xfc\n', 'latin1');
    const csv = { encoding: 'latin1', preambleLines: 1, footerLines: 1 } as const;
    const expected = { ...plain, compression: 'gzip', start: 17, end: 30, bad: [23, 2], columns: ['größe', 'b'] };
    expect(await planOf(file, 'csv', { ...HALF, csv })).toEqual(expected);
    expect(await planOf(gzipSync(file), 'csv', { ...HALF, csv })).toEqual(expected);
  });

  test('that is declared as Latin-1, and has a byte order mark, is that of the file', async () => {
    expect(await planOf(`${BOM}a,b\n\u00e9,2\n`, 'csv', { csv: { encoding: 'latin1' } })).toEqual({ ...plain, mark: 3 });
  });
});

/** A file with its records, bad ones among them. */
interface Sample {
  readonly format: 'json' | 'csv';
  readonly text: string;
  readonly source: Known;
  /** The good records. */
  readonly records: object[];
}

const word = fc.constantFrom('x', 'é', '€uro', 'NA', '7', '-1.5', 'true', '2024-01-02', 'two words');
const rowEnd = fc.constantFrom('\n', '\r\n', '\r');
const isRare = fc.nat(5).map((number) => number === 0);
const markers = isRare.map((is) => (is ? { nullMarkers: ['NA'] } : {}));

const jsonSample = fc.record({
  records: fc.array(fc.record({ a: word, é: fc.constantFrom(1, null, [2]), n: fc.integer() }), { minLength: 4, maxLength: 12 }),
  bad: fc.array(fc.constantFrom('{"a":', 'né', '5', '{"a":1]', '{"€":1,"€":2}'), { maxLength: 3 }),
  blank: fc.constantFrom('', '\n', ' \n'),
  isArray: isRare,
  rowEnd,
  markers,
  order: fc.array(fc.nat(), { minLength: 15, maxLength: 15 }),
}).map(({ records, bad, blank, isArray, order, ...more }): Sample => {
  const lines = records.map((record) => JSON.stringify(record));
  const isNull = (value: unknown) => (more.markers.nullMarkers ?? []).includes(value as string);
  const sample = {
    format: 'json' as const,
    source: { ...more.markers, ...isArray ? {} : HALF },
    records: records.map((record) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, isNull(value) ? null : value]))),
  };
  if (isArray) {
    return { ...sample, text: `${blank}[${lines.join(`,${more.rowEnd}`)}]` };
  }
  for (const [i, each] of bad.entries()) {
    lines.splice(order[i] % (lines.length + 1), 0, each);
  }
  return { ...sample, text: blank + lines.map((line) => line + more.rowEnd).join(blank) };
});

const csvSample = fc.record({
  rows: fc.array(fc.tuple(fc.oneof(word, fc.constantFrom('', 'a,b;c', 'new\nline', '"')), word, word), { minLength: 4, maxLength: 12 }),
  bad: fc.array(fc.constantFrom('é', '1;2;3;4', 'x;"y"z;1', '"q"€;1;2'), { maxLength: 3 }),
  header: fc.constantFrom('named', 'declared'),
  blank: fc.constantFrom('', '\n', '\r\n'),
  separatorLine: isRare,
  titles: fc.constantFrom([], ['Tïtle'], ['one', '', '"two']),
  totals: fc.constantFrom([], ['Summe €;1'], ['', 'x', 'y']),
  rowEnd,
  isOpen: isRare,
  fills: isRare,
  markers,
  order: fc.array(fc.nat(), { minLength: 15, maxLength: 15 }),
}).map(({ rows, bad, header, blank, titles, totals, order, ...more }): Sample => {
  const quoted = (cell: string) => (/["\n\r;]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const names = ['näme', 'größe', 'c'];
  const lines = rows.map((cells) => cells.map(quoted).join(';'));
  const isNull = (cell: string) => cell === '' || (more.markers.nullMarkers ?? []).includes(cell);
  const records = rows.map((cells) => Object.fromEntries(cells.flatMap((cell, i) => (isNull(cell) ? [] : [[names[i], cell]]))));
  const badRows = bad.filter((row) => !more.fills || row.includes(';'));
  // Broken quotes in the first row are the fault of the file.
  for (const [i, each] of badRows.entries()) {
    lines.splice(1 + order[i] % lines.length, 0, each);
  }
  const before = [...titles, ...more.separatorLine ? ['sep=;'] : []].map((line) => line + more.rowEnd).join('') + blank;
  const table = [...header === 'named' ? [names.join(';')] : [], ...lines].join(more.rowEnd);
  const after = totals.length === 0 ? (more.isOpen ? '' : more.rowEnd) : [...['', ...totals].join(more.rowEnd)].join('');
  return {
    format: 'csv',
    text: before + table + after,
    source: {
      ...HALF,
      ...more.markers,
      csv: {
        delimiter: ';',
        ...header === 'named' ? { header: true } : { columnNames: names },
        ...more.fills ? { raggedRows: 'fill' } : {},
        preambleLines: titles.length,
        footerLines: totals.filter((line) => line !== '').length,
      },
    },
    records,
  };
});

const encodings = fc.constantFrom('utf-8', 'marked', 'utf-16le', 'utf-16be', 'latin1');

function encoded(text: string, encoding: 'utf-8' | 'marked' | 'utf-16le' | 'utf-16be' | 'latin1'): Buffer {
  switch (encoding) {
    case 'utf-8': return Buffer.from(text);
    case 'marked': return Buffer.from(BOM + text);
    case 'latin1': return Buffer.from(text.replaceAll('€', '\x80'), 'latin1');
    default: return utf16(text, encoding);
  }
}

test('the plan of any file leads to the records that were profiled, and to no others', async () => {
  const samples = fc.oneof(jsonSample, csvSample);
  await fc.assert(fc.asyncProperty(samples, encodings, fc.boolean(), pieceSizes, async (sample, encoding, isPacked, sizes) => {
    const isLatin1 = encoding === 'latin1' && sample.format === 'csv';
    const bytes = encoded(sample.text, encoding === 'latin1' && !isLatin1 ? 'utf-8' : encoding);
    const file = isPacked ? gzipSync(bytes) : bytes;
    const source = isLatin1 ? { ...sample.source, csv: { ...sample.source.csv, encoding: 'latin1' } } : sample.source;
    const profile = await profileOf(file, sample.format, sizes, source);
    // Through JSON, as the plan is stored.
    const plan = JSON.parse(JSON.stringify(readingPlan(profile))) as ReadingPlan;
    const records = recordsByPlan(described(file, profile.dialect.encoding), plan, new Map());
    expect(records.map((record) => JSON.parse(record) as object)).toEqual(sample.records);
    expect(profile.records).toBe(sample.records.length);
  }), { numRuns: 2_000 });
});
