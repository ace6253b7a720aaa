import * as fc from 'fast-check';
import { type Known, readTwice, faultOf, pieceSizes, profileOf } from './support';
import { cellKind } from '../../lambda-src/core/formats/csv/cell-kind';
import { HEAD_CHARS } from '../../lambda-src/core/formats/csv/file-head';
import { FileFault } from '../../lambda-src/core/formats/fault';
import type { Delimiter } from '../../src/contract';

/** Delimiter, columns and number of records, or the reason for the refusal. */
async function readAs(text: string, source: Known = {}, sizes?: readonly number[]): Promise<string> {
  try {
    const { dialect, schema, records } = await profileOf(text, 'csv', sizes, source);
    return `${dialect.delimiter} ${[...schema.fields.keys()].join('|')} ${records}`;
  } catch (error) {
    if (error instanceof FileFault) {
      return error.reason;
    }
    throw error;
  }
}

function active(...names: string[]): Known {
  return { activeColumns: async () => new Set(names) };
}

describe('a cell looks like', () => {
  test.each(['1', '-1.5', '1,50', '1.234,56', '1,234.56', '1 234', '€ 1,80', '$-12.50', '12 %', '(5)', '1e-3', '.5', '12-'])('a number: %s', (cell) => {
    expect(cellKind(cell)).toBe('number');
  });

  test.each([
    '2024-05-01', '2024-05-01T10:00:00Z', '01.05.2024 00:15', '5/1/24', 'March 3, 2024', '3 Mar 2024', '03-Mar-24', '10:15', '5:07:01 PM', 'Sat, 2 March 2024 10:00',
  ])('a time: %s', (cell) => {
    expect(cellKind(cell)).toBe('time');
  });

  test.each(['50;1', '1,2,3', '1.2.3', '10.0.0.5', 'A100', 'March', '12 Main Street', '1-2', 'x'.repeat(60)])('text: %s', (cell) => {
    expect(cellKind(cell)).toBe('text');
  });
});

