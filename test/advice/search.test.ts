import { gzipSync } from 'node:zlib';
import { search } from '../../lambda-src/core/advice/search/search';
import { adviceSentence, settingsOf, settingsText } from '../../lambda-src/core/advice/search/wording';
import { changed } from '../../lambda-src/core/advice/trying/change';
import { sampleOf } from '../../lambda-src/core/advice/trying/sample';
import type { ReadingConfig } from '../../src/source-config';
import { inPieces } from '../formats/support';

const CSV: ReadingConfig = { format: 'csv' };
const LIMIT = { bytes: 64 * 1024 };

async function proposals(contents: readonly (string | Uint8Array)[], declared: ReadingConfig = CSV, filename?: string) {
  const samples = await Promise.all(contents.map((content) => sampleOf(inPieces(Buffer.from(content)), LIMIT, filename)));
  return search(samples, declared);
}

/** What has to be declared, as it is written in a source; several texts are proposals that are about equally good. */
async function declarations(...contents: (string | Uint8Array)[]): Promise<string[]> {
  return (await proposals(contents)).map((each) => settingsText(settingsOf(each)));
}

test('nothing is changed if a file can be read as declared', async () => {
  expect(await declarations('a,b\n1,2\n')).toEqual(['']);
  // The reader finds the title by itself.
  expect(await declarations('Sales report May 2024\nsku,qty\nA,1\nB,2\n')).toEqual(['']);
});

describe('one file needs', () => {
  const windows = (text: string) => Buffer.from(text, 'latin1');
  test.each<[what: string, content: string | Uint8Array, declaration: string]>([
    ['the lines of a title', 'Sales\nsku,qty\nA,1\n', 'csv: { preambleLines: 1 }'],
    ['the lines of a title with blank lines', 'Sales\n\nsku,day,qty\nA,2024-05-01,1\n', 'csv: { preambleLines: 2 }'],
    ['the lines of totals', 'sku,qty,price\nA,1,2.5\nB,2,3.5\nSum: 3\n', 'csv: { footerLines: 1 }'],
    ['both', 'May\nsku,qty,price\nA,1,2.5\nSum: 3\n', 'csv: { preambleLines: 1, footerLines: 1 }'],
    ['rows to be filled up', 'a,b,c\n1,2,3\n1,2\n4,5,6\n', "csv: { raggedRows: 'fill' }"],
    ['another delimiter than the declared one', 'a;b\n1;2\n3;4\n', "csv: { delimiter: ';' }"],
    ['an encoding', windows('name,city\nJürgen,Köln\nZoë,Málaga\n'), "csv: { encoding: 'windows-1252' }"],
  ])('%s', async (what, content, declaration) => {
    const declared: ReadingConfig = what.includes('delimiter') ? { format: 'csv', csv: { delimiter: ',' } } : CSV;
    const [first, ...others] = await proposals([content], declared);
    expect(settingsText(settingsOf(first)).replace('latin1', 'windows-1252')).toBe(declaration);
    expect(others).toEqual([]);
  });

  test('the other format', async () => {
    const [json] = await proposals(['[{"a":1},{"a":2}]']);
    expect(json.declared).toEqual({ format: 'json' });
    const [csv] = await proposals(['a,b\n1,2\n'], { format: 'json' });
    expect(csv.declared).toEqual({ format: 'csv' });
  });

  test('some bad records, if nothing else helps', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => (i === 70 ? '{"a":' : `{"a":${i}}`));
    const [found] = await proposals([lines.join('\n')], { format: 'json' });
    expect(found.declared).toEqual({ format: 'json', maxBadRecordRatio: 0.01 });
  });
});

describe('a person is asked', () => {
  test('which delimiter is meant if two are about equally good', async () => {
    expect(await declarations('a;b,c\nx;y,z\n')).toEqual(["csv: { delimiter: ',' }", "csv: { delimiter: ';' }"]);
  });

  test('whether the first row is a header, unless other files tell', async () => {
    const first = 'Rome,12\nRome,x\nOslo,7\n';
    expect(await declarations(first)).toEqual(['csv: { header: true }', 'csv: { header: false }']);
    expect(await declarations(first, 'Rome,12\nParis,9\nRome,y\n')).toEqual(['csv: { header: true }']);
    expect(await declarations(first, 'Kyiv,3\nKyiv,z\nOslo,7\n')).toEqual(['csv: { header: false }']);
  });
});

