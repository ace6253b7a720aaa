import { gzipSync } from 'node:zlib';
import { profileInFolder, runCli } from './bundled';

const cli = profileInFolder();
const { file } = cli;
const suggest = (...args: string[]) => runCli(cli.script, ['suggest', ...args]);

/** The declaration without its comments, on one line. */
async function declared(...args: string[]): Promise<string> {
  const { stdout } = await suggest(...args);
  return stdout.split('\n').map((line) => line.trim()).filter((line) => !line.startsWith('//')).join(' ').replace(/,? ([}\]])/g, ' $1').trim();
}

test('a declaration has what the files need and what they show weakly, each with its reason', async () => {
  const path = file('shop.csv', 'Sales of May\nsku;price;zip\nA1;20;90210\nA2;35;94105\n');
  const { code, stdout, stderr } = await suggest(path);
  expect(code).toBe(0);
  expect(stdout).toBe([
    '{',
    '  // after the name of the file; it stays for ever, so choose it well',
    "  sourceId: 'shop',",
    '  format: SourceFormat.CSV,',
    '  csv: {',
    '    // one line before the table is not part of it',
    '    preambleLines: 1,',
    '    // found in the file; once it is declared, it is not searched for in each file',
    "    delimiter: ';',",
    '  },',
    '  typeHints: {',
    '    // whole so far, in 2 values; such values often have decimals',
    "    price: 'double',",
    '    // a code of digits: others may begin with a zero, or have a letter',
    "    zip: 'string',",
    '  },',
    '},',
    '',
  ].join('\n'));
  expect(stderr).toMatch(/^\nRead under it:\n {2}\S*shop\.csv {2}2 records {2}3 fields\n/);
  expect(stderr).toContain('\n  zip    string\n');
  expect(stderr).toContain('Only 2 records were seen.');
});

test('a file that needs nothing has a short declaration, packed or not', async () => {
  const content = 'day,visits\n2024-05-01,10.5\n2024-05-02,12\n';
  const expected = "{ sourceId: 'visits', format: SourceFormat.CSV },";
  expect(await declared(file('visits.csv', content))).toBe(expected);
  expect(await declared(file('visits.csv.gz', gzipSync(content)))).toBe(expected);
});

test('it is also printed in Python', async () => {
  const path = file('people.csv', 'id,name,phone\n1,Ada,555\n2,Bob\n3,Eve,556\n');
  const { stdout } = await suggest('--language', 'python', '--source-id', 'people', path);
  expect(stdout.split('\n').filter((line) => !/^ *#/.test(line))).toEqual([
    'SourceProps(',
    '    source_id="people",',
    '    format=SourceFormat.CSV,',
    '    csv=CsvOptions(',
    '        ragged_rows=RaggedRows.FILL,',
    '    ),',
    '    type_hints={',
    '        "phone": "string",',
    '    },',
    '),',
    '',
  ]);
});

describe('several files of a source', () => {
  test('show which fields are optional', async () => {
    const paths = ['{"id":1,"type":"view"}\n{"id":2,"type":"buy","coupon":"x"}\n', '{"id":4,"type":"view"}\n', '{"id":6,"type":"buy","coupon":"y"}\n']
      .map((content, i) => file(`events_${i}.json`, content));
    const { stdout } = await suggest(...paths);
    expect(stdout).toContain("  optionalFields: [\n    // absent from 1 of 3 files\n    'coupon',\n  ],\n");
  });

  test('answer what one of them leaves open', async () => {
    const one = file('a.csv', 'Rome,12\nRome,x\nOslo,7\n');
    expect((await suggest(one)).code).toBe(4);
    const other = file('b.csv', 'Kyiv,3\nKyiv,z\nOslo,7\n');
    expect(await declared(one, other)).toContain('header: false');
    expect((await suggest(one, other)).code).toBe(0);
  });

  test('have one format', async () => {
    const { code, stderr } = await suggest(file('a.csv', 'a\n1\n'), file('a.json', '{}\n'));
    expect(code).toBe(2);
    expect(stderr).toContain('expected files of one source');
  });
});

test('a field that few records have is optional, although each file has it', async () => {
  const lines = Array.from({ length: 20 }, (_, id) => JSON.stringify(id === 7 ? { id, coupon: 'x' } : { id }));
  const { stdout } = await suggest(file('a.json', lines.join('\n')));
  expect(stdout).toContain('// absent from 19 of 20 records, so a small file may lack it');
});

test('texts that stand for null are found, and only those that make a difference', async () => {
  const path = file('lab.csv', 'sample,ph,note\n1,7.1,ok\n2,NA,NA\n3,-,fine\n4,6.9,\n');
  expect(await declared(path)).toBe("{ sourceId: 'lab', format: SourceFormat.CSV, nullMarkers: ['NA', '-'] },");
});

test('long ids are texts', async () => {
  expect(await declared(file('tweets.csv', 'tweet_id,likes\n1234567890123456789,1.5\n1234567890123456790,2.5\n')))
    .toContain("tweet_id: 'string'");
});

describe('a question that only a person can answer', () => {
  test('is listed with its answers, and the command ends with 4', async () => {
    const { code, stdout, stderr } = await suggest(file('labels.csv', 'a;b,c\nx;y,z\n'));
    expect(code).toBe(4);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      '{',
      '  // Decide: The files can be read in 2 ways that are about equally good. Which one is meant?',
      "  //   csv: { delimiter: ',' }",
      "  //   csv: { delimiter: ';' }",
    ]);
    expect(stderr).toContain("  1: csv: { delimiter: ',' }\n  2: csv: { delimiter: ';' }\n");
  });
});

test('a file that no declaration reads is refused with what it looks like', async () => {
  const { code, stdout, stderr } = await suggest(file('page.csv', '<html><body>\nNot found\n</body></html>\n'));
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain('looks like HTML or XML');
  expect(stderr).toContain('No declaration was found');
});

test('a fault behind the sample is told', async () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => `${i},x${i}\n`).join('');
  const { code, stdout, stderr } = await suggest(file('long.csv', `id,name\n${rows}1,2,3\n${rows}`));
  expect(code).toBe(3);
  expect(stdout).toContain("sourceId: 'long'");
  expect(stderr).toContain('ragged_row');
});

test.each([
  [[], 'no file was given'],
  [['-', '--format', 'csv'], 'is a pipe'],
  [['--language', 'java', 'x.csv'], 'expected typescript or python'],
])('wrong usage: %j', async (args, says) => {
  const { code, stderr } = await suggest(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(says);
});