describe('the delimiter', () => {
  test.each([
    ['that gives typed cells', 'a;b,c\n1;2,3\n4;5,6\n', '; a|b,c 2'],
    ['that leaves no other delimiter in the cells', 'id,list\n1,a;b\n2,c;d;e\n3,f\n', ', id|list 3'],
    ['that separates the cells, not the one inside lists', 'col1,col2\n1;2;3,4;5;6\na;b;c,d;e;f\n', ', col1|col2 2'],
    ['that separates the cells, not the one inside sentences', 'id;text\n1;well, yes\n2;no, never\n', '; id|text 2'],
    ['that stands next to a quote', 'a,b,"c;d;e"\n1,2,"3;4;5"\n', ', a|b|c;d;e 1'],
  ])('is the one %s', async (_, text, expected) => {
    expect(await readAs(text)).toBe(expected);
  });

  test('is found from all rows of the head, not only from the first ones', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},50;${i + 1},79\n`).join('');
    expect(await readAs(`${rows}x;y\n`)).toBe('; column_1|column_2 41');
  });

  test.each([['x.tsv', '\t'], ['x.TSV.gz', '\t'], ['x.tab', '\t'], ['tsv.csv', 'ambiguous_csv'], [undefined, 'ambiguous_csv']])('of a file called %s, which has tabs and commas: %j', async (filename, expected) => {
    expect((await readAs('a\tb,c\nx\ty,z\n', { filename })).split(' ')[0]).toBe(expected);
  });

  test('of a .tsv file without a tab is found from its content', async () => {
    expect((await profileOf('a,b\n1,2\n', 'csv', undefined, { filename: 'x.tsv' })).dialect).toMatchObject({ delimiter: ',', decidedBy: { delimiter: 'content' } });
  });

  test('has to be declared if two readings are about equally good; the fault names both, and the property that decides', async () => {
    const fault = await faultOf('a;b,c\nx;y,z\n', 'csv');
    expect(fault).toMatchObject({ reason: 'ambiguous_csv', choices: [{ delimiter: ',' }, { delimiter: ';' }] });
    expect(fault.detail).toBe('the rows read about as well with "," (2 columns) as with ";" (2 columns); the delimiter of the source decides it');
  });

  test('has to be declared if the reading with more cells has fewer types and leaves delimiters in its cells', async () => {
    const row = 'x|y|z|w|v;01.05.2024\n';
    expect(await readAs(row.replace('x', 'a') + row.repeat(40))).toBe('ambiguous_csv');
  });

  test('follows from the ACTIVE version if two readings are about equally good', async () => {
    const text = 'a;b,c\nx;y,z\n';
    expect(await readAs(text, active('a', 'b,c'))).toBe('; a|b,c 1');
    expect(await readAs(text, active('a;b', 'c'))).toBe(', a;b|c 1');
    expect(await readAs(text, active('unlike', 'both'))).toBe('ambiguous_csv');
    expect((await profileOf(text, 'csv', undefined, active('a', 'b,c'))).dialect.decidedBy).toEqual({ delimiter: 'active_version', header: 'active_version' });
  });

  test('is the one that gives as many columns as the source names', async () => {
    expect(await readAs('u;v;x,y\na;b;c,d\n', { csv: { columnNames: ['p', 'q', 'r'] } })).toBe('; p|q|r 2');
  });

  test('does not change when the file gets more rows of the same kind, or other row ends', async () => {
    await fc.assert(fc.asyncProperty(tables, fc.constantFrom('\n', '\r\n'), pieceSizes, async ({ text }, rowEnd, sizes) => {
      const once = await readAs(text.replaceAll('\n', rowEnd), {}, sizes);
      expect(once).toBe(await readAs(text));
      if (once.includes(' ')) {
        expect((await readAs(text + text.slice(text.indexOf('\n') + 1))).split(' ')[0]).toBe(once.split(' ')[0]);
      }
    }), { numRuns: 300 });
  });
});

describe('a first line sep=', () => {
  test.each([
    ['sep=;\r\na;b\r\n1;2\r\n', '; a|b 1'], ['SEP=|\na|b,c\n1|2,5\n', '| a|b,c 1'], ['"sep=;"\na;b\n1;2\n', '; a|b 1'], ['\nsep=\t\na\tb\n1\t2\n', '\t a|b 1'],
    ['sep=;\n1;2\n3;4\n', '; column_1|column_2 2'], ['sep=;\na;b\n', '; a|b 0'],
  ])('%j declares the delimiter, and is not a record', async (text, expected) => {
    for (const sizes of [undefined, [1]]) {
      expect(await readAs(text, {}, sizes)).toBe(expected);
    }
  });

  test('is recorded, and does not count as a record', async () => {
    for (const mark of ['', '\ufeff']) {
      const { file, lines } = await readTwice(`${mark}sep=;\r\nb;a\r\n1;"x;y"\r\n2;\r\n`, 'csv', { sizes: [3] });
      expect(file.dialect).toMatchObject({ separatorLine: true, decidedBy: { delimiter: 'separator_line', header: 'content' } });
      expect(lines).toEqual(['{"b":"1","a":"x;y"}', '{"b":"2"}']);
    }
  });

  test('leaves offsets and numbers of records as they are', async () => {
    expect(await faultOf('sep=;\na;b\n1;2\n3\n', 'csv', [2])).toMatchObject({ reason: 'ragged_row', record: 2, byteOffset: 14 });
  });

  test('is skipped even if the source declares the delimiter', async () => {
    expect(await readAs('sep=;\na,b\n1,2\n', { csv: { delimiter: ',' } })).toBe(', a|b 1');
  });

  test('is refused if it names an unknown delimiter or a wrong one', async () => {
    expect((await faultOf('sep=^\na^b\n', 'csv')).message).toBe('not_delimited: the first line says that "^" separates the cells; expected one of , ; | or a tab');
    expect((await faultOf('sep=;\na,b\n1,2\n', 'csv')).detail).toContain('lines that look separated by ",", 2 cells each');
  });
});

describe('the first row', () => {
  test.each([
    ['names, above typed cells', 'a,b\n1,x\n', ', a|b 1'],
    ['names, if nothing says otherwise', 'first,last\nAda,Lovelace\nAlan,Turing\n', ', first|last 2'],
    ['names, with an empty corner above names', ',412,398\nHarbour,77,81\nOld Town,5,6\n', ', column_1|412|398 2'],
    ['names, with an empty corner above numbers', ',a,b\n0,1,2\n1,3,4\n', ', column_1|a|b 2'],
    ['names, if they are years beside a name', 'Region,2019,2020\nHarbour,412,398\n', ', Region|2019|2020 1'],
    ['names, if they count up beside a name', 'Item,1,2,3,4\nBolt,5,6,7,5\n', ', Item|1|2|3|4 1'],
    ['names, which come again in the middle', 'day,visits\n2024-05-01,10\n2024-05-02,11\nday,visits\n2024-05-03,12\n', ', day|visits 4'],
    ['a record, with the types of the columns below', 'Rossi,1200.50\nWeber,80\n', ', column_1|column_2 2'],
    ['a record, with dates and numbers as other countries write them', '01.05.2024;1,50\n02.05.2024;1,75\n', '; column_1|column_2 2'],
    ['a record, of codes like those below', 'A100,Rossi\nB20,Weber\n', ', column_1|column_2 2'],
    ['a record, of values that come again below', 'DE,Berlin\nDE,Hamburg\nFR,Paris\nDE,Munich\nDE,Bonn\n', ', column_1|column_2 5'],
    ['a record, of nothing but numbers', '1,2,3\n4,5,6\n', ', column_1|column_2|column_3 2'],
    ['a record, as the only row, with a time and a fraction', 'D400,Kim,10.50,2024-05-04\n', ', column_1|column_2|column_3|column_4 1'],
    ['names, with an empty corner above row numbers, whatever comes again below', '"","y","P","A"\n"1",17,"L","A"\n"2",29,"L","A"\n"3",17,"L","A"\n', ', column_1|y|P|A 3'],
    ['names, if one of them comes again below, and others are unlike values that come again', 'i,foo,j,value,unit\nx,foo,s,2.5,km\nx,foo,t,1.7,km\ny,foo,s,1.8,km\ny,foo,t,2.5,km\n', ', i|foo|j|value|unit 4'],
    ['names, if one of them is the only text in a column with gaps', 'n,EU,A1\n1,EU,\n2,,A1\n3,EU,\n4,EU,A1\n', ', n|EU|A1 4'],
    ['names, if many numbers beside a name grow, and those below do not', 'type,0.5,1.5,2,2.5,3,3.5,4,4.5\nA,1,2,3,4,4,3,2,1\nB,1,2,3,4,4,3,2,1\n', ', type|0\\.5|1\\.5|2|2\\.5|3|3\\.5|4|4\\.5 2'],
    ['a record, if the numbers below grow along the row too', 'A,0.5,1.5,2,2.5,3,3.5,4,4.5\nB,1,2,3,4,5,6,7,8\n', `, ${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `column_${n}`).join('|')} 2`],
    ['a record, of signs without a letter, and of texts between the same signs', ':smile:,😃\n:grin:,😁\n', ', column_1|column_2 2'],
    ['unclear, of years without a name beside them', '2019,2020,2021\n412,398,455\n', 'ambiguous_csv'],
    ['unclear, of a text above numbers and numbers above numbers', 'x,5.5,6.5\n1,2.5,3.5\n2,0.5,1.5\n', 'ambiguous_csv'],
    ['unclear, of two texts above numbers and one fraction above fractions', 'x,y,5.5\n1,2,2.5\n2,0,1.5\n', 'ambiguous_csv'],
    ['unclear, as the only row, with a number', 'D400,Kim,10\n', 'ambiguous_csv'],
  ])('is %s', async (_, text, expected) => {
    expect(await readAs(text)).toBe(expected);
  });

  test('causes a refusal if it is unclear, with both declarations that settle it', async () => {
    expect(await faultOf('D400,Kim,10\n', 'csv')).toMatchObject({
      detail: 'the first row may name the columns or be the first record; the header of the source decides it', choices: [{ header: true }, { header: false }],
    });
    expect(await readAs('D400,Kim,10\n', { csv: { header: false } })).toBe(', column_1|column_2|column_3 1');
    expect(await readAs('D400,Kim,10\n', { csv: { header: true } })).toBe(', D400|Kim|10 0');
  });

  test('is read as the columns of the ACTIVE version suggest, if it is unclear or nothing says otherwise', async () => {
    expect(await readAs('D400,Kim,10\n', active('column_1', 'column_2', 'column_3'))).toBe(', column_1|column_2|column_3 1');
    expect(await readAs('D400,Kim,10\n', active('D400', 'Kim', '10', '11'))).toBe(', D400|Kim|10 0');
    expect(await readAs('D400,Kim,10\n', active('id', 'name', 'qty'))).toBe('ambiguous_csv');
    expect(await readAs('D400,Kim,10\n', active('D400', 'Kim', 'a', 'b', 'c', 'd'))).toBe('ambiguous_csv');
    expect(await readAs('Ada,Lovelace\nAlan,Turing\n', active('column_1', 'column_2'))).toBe(', column_1|column_2 2');
  });

  test('is drift if it is clear and names other columns than the ACTIVE version has', async () => {
    expect(await readAs(',2020,2021\nHarbour,398,455\n', active('column_1', '2019', '2020'))).toBe(', column_1|2020|2021 1');
    expect(await readAs('id,qty\n1,2\n', active('column_1', 'column_2'))).toBe(', id|qty 1');
  });

  test('does not count as a header because of a column in which only some cells are numbers', async () => {
    expect((await profileOf('note\n12\nlow\nhigh\nnone yet\n', 'csv')).dialect.decidedBy).toMatchObject({ header: 'default' });
  });

  test('is still a header if the file repeats it among the rows below', async () => {
    const { dialect, records } = await profileOf('kind,count\nred,1\nkind,count\nkind,count\nkind,count\nblue,2\n', 'csv');
    expect({ dialect, records }).toMatchObject({ dialect: { decidedBy: { header: 'content' } }, records: 5 });
  });

  test('with an empty corner gives the corner a name', async () => {
    const { lines } = await readTwice(',2019,2020\nHarbour,412,398\n', 'csv');
    expect(lines).toEqual(['{"column_1":"Harbour","2019":"412","2020":"398"}']);
    expect(await readAs(',column_1\nx,1\n')).toBe('duplicate_header');
  });
});

describe('rows below the header', () => {
  const rows = '2024-05-01,1.5,N\n2024-05-02,1.7,S\n2024-05-03,1.9,N\n';

  test.each([
    ['units', `at,speed,from\nUTC,m/s,\n${rows}`, 2],
    ['units and remarks', `at,speed,from\nUTC,m/s,\n,average,\n${rows}`, 3],
    ['other names', `Wind,Wind,Wind\nat,speed,from\n${rows}`, 2],
    ['types above texts that come again', `a,b\nstring,string\n${'x,p\ny,q\n'.repeat(5)}`, 2],
  ])('that are %s are asked about, with the declaration that leaves them out', async (_, text, preambleLines) => {
    const fault = await faultOf(text, 'csv');
    expect(fault).toMatchObject({ reason: 'ambiguous_csv', choices: [{ preambleLines }, { header: true }] });
    expect(fault.detail).toContain(`preambleLines: ${preambleLines} and columnNames of the source, or its header, decide it`);
    const { columnNames } = fault.choices[0];
    expect((await readAs(text, { csv: fault.choices[0] }))).toBe(`, ${columnNames!.join('|')} ${text.split('\n').length - 1 - preambleLines}`);
    expect((await readAs(text, { csv: { header: true } })).split(' ').length).toBeLessThanOrEqual(3);
  });

  test('get the names of all rows of the header together, if the first row has some of them several times', async () => {
    expect((await faultOf(`Wind,Wind,Wind\nat,speed,from\n${rows}`, 'csv')).choices[0]).toMatchObject({ columnNames: ['Wind at', 'Wind speed', 'Wind from'] });
  });

  test.each([
    ['a record with one text above numbers', `at,speed,from\n2024-04-30,calm,N\n${rows}`],
    ['a record with texts that come again', 'at,speed,from\nlost,lost,N\n2024-05-01,1.5,N\n2024-05-02,1.7,S\n2024-05-03,1.9,N\nlost,lost,S\n2024-05-04,1,N\n2024-05-05,1,N\n2024-05-06,1,N\n2024-05-07,1,N\n2024-05-08,1,N\n2024-05-09,1,N\n'],
    ['a record without values', `at,speed,from\nn/a,-,\n${rows}`],
    ['too few rows to tell', 'at,speed\nUTC,m/s\n2024-05-01,1.5\n2024-05-02,1.5\n'],
  ])('are records if they are %s', async (_, text) => {
    expect((await profileOf(text, 'csv')).records).toBe(text.split('\n').length - 2);
  });

  test('are asked about if a blank line and other names are before them', async () => {
    const tables = 'day,visits\n2024-05-01,10\n2024-05-02,12\n\ncountry,visits\nDE,5\nFR,7\n';
    expect(await faultOf(tables, 'csv')).toMatchObject({ reason: 'ambiguous_csv', detail: expect.stringContaining('the header of another table'), choices: [{ header: true }] });
    expect(await readAs(tables, { csv: { header: true } })).toBe(', day|visits 5');
    expect(await readAs('day,visits\n2024-05-01,10\n\nday,visits\n2024-05-02,12\n')).toBe(', day|visits 3');
    expect(await readAs('name,town\nAda,London\n\nAlan,London\n')).toBe(', name|town 2');
  });

  test('are said to be another table, if their header has another number of names', async () => {
    expect((await faultOf(`at,speed,from\n${rows}country,visits\nDE,5\nFR,7\n`, 'csv')).detail).toContain('another table with its own header seems to begin there');
  });
});

describe('the ACTIVE version', () => {
  test('is not looked up if the file itself settles how it is read', async () => {
    const asked = jest.fn();
    for (const text of ['a,b\n1,2\n', '1,2\n3,4\n', ',2019,2020\nx,1,2\n']) {
      await readAs(text, { activeColumns: asked });
    }
    await readAs('a;b,c\nx;y,z\n', { activeColumns: asked, csv: { delimiter: ',', header: true } });
    expect(asked).not.toHaveBeenCalled();
  });
});

describe('a file of one column', () => {
  test.each([
    ['words', 'name\nBerlin\nParis\n'], ['cities of two words', 'New York\nLos Angeles\nSan Diego\n'], ['titles of three words', 'House of Cards\nBank of America\n'],
    ['numbers', '1\n2\n3\n'], ['times', 'at\n2024-05-01 10:00:00\n2024-05-01 10:00:01\n'], ['times of day', 'HH:mm:ss\n10:00:00\n'], ['addresses', 'address\n12 Main Street\n14 Oak Street\n'],
    ['decimal commas in quotes', '"1,50"\n"2,75"\n'], ['texts in quotes', 'text\n"Doe, Jane"\n"Ng, Li"\n'], ['links', 'https://a.example/x\nhttps://b.example/y\n'], ['numbered names', 'Route 66\nRoute 101\n'],
  ])('of %s is read', async (_, text) => {
    expect((await profileOf(text, 'csv')).schema.fields.size).toBe(1);
  });

  test.each([
    ['spaces', 'x y\n1 2\n3 4\n', 'separated by spaces, 2 cells each'],
    ['colons', 'root:x:0:0:root\ndaemon:x:1:1:daemon\n', 'separated by ":", 5 cells each'],
    ['carets', 'a^b\nc^d\n', 'separated by "^", 2 cells each'],
    ['a space, and another one before the header', ' ID Status T\n0 M 1 5\n1 M 2 6\n2 H 1 7\n', 'separated by spaces, 4 cells each'],
    ['arrays in JSON', '[1,"a"]\n[2,"b"]\n', 'lines that are arrays in JSON'],
    ['fixed width below a title', 'Weather\nUSW14   20240501   21.5\nUSW15   20240502   19.0\nUSW16   20240502   19.0\n', '3 columns of fixed width'],
    ['rows in quotes', '"a;b"\n"1;2"\n', 'rows that are quoted as a whole, with ";" between 2 cells'],
    ['XML', '<?xml version="1.0"?>\n<rows><row id="1"/></rows>\n', 'looks like HTML or XML'],
    ['HTML with commas in it', '<p>Sorry, gone</p>\n<p>Try again, please</p>\n', 'looks like HTML or XML'],
  ])('that holds %s is refused, and the fault says what it looks like', async (_, text, says) => {
    const fault = await faultOf(text, 'csv');
    expect(fault.reason).toBe('not_delimited');
    expect(fault.detail).toContain(says);
  });

  test.each([
    [':', 'root:x:0:0:root\ndaemon:x:1:1:daemon\n'], ['^', 'a^b\nc^d\n'], ['~', 'a~b\n1~2\n'], ['\u0001', 'a\u0001b\n1\u00012\n'], [' ', 'x y\n1 2\n3 4\n'], [';', 'a;b\n1;2\n3;4\n'],
  ])('because %j separates its cells is refused with that declaration', async (delimiter, text) => {
    expect((await faultOf(text, 'csv', undefined, delimiter === ';' ? { csv: { delimiter: ',' } } : {})).choices).toEqual([{ delimiter }]);
  });

  test('of a .tsv file is not read if spaces separate the cells', async () => {
    expect(await readAs('x y\n1 2\n3 4\n', { filename: 'x.tsv' })).toBe('not_delimited');
  });

  test('is not found if another character cuts all rows alike, and a usual delimiter does not', async () => {
    expect(await faultOf('a^b\n1,5^2\n2^3\n3,5^4\n', 'csv')).toMatchObject({ reason: 'not_delimited', choices: [{ delimiter: '^' }] });
  });

  test('is refused if it has one column only because of the delimiter that the source declares', async () => {
    expect((await faultOf('a,b\n1,2\n3,4\n', 'csv', undefined, { csv: { delimiter: ';' } })).detail).toContain('lines that look separated by ",", 2 cells each');
  });

  test('may have several columns if the source declares the delimiter and fills ragged rows: the first row and another one show it', async () => {
    const rows = 'id;name;note\n"1, 2"\n"3, 4"\n"5, 6"\n7;x\n';
    expect(await readAs(rows, { csv: { delimiter: ';', raggedRows: 'fill' } })).toBe('; id|name|note 4');
    expect(await readAs(rows, { csv: { delimiter: ';' } })).toBe('not_delimited');
    expect(await readAs('"a,b"\n"1,2"\n"3,4"\n', { csv: { delimiter: ';', raggedRows: 'fill' } })).toBe('not_delimited');
    // The first row holds the declared delimiter by chance.
    expect(await readAs('id;price, net;count\n1;2;3\n4;5;6\n', { csv: { delimiter: ',', raggedRows: 'fill' } })).toBe('not_delimited');
  });

  test('is read, whatever it holds, if the source or its ACTIVE version has that one column', async () => {
    expect(await readAs('x y\n1 2\n3 4\n', { csv: { columnNames: ['pair'] } })).toBe(', pair 3');
    expect(await readAs('x y\n1 2\n3 4\n', active('x y'))).toBe(', x y 2');
    expect(await readAs('x y\n1 2\n3 4\n', active('other'))).toBe('not_delimited');
  });
});

/** Cells as people in different countries write them, and cells that hold other delimiters. */
const typedCells = {
  integer: fc.integer({ min: -9_999, max: 99_999 }).map(String),
  point: fc.double({ min: -999, max: 9_999, noNaN: true }).map((value) => value.toFixed(2)),
  comma: fc.double({ min: -999, max: 9_999, noNaN: true }).map((value) => value.toFixed(2).replace('.', ',')),
  date: fc.date({ min: new Date('2000-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }).map((value) => value.toISOString().slice(0, 10)),
  germanDate: fc.date({ min: new Date('2000-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((value) => value.toISOString().slice(0, 10).split('-').reverse().join('.')),
  word: fc.constantFrom('Rossi', 'Weber', 'Dupont', 'open', 'closed', 'Harbour'),
  prose: fc.constantFrom('well, yes', 'Ng, Li', 'one; two', 'Old Town', 'a | b'),
  list: fc.constantFrom('a;b', 'x|y|z', 'eu,us', 'red'),
} as const;

/** A table with a header, written with any delimiter. Cells that hold the delimiter are quoted. */
const tables = fc.record({
  delimiter: fc.constantFrom<Delimiter>(',', ';', '\t', '|'),
  kinds: fc.array(fc.constantFrom(...Object.keys(typedCells) as (keyof typeof typedCells)[]), { minLength: 1, maxLength: 6 }),
  length: fc.integer({ min: 1, max: 30 }),
}).chain(({ delimiter, kinds, length }) => (
  fc.array(fc.tuple(...kinds.map((kind) => typedCells[kind])), { minLength: length, maxLength: length }).map((rows) => {
    const names = kinds.map((kind, i) => `${kind}_${'abcdef'[i]}`);
    const quoted = (cell: string) => (cell.includes(delimiter) || cell.includes('"') ? `"${cell}"` : cell);
    return { delimiter, kinds, names, rows, text: [names, ...rows].map((cells) => `${cells.map(quoted).join(delimiter)}\n`).join('') };
  })
));

describe('a table that was written with any delimiter', () => {
  test('is read back correctly or refused, never read wrongly (2,000 tables)', async () => {
    let refused = 0;
    await fc.assert(fc.asyncProperty(tables, async ({ delimiter, names, rows, text }) => {
      const outcome = await readAs(text);
      if (!outcome.includes(' ')) {
        refused++;
      } else if (names.length === 1) {
        // A table of one column shows no delimiter, so any of them will do.
        expect(outcome.slice(2)).toBe(`${names[0]} ${rows.length}`);
      } else {
        expect(outcome).toBe(`${delimiter} ${names.join('|')} ${rows.length}`);
      }
    }), { numRuns: 2_000 });
    // This many may be lists in one column, or have only one or two rows.
    expect(refused).toBeLessThan(200);
  }, 120_000);

  test('is read back correctly or refused without its header, if a column is typed (1,000 tables)', async () => {
    const typed = tables.filter(({ kinds, rows }) => rows.length > 2 && kinds.length > 1 && !kinds.every(isTextKind));
    await fc.assert(fc.asyncProperty(typed, async ({ delimiter, names, rows, text }) => {
      const outcome = await readAs(text.slice(text.indexOf('\n') + 1));
      if (outcome.includes(' ')) {
        expect(outcome).toBe(`${delimiter} ${names.map((_, i) => `column_${i + 1}`).join('|')} ${rows.length}`);
      }
    }), { numRuns: 1_000 });
  }, 120_000);
});

function isTextKind(kind: keyof typeof typedCells): boolean {
  return kind === 'word' || kind === 'prose' || kind === 'list';
}

test.each(['y', '"y'])('the row in which the head breaks off, within a cell that begins with %s, does not count', async (start) => {
  const row = `${start}${'y'.repeat(20_000)}${start.slice(0, -1)};1\n`;
  expect(HEAD_CHARS % row.length).toBeGreaterThan(0);
  expect((await faultOf(`a;b\n${row.repeat(4)}`, 'csv', undefined, { csv: { delimiter: ',' } })).reason).toBe('not_delimited');
  expect(await readAs(`a;b\n${row.repeat(4)}`)).toBe('; a|b 4');
});
