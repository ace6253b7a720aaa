import { existsSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { profileInFolder, runCli } from './bundled';
import { jsonRows, parquetRows, parquetTypes } from './parquet-rows';

const cli = profileInFolder();
const { file, profile } = cli;

async function written(path: string, ...args: string[]): Promise<string> {
  const out = join(cli.folder, 'out.parquet');
  const { code, stderr } = await profile(...args, '--parquet', out, path);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return out;
}

describe('--parquet', () => {
  test('writes columns with the names and types that the table would have', async () => {
    const lines = [
      '{"Order Id":1,"date":"2024-05-01","Customer":{"First Name":"Ada","first_name":"A."},"flag":true,"big":12345678901234567890123,"x":1.5,"y":[{"z":[1]}]}',
      '{"Order Id":9007199254740993,"m":{"k":{"v":2}},"mixed":1}',
      '{"mixed":"a","nothing":null,"at":"2024-01-02T03:04:05Z"}',
    ];
    const out = await written(file('a.ndjson', lines.join('\n')), '--type-hint', 'm=map', '--type-hint', 'at=timestamp', '--type-hint', 'date=date');
    expect(await parquetTypes(out)).toEqual({
      order_id: 'BIGINT',
      date_2: 'DATE',
      customer: 'STRUCT(first_name VARCHAR, first_name_2 VARCHAR)',
      flag: 'BOOLEAN',
      big: 'DECIMAL(23,0)',
      x: 'DOUBLE',
      y: 'STRUCT(z BIGINT[])[]',
      m: 'MAP(VARCHAR, STRUCT(v BIGINT))',
      mixed: 'VARCHAR',
      at: 'TIMESTAMP WITH TIME ZONE',
    });
  });

  test('writes columns in the order of the file, as the report has them', async () => {
    const path = file('order.csv', '売上,2020,id,date,1999\n1,2,3,2024-05-01,5\n');
    const out = await written(path);
    const names = ['maishang', '_2020', 'id', 'date_2', '_1999'];
    expect(Object.keys(await parquetTypes(out))).toEqual(names);
    const { columns } = JSON.parse((await profile('--json', path)).stdout);
    expect(columns.map(({ column }: { column: string }) => column)).toEqual(names);
  });

  test('keeps every value of JSON, and every null', async () => {
    const out = await written(file('a.json', `[
      {"a":[1,null,-9223372036854775808],"b":{"c":"é","d":null},"m":{"x":[true],"y":null,"z":[]},"n":99999999999999999999999999999999999999},
      {"a":[],"b":{},"m":{},"n":-1,"j":1.50},
      {"a":null,"b":null,"m":null,"n":0,"j":{"k": [1, "two"]}},
      {"j":"text"}, {}
    ]`), '--type-hint', 'm=map');
    expect(await jsonRows(out)).toEqual([
      ['[1,null,-9223372036854775808]', '{"c":"é"}', '{"x":[true],"y":null,"z":[]}', '99999999999999999999999999999999999999', null],
      ['[]', '{"c":null}', '{}', '-1', '"1.50"'],
      [null, null, null, '0', '"{\\"k\\": [1, \\"two\\"]}"'],
      [null, null, null, null, '"\\"text\\""'],
      [null, null, null, null, null],
    ]);
  });

  test('keeps the doubles that most writers lose: -0, NaN and infinities', async () => {
    const repeated = ['-0', '0', '0.1', 'NaN', 'Infinity', '-Infinity', '5e-324', ''].join('\n');
    const out = await written(file('a.csv', `x\n${`${repeated.replace(/$/, '""')}\n`.repeat(50)}`));
    const rows = await parquetRows(out, 'x, 1 / x AS inverse');
    expect(rows).toHaveLength(400);
    for (let i = 0; i < rows.length; i += 8) {
      expect(rows.slice(i, i + 8).map(({ x }) => x)).toEqual([-0, 0, 0.1, NaN, Infinity, -Infinity, 5e-324, null]);
    }
  });

  test('keeps days, and milliseconds in UTC', async () => {
    const out = await written(file('a.csv', 'day,at\n0001-01-01,1969-12-31T23:59:59.9999Z\n9999-12-31,2024-01-02\n2024-02-29,2024-05-06 07:08:09.1239+02:00\n'));
    expect(await parquetRows(out, 'day::VARCHAR AS day, epoch_ms("at") AS at')).toEqual([
      { day: '0001-01-01', at: -1n },
      { day: '9999-12-31', at: BigInt(Date.UTC(2024, 0, 2)) },
      { day: '2024-02-29', at: BigInt(Date.UTC(2024, 4, 6, 5, 8, 9, 123)) },
    ]);
  });

  test('reads a file as its source would declare it, whatever its encoding and compression', async () => {
    const text = 'Preise\r\nname;price\r\nMüller;1\r\nn/a;2\r\n"Grün;blau";\r\nSumme;3\r\n';
    const args = ['--delimiter', ';', '--preamble-lines', '1', '--footer-lines', '1', '--null-marker', 'n/a'];
    const expected = [{ name: 'Müller', price: 1n }, { name: null, price: 2n }, { name: 'Grün;blau', price: null }];
    expect(await parquetRows(await written(file('latin.csv', Buffer.from(text, 'latin1')), ...args, '--encoding', 'latin1'))).toEqual(expected);
    expect(await parquetRows(await written(file('wide.csv.gz', gzipSync(Buffer.from(`\ufeff${text}`, 'utf16le'))), ...args))).toEqual(expected);
  });

  test('reads the records of a file whose shape its source declares', async () => {
    const envelope = gzipSync('{"series":{"a":{"x":1,"tags":"t"},"b":{"x":2,"tags":["u","v"]}},"meta":{"unit":"mm","more":1}}');
    const args = ['--records-at', 'series', '--key-column', 'key', '--around-column', 'meta.unit', '--always-array', 'tags'];
    expect(await parquetRows(await written(file('a.json.gz', envelope), ...args), 'key, meta.unit AS unit, x, array_to_string(tags, \'-\') AS tags')).toEqual([
      { key: 'a', unit: 'mm', x: 1n, tags: 't' }, { key: 'b', unit: 'mm', x: 2n, tags: 'u-v' },
    ]);
  });

  test('keeps fields whose names mean something to JavaScript', async () => {
    const out = await written(file('a.json', '{"__proto__":{"__proto__":"a","constructor":1},"toString":true}'));
    expect(await jsonRows(out)).toEqual([['{"__proto__":"a","constructor":1}', 'true']]);
  });

  test('writes several row groups for a large file', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `{"id":${i},"tags":["a${i % 7}","${'x'.repeat(200)}"]}`);
    const out = await written(file('a.ndjson', rows.join('\n')));
    expect(await parquetRows(out, 'count(*) AS n, sum(id) AS ids, sum(len(tags)) AS tags')).toEqual([{ n: 60_000n, ids: 1_799_970_000n, tags: 120_000n }]);
    expect(await parquetRows(out, 'id, tags[1] AS tag')).toMatchObject({ 0: { id: 0n, tag: 'a0' }, 59_999: { id: 59_999n, tag: `a${59_999 % 7}` } });
  });

  test('replaces an older file', async () => {
    const out = file('out.parquet', 'older');
    expect(await written(file('a.csv', 'id,name\n1,x\n'))).toBe(out);
    expect(await parquetTypes(out)).toEqual({ id: 'BIGINT', name: 'VARCHAR' });
    expect(readdirSync(cli.folder).sort()).toEqual(['a.csv', 'out.parquet']);
  });

  test('says that there is no column yet, and leaves an older file as it was', async () => {
    const out = file('out.parquet', 'older');
    const { code, stdout, stderr } = await profile('--parquet', out, file('a.csv', 'id,name\n"",\n'));
    expect({ code, stderr }).toEqual({ code: 1, stderr: `--parquet ${out} was not written: no field has a value, so the table has no column yet\n` });
    expect(stdout).toContain('  records 1, ');
    expect(readFileSync(out, 'utf8')).toBe('older');
  });

  test('leaves everything as it was when the file would be dead-lettered', async () => {
    const out = file('out.parquet', 'older');
    const { code } = await profile('--parquet', out, file('a.json', '{"a":1}{"a":'));
    expect(code).toBe(3);
    expect(readFileSync(out, 'utf8')).toBe('older');
    expect(existsSync(`${out}.partial`)).toBe(false);
  });

  test('is refused if it would replace the file itself, a link or a folder', async () => {
    const path = file('a.json', '{"a":1}');
    const link = join(cli.folder, 'link');
    symlinkSync(path, link);
    const targets = [path, link, cli.folder];
    const ends = await Promise.all(targets.map((out) => profile('--parquet', out, path)));
    expect(ends.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(readFileSync(link, 'utf8')).toBe('{"a":1}');
  });

  test('is refused for two files, for a pipe, and in a place where no file can be written', async () => {
    const path = file('a.json', '{"a":1}');
    const out = join(cli.folder, 'out');
    expect(await profile('--parquet', out, path, path)).toMatchObject({ code: 2, stderr: expect.stringContaining('2 files') });
    expect(await runCli(cli.script, ['profile', '--format', 'json', '--parquet', out, '-'], { stdin: '{"a":1}' }))
      .toMatchObject({ code: 2, stderr: expect.stringContaining('pipe') });
    expect(await profile('--parquet', join(cli.folder, 'missing', 'out'), path)).toMatchObject({ code: 2, stderr: expect.stringContaining('missing') });
    expect(existsSync(out)).toBe(false);
  });
});
