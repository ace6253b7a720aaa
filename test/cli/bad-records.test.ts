import { join } from 'node:path';
import { profileInFolder, runCli } from './bundled';
import { parquetRows } from './parquet-rows';

const cli = profileInFolder();
const { file, profile } = cli;

describe('bad records', () => {
  const lines = '{"a":1}\n{"a":}\n{"a":"-","b":2}\n5\n{"a":3}\n';

  test('within the share are counted, listed with number and reason, and left out of the Parquet file', async () => {
    const out = join(cli.folder, 'a.parquet');
    const { code, stdout, stderr } = await profile('--json', '--max-bad-record-ratio', '0.5', '--parquet', out, file('a.ndjson', lines));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      records: 3,
      badRecords: 2,
      warnings: [
        { code: 'bad_record', record: 2, reason: 'malformed_json', detail: expect.stringContaining('expected a value') },
        { code: 'bad_record', record: 4, reason: 'not_a_record', detail: expect.any(String) },
        { code: 'minority_type', path: 'a' },
      ],
    });
    expect(await parquetRows(out)).toEqual([{ a: '1', b: null }, { a: '"-"', b: 2n }, { a: '3', b: null }]);
  });

  test('are shown to people too', async () => {
    const { stdout } = await profile('--max-bad-record-ratio', '0.5', file('a.csv', 'a,b\n1,2\n3\n5,6\n'));
    expect(stdout).toContain('  records 2, bad records 1, bytes 14\n  format csv, delimiter ",", encoding utf-8, compression none\n');
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
