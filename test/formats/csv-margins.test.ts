/** Lines before and after the table of a CSV file that no source has declared. */

import * as fc from 'fast-check';
import { type Known, faultOf, pieceSizes, profileOf, readTwice } from './support';
import { FileFault } from '../../lambda-src/core/formats/fault';
import { warningsOf } from '../../lambda-src/core/warnings/warnings-of';

const TABLE = 'sku,qty,price\nA1,5,2.5\nA2,6,3.5\n';

/** Lines before and after the table, and the records; or the fault's reason and its first proposal. */
async function readAs(text: string, source: Known = {}): Promise<string> {
  try {
    const { found, records } = await profileOf(text, 'csv', undefined, source);
    return `${found!.preambleLines} + ${records} + ${found!.footerLines}`;
  } catch (error) {
    if (error instanceof FileFault) {
      return `${error.reason} ${JSON.stringify(error.choices[0] ?? {})}`;
    }
    throw error;
  }
}

describe('lines before the table', () => {
  test.each([
    ['a title', `Sales report May 2024\n${TABLE}`, '1 + 2 + 0'],
    ['a title and a blank line', `Sales report\r\n\r\n${TABLE.replaceAll('\n', '\r\n')}`, '2 + 2 + 0'],
    ['a title that is filled up with empty cells', `Sales report,,\n,,\n${TABLE}`, '2 + 2 + 0'],
    ['a title that holds the delimiter', `Sales, returns and losses, 2024, all of it\n${TABLE}`, '1 + 2 + 0'],
    ['a title in quotes', `"Sales, ""May"""\n${TABLE}`, '1 + 2 + 0'],
    ['names with their values', 'Station,Berlin\nHeight,52\n\nat,wind,rain,sun\n2024-05-01,1,2,3\n2024-05-02,1,2,3\n', '3 + 2 + 0'],
    ['a comment', `# written by hand\n${TABLE}`, '1 + 2 + 0'],
    ['a title above words', 'Members of the club\nfirst,last,town\nAda,Lovelace,London\nAlan,Turing,London\n', '1 + 2 + 0'],
    ['a word above words, or the header of a list', 'Tags\nx,y,z\nu,v,w\nr,s,t\n', 'ragged_row {"preambleLines":1}'],
    ['a title of which a decimal comma is no part', 'Umsatz, Mai 2024\nsku;preis\nA1;1,5\nA2;2,5\nA3;3,5\n', '1 + 3 + 0'],
    ['nothing', TABLE, '0 + 2 + 0'],
    ['an empty corner', ',2019,2020\nHarbour,412,398\nOld Town,5,6\n', '0 + 2 + 0'],
    ['a header that has a value less than the records', 'x\n1,2\n2,3\n3,4\n', 'ragged_row {"preambleLines":1}'],
    ['a title above records without a header', 'Sales\n1,2,3\n4,5,6\n7,8,9\n', 'ragged_row {"preambleLines":1}'],
    ['a title, or a header without most of its names', 'Sales,,\n1,2,3\n4,5,6\n7,8,9\n', 'empty_header {"preambleLines":1}'],
    ['a title above a single record', 'Sales\na,b\n1,2\n', 'ragged_row {"preambleLines":1}'],
  ])('that are %s are left out, or named in the refusal', async (_, text, expected) => {
    expect(await readAs(text)).toBe(expected);
  });

  test('are not looked for if the source declares them, or if a line says what separates the cells', async () => {
    expect(await readAs(`Title\n${TABLE}`, { csv: { preambleLines: 0 } })).toMatch(/^ragged_row/);
    expect(await readAs(`Title\n${TABLE}`, { csv: { preambleLines: 1 } })).toBe('0 + 2 + 0');
    expect(await readAs(`sep=,\nTitle\n${TABLE}`)).toMatch(/^ragged_row/);
  });

  test('are no part of the first record if the source says that no row names the columns', async () => {
    expect(await readAs('Title\n1,2,3\n4,5,6\n7,8,9\n', { csv: { header: false } })).toMatch(/^ragged_row/);
  });

  test('leave the offsets and numbers of records as they are', async () => {
    expect(await faultOf('Títle\na,b\n1,2\n3,4\n5\n', 'csv', [3])).toMatchObject({ reason: 'ragged_row', record: 3, byteOffset: 19 });
    const { lines } = await readTwice(`Títle\n${TABLE}`, 'csv', { sizes: [2] });
    expect(lines).toEqual(['{"sku":"A1","qty":"5","price":"2.5"}', '{"sku":"A2","qty":"6","price":"3.5"}']);
  });
});

