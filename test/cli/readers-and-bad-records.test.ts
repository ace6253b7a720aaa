import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { profileInFolder, runCli } from './bundled';

const cli = profileInFolder();
const { file, profile } = cli;

describe('the reader', () => {
  const readerOf = async (...args: string[]) => JSON.parse((await profile('--json', ...args)).stdout).reader;

  test('depends on the content and on the name under which the file would be stored', async () => {
    const rows = 'a,b\n1,2\n';
    const files = [
      file('Größe (1).csv', rows), file('a.csv.gz', gzipSync(rows)), file('packed.csv', gzipSync(rows)), file('plain.gz', rows),
      file('returns.csv', rows.replaceAll('\n', '\r')), file('array.json', '[{"a":1}]'), file('bell\u0007.json', '{"a":1}\n'),
    ];
    expect(await Promise.all(files.map((path) => readerOf('--format', path.includes('json') ? 'json' : 'csv', path))))
      .toEqual(['spark-csv', 'spark-csv', 'canonical', 'canonical', 'canonical', 'canonical', 'spark-ndjson']);
  });

  test('is canonical for a file with a mixed value, a type hint, a null marker or bad records', async () => {
    const lines = file('a.ndjson', '{"a":1}\n{"a":2}\n{"a":3}\n');
    expect(await readerOf(lines)).toBe('spark-ndjson');
    expect(await readerOf('--type-hint', 'a=string', lines)).toBe('canonical');
    expect(await readerOf('--null-marker', 'NA', lines)).toBe('canonical');
    expect(await readerOf(file('mixed.ndjson', '{"a":1}\n{"a":"x"}\n'))).toBe('canonical');
    expect(await readerOf('--max-bad-record-ratio', '0.5', file('bad.ndjson', '{"a":1}\n{"a":}\n{"a":3}\n'))).toBe('canonical');
  });

  test('of the standard input is found too', async () => {
    const input = (stdin: string) => runCli(cli.script, ['profile', '--json', '--format', 'csv', '-'], { stdin });
    expect(JSON.parse((await input('a,b\n1,2\n')).stdout).reader).toBe('spark-csv');
  });
});

describe('bad records', () => {
  const lines = '{"a":1}\n{"a":}\n{"a":"-","b":2}\n5\n{"a":3}\n';

  test('within the share are counted, listed with number and reason, and left out of the copy', async () => {
    const out = join(cli.folder, 'copy.ndjson.gz');
    const { code, stdout, stderr } = await profile('--json', '--max-bad-record-ratio', '0.5', '--canonical', out, file('a.ndjson', lines));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      records: 3,
      badRecords: 2,
      warnings: [
        { code: 'bad_record', record: 2, reason: 'malformed_json', detail: expect.stringContaining('expected a value') },
        { code: 'bad_record', record: 4, reason: 'not_a_record', detail: expect.any(String) },
        { code: 'mixed_types', path: 'a' },
      ],
    });
    expect(gunzipSync(readFileSync(out)).toString()).toBe('{"a":"1"}\n{"a":"\\"-\\"","b":2}\n{"a":"3"}\n');
  });

  test('are shown to people too', async () => {
    const { stdout } = await profile('--max-bad-record-ratio', '0.5', file('a.csv', 'a,b\n1,2\n3\n5,6\n'));
    expect(stdout).toContain('  records 2, bad records 1, bytes 14, reader canonical\n  format csv, delimiter ",", encoding utf-8, compression none\n');
    expect(stdout).toContain('  warning bad_record: record 2: ragged_row: the row has 1 cell');
  });

  test('are listed up to a bound and counted beyond it', async () => {
    const path = file('a.csv', `a,b\n${'1,2\n'.repeat(100)}${'3\n'.repeat(50)}`);
    const { badRecords, warnings } = JSON.parse((await profile('--json', '--max-bad-record-ratio', '0.5', path)).stdout);
    expect(badRecords).toBe(50);
    expect(warnings.map(({ record }: { record: number }) => record)).toEqual(Array.from({ length: 20 }, (_, i) => 101 + i));
  });

  test('beyond the share, or without one, end the command with 3', async () => {
    const path = file('a.ndjson', lines);
    expect(await profile('--max-bad-record-ratio', '0.1', path)).toMatchObject({ code: 3, stderr: expect.stringContaining('bad_record_ratio') });
    expect(await profile(path)).toMatchObject({ code: 3, stderr: expect.stringContaining('malformed_json') });
  });

  test('cannot be separated from good ones in a pipe', async () => {
    expect(await runCli(cli.script, ['profile', '--format', 'json', '--max-bad-record-ratio', '0.1', '-'], { stdin: lines }))
      .toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--max-bad-record-ratio may have to read a file twice, but - is a pipe; expected a file') });
  });
});