describe('nothing is proposed', () => {
  test.each([
    ['for HTML', '<!DOCTYPE html>\n<html><body>Not found, sorry</body></html>\n'],
    ['for columns of fixed width', 'STATION     DATE      TMAX  TMIN\nUSW00014    20240501  21.5   9.0\nUSW00014    20240502  19.0   8.5\n'],
    ['for a row that would be lost as a footer', 'a;b;c\n'],
    ['for damaged UTF-8', Buffer.from('name\ncafé\nna\xc3\n', 'latin1')],
    ['for a lone pair of bytes', Buffer.from('name\tn\nA \x81\xcaOLA\t1\n', 'latin1')],
    ['for a lone byte', Buffer.from('name\nab\xff\n', 'latin1')],
  ])('%s', async (_, content) => {
    const found = await proposals([content]);
    expect(found.filter(({ changes }) => changes.length > 0)).toEqual([]);
  });
});

test('a row that lacks cells at the end of a file is not taken for a footer', async () => {
  expect(await declarations('March 3, 2024;500121;12.50;Ines;open;\nMarch 4, 2024;500122;9.00;Olaf;open;\nMarch 5, 2024;500123;7.25;Mei;\n'))
    .toEqual(["csv: { raggedRows: 'fill' }"]);
});

test('the time for it may be over at once', async () => {
  const sample = await sampleOf(inPieces(Buffer.from('x\na,b\n1,2\n3,4\n')), LIMIT);
  expect(await search([sample], CSV, () => true)).toEqual([]);
});

describe('a sample', () => {
  const rows = Array.from({ length: 5_000 }, (_, i) => `${i},"text\nof ${i}"\n`).join('');

  test('ends with a line, and holds the same however the file arrives', async () => {
    const whole = await sampleOf(inPieces(Buffer.from(`a,b\n${rows}`)), LIMIT);
    expect(whole.isWhole).toBe(false);
    expect(whole.bytes.length).toBeLessThanOrEqual(LIMIT.bytes);
    expect(whole.bytes.at(-1)).toBe(0x0a);
    expect(await sampleOf(inPieces(Buffer.from(`a,b\n${rows}`), [1, 7, 4_000]), LIMIT)).toEqual(whole);
    expect(await sampleOf(inPieces(gzipSync(`a,b\n${rows}`), [1, 500]), LIMIT)).toEqual(whole);
  });

  test('may end within quotes, and can be read even so', async () => {
    expect(await declarations(`a,b\n${rows}`)).toEqual(['']);
  });

  test('has what follows a place far behind', async () => {
    const content = `a,b\n${rows}1,2,3\n4,5\n`;
    const { bytes } = await sampleOf(inPieces(Buffer.from(content)), { ...LIMIT, place: content.length - 10 });
    expect(Buffer.from(bytes).toString()).toMatch(/^a,b\n0,[^]*\n1,2,3\n4,5\n$/);
  });

  test('of a JSON document is closed', async () => {
    const content = JSON.stringify({ meta: { at: 1 }, rows: Array.from({ length: 10_000 }, (_, id) => ({ id, name: `n${id}` })) });
    const [found] = await proposals([content], { format: 'json' });
    expect(found.changes).toEqual([]);
    expect(found.profiles[0].schema.fields.has('rows[].name')).toBe(true);
  });

  test('of a damaged gzip file is what could be unpacked', async () => {
    const packed = gzipSync(`a,b\n${rows}`);
    const { bytes } = await sampleOf(inPieces(packed.subarray(0, packed.length - 20)), { bytes: 1_000 });
    expect(Buffer.from(bytes).toString()).toMatch(/^a,b\n0,"text\n/);
  });
});

test('advice is one sentence of printable ASCII, and not too long', () => {
  const change = { set: { csv: { delimiter: '\u00a6', columnNames: ['naïve'] } }, because: 'it fits', cost: 1 };
  expect(adviceSentence([{ declared: CSV, changes: [change], profiles: [] }])).toBe("Declare csv: { delimiter: '\\u00a6', columnNames: ['na\\u00efve'] }: it fits.");
  const long = { ...change, because: 'x'.repeat(1_000) };
  expect(adviceSentence([{ declared: CSV, changes: [long], profiles: [] }])!.length).toBeLessThanOrEqual(300);
  expect(adviceSentence([])).toBeUndefined();
});

test('what no source can declare is no declaration', () => {
  expect(changed(CSV, { csv: { preambleLines: -1 } })).toBeUndefined();
  expect(changed(CSV, { nonsense: 1 })).toBeUndefined();
  expect(changed({ format: 'csv', csv: { header: true } }, { format: 'json' })).toEqual({ format: 'json' });
});