describe('lines after the table', () => {
  test.each([
    ['a sentence', `${TABLE}Prices are without taxes\n`, '0 + 2 + 1'],
    ['a note below a blank line', `${TABLE}\nSource: register\n`, '0 + 2 + 1'],
    ['several notes, filled up with empty cells, below a row of such cells', `${TABLE},,\n"Note: no taxes, and",,\nwithout discounts.,,\n`, '0 + 2 + 2'],
    ['a total that is no number of items', 'day,store,sum\n2024-05-01,12,100.5\n2024-05-02,12,99\nTotal,,199.5\n', '0 + 2 + 1'],
    ['a total with a cell too many', 'day,sum\n2024-05-01,100.5\n2024-05-02,99\nGrand total,199.5,\n', '0 + 2 + 1'],
    ['nothing', TABLE, '0 + 2 + 0'],
    ['a total that may be a store', 'store,sum\nNorth,100.5\nSouth,99\nTotal,199.5\n', '0 + 3 + 0'],
    ['a record of which most is not known', `${TABLE}A3,,\n`, '0 + 3 + 0'],
    ['a record that is a sentence, below others', 'text,stars\nI like this very much,5\nI do not like it,1\nThis is all I want,\n', '0 + 3 + 0'],
    ['a record that breaks off', `${TABLE}A3,7`, 'ragged_row {}'],
    ['a word', `${TABLE}Total: 11\n`, 'ragged_row {"footerLines":1}'],
    ['a word, then a note', `${TABLE}Total: 11\n\nPrices are without taxes\n`, 'ragged_row {"footerLines":2}'],
  ])('that are %s are left out, kept as a record, or named in the refusal', async (_, text, expected) => {
    expect(await readAs(text)).toBe(expected);
  });

  test('are not looked for if the source declares them, or if it fills up short rows', async () => {
    expect(await readAs(`${TABLE}Prices are without taxes\n`, { csv: { footerLines: 0 } })).toMatch(/^ragged_row/);
    expect(await readAs(`${TABLE}Prices are without taxes\n`, { csv: { raggedRows: 'fill' } })).toBe('0 + 3 + 0');
  });

  test('are found at the end of a long file, whatever the chunks', async () => {
    const rows = TABLE + 'A3,7,4.5\n'.repeat(20_000);
    for (const size of [1_000, 65_536, 1_000_000]) {
      const { found, records } = await profileOf(`${rows}\nPrices are without taxes\n`, 'csv', [size]);
      expect({ found, records }).toEqual({ found: { preambleLines: 0, footerLines: 1 }, records: 20_002 });
    }
  });

  test('are not read by the plan either', async () => {
    const { lines } = await readTwice(`${TABLE}\n"Source: the register"\n`, 'csv', { sizes: [5] });
    expect(lines).toHaveLength(2);
  });
});

test('lines that are left out are told, with their number and the option that settles it', async () => {
  const profile = await profileOf(`Sales\n\n${TABLE}\nPrices are without taxes\n`, 'csv');
  expect(warningsOf(profile, { format: 'csv' })).toEqual([
    { code: 'preamble_found', count: 2, detail: '2 lines before the table are left out; csv.preambleLines: 2 declares it, csv.preambleLines: 0 the opposite' },
    { code: 'footer_found', count: 1, detail: '1 line after the table is left out; csv.footerLines: 1 declares it, csv.footerLines: 0 the opposite' },
  ]);
});

const tables = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  rows: fc.array(fc.tuple(fc.constantFrom('Rossi', 'Weber', 'Dupont', 'Kim'), fc.nat(999), fc.date({ min: new Date('2000-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
    fc.constantFrom('open', 'closed', '')), { minLength: 2, maxLength: 12 }),
  titles: fc.array(fc.constantFrom('Sales report', 'Report of May 2024', '', '"Quoted, title"', '# comment'), { maxLength: 3 }),
  notes: fc.array(fc.constantFrom('Prices are without any taxes', 'Source: the register of May', 'These numbers are not final'), { maxLength: 3 }),
});

test('a table is the same with lines around it, found or declared, or is refused (500 tables)', async () => {
  await fc.assert(fc.asyncProperty(tables, pieceSizes, async ({ delimiter, rows, titles, notes }, sizes) => {
    const cells = [['name', 'count', 'day', 'state'], ...rows.map(([name, count, day, state]) => [name, count, day.toISOString().slice(0, 10), state])];
    const table = cells.map((row) => `${row.join(delimiter)}\n`).join('');
    const text = [...titles, ''].join('\n') + table + (notes.length === 0 ? '' : `\n${notes.join('\n')}\n`);
    const lines = { preambleLines: titles.length, footerLines: notes.length };
    const expected = await profileOf(table, 'csv');
    const declared = await profileOf(text, 'csv', sizes, { csv: lines });
    expect(declared.schema).toEqual(expected.schema);
    const found = await profileOf(text, 'csv', sizes).catch((error: unknown) => error);
    if (!(found instanceof FileFault)) {
      expect(found).toMatchObject({ schema: expected.schema, records: rows.length, start: declared.start });
    }
  }), { numRuns: 500 });
}, 60_000);
