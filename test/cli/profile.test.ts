import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { profileInFolder, runCli } from './bundled';

const CORPUS = join(__dirname, '..', 'corpus');
const manifest: Record<string, { family: string; accepted: boolean; records?: number; rule?: string }> =
  JSON.parse(readFileSync(join(CORPUS, 'manifest.json'), 'utf8'));

const cli = profileInFolder();
const { file, profile } = cli;

describe('an accepted file', () => {
  test('is printed as JSON with dialect, counts, types and evidence', async () => {
    const path = file('orders.csv.gz', gzipSync('id;name\n007;Bond\n42;\n'));
    const { code, stdout, stderr } = await profile('--json', path);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      file: path,
      format: 'csv',
      dialect: {
        format: 'csv', delimiter: ';', decidedBy: { delimiter: 'content', header: 'content' }, encoding: 'utf-8', compression: 'gzip',
      },
      records: 2,
      badRecords: 0,
      bytes: readFileSync(path).length,
      fields: { id: 'string', name: 'string' },
      columns: [{ path: 'id', column: 'id' }, { path: 'name', column: 'name' }],
      evidence: {
        id: {
          values: 2,
          nulls: 0,
          parents: 2,
          lengths: { min: 2, max: 3, quantiles: [2.1, 2.5, 3, 3, 3], buckets: [[2, 1], [3, 1]] },
          // 007 is not a number.
          numbers: { quantiles: [42, 42, 42, 42, 42], buckets: [[150, 1]] },
          distinct: { estimate: 2, registers: expect.any(String) },
        },
        name: {
          values: 1,
          nulls: 1,
          parents: 2,
          lengths: { min: 4, max: 4, quantiles: [4, 4, 4, 4, 4], buckets: [[4, 1]] },
          distinct: { estimate: 1, registers: expect.any(String) },
        },
      },
      warnings: [],
    });
  });

  test('is printed for people as a table', async () => {
    const path = file('events.ndjson', '{"id":1,"actor":{"名前":null}}\n{"id":2.5}\n');
    const { code, stdout, stderr } = await profile(path);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      path,
      '  records 2, bytes 44',
      '  format ndjson, encoding utf-8, compression none',
      '',
      '  FIELD       TYPE     VALUES  NULLS  ABSENT',
      '  id          double        2      0       0',
      '  actor       struct        1      0       1',
      '  actor.名前  unknown       0      1       0',
      '',
      expect.stringMatching(/^ {2}warning no_column actor: ./),
      '',
    ]);
  });

  test('shows the names of the columns if any of them is not that of its field', async () => {
    const path = file('renamed.ndjson', '{"売上":1,"id":2,"no":null,"o":{"Größe":1,"Grösse":2},"tags":["a"]}\n');
    expect((await profile(path)).stdout.split('\n').slice(4, 13)).toEqual([
      '  FIELD     COLUMN    TYPE     VALUES  NULLS  ABSENT',
      '  売上      maishang  bigint        1      0       0',
      '  id        id        bigint        1      0       0',
      '  no                  unknown       0      1       0',
      '  o         o         struct        1      0       0',
      '  o.Größe   grosse    bigint        1      0       0',
      '  o.Grösse  grosse_2  bigint        1      0       0',
      '  tags      tags      array         1      0       0',
      '  tags[]              string        1      0       0',
    ]);
    expect(JSON.parse((await profile('--json', path)).stdout).columns).toEqual([
      { path: '売上', column: 'maishang' }, { path: 'id', column: 'id' }, { path: 'o', column: 'o' }, { path: 'o.Größe', column: 'grosse' },
      { path: 'o.Grösse', column: 'grosse_2' }, { path: 'tags', column: 'tags' },
    ]);
  });

  test('warns about mixed types and fields without a column; a file without records has one warning, which says so', async () => {
    const mixed = file('mixed.json', '{"a":1,"b":null,"c":{"d":[]}}\n{"a":"x"}\n');
    const empty = file('empty.csv', 'a,b\n');
    const [first, second] = JSON.parse((await profile('--json', mixed, empty)).stdout);
    expect(first.warnings.map(({ code, path }: Record<string, string>) => [code, path]))
      .toEqual([['no_column', 'b'], ['no_column', 'c'], ['mixed_types', 'a']]);
    expect(second.warnings).toEqual([{ code: 'no_records', detail: expect.any(String) }]);
  });

  test('warns about declared types that have no effect, and about no others', async () => {
    const path = file('a.ndjson', '{"id":1.5,"at":"2024-01-02","n":null,"o":{"k":1},"x":1}\n{"id":2,"x":"a"}\n');
    const hints = ['id=bigint', 'ad=date', 'at=date', 'n=map', 'o=struct', 'x=json', 'o.__proto__=string'].map((hint) => `--type-hint=${hint}`);
    const { warnings } = JSON.parse((await profile('--json', ...hints, path)).stdout);
    expect(warnings.map(({ code, path: at }: Record<string, string>) => [code, at]))
      .toEqual([['hint_unseen', 'ad'], ['hint_unseen', 'o.__proto__'], ['hint_unfit', 'id'], ['no_column', 'n']]);
  });

  test('may have a field named __proto__, which is printed like any other', async () => {
    const { stdout } = await profile('--json', join(CORPUS, 'files', 'key-unusual', 'proto.json'));
    expect(stdout).toContain('"__proto__": "');
  });

  test('has the types that a first version would have: an object with many rare names is a map', async () => {
    const path = file('labels.ndjson', Array.from({ length: 100 }, (_, i) => `{"labels":{"k${i}":${i}}}\n`).join(''));
    const seen = { values: 100, nulls: 0, parents: 100 };
    const report = JSON.parse((await profile('--json', path)).stdout);
    expect(report).toMatchObject({
      fields: { 'labels': 'map', 'labels{}': 'bigint' },
      evidence: { 'labels': seen, 'labels{}': { ...seen, min: '0', max: '99' } },
    });
    expect(report.evidence['labels{}'].distinct.estimate).toBeGreaterThan(75);
    expect(JSON.parse((await profile('--json', '--type-hint', 'labels=struct', path)).stdout).fields).toMatchObject({ 'labels': 'struct', 'labels.k99': 'bigint' });
  });

  test('says what form its texts have, and whether mixed values are scalars', async () => {
    const path = file('a.ndjson', '{"at":"2024-01-02","x":1}\n{"at":"2024-01-02T03:04:05Z","x":"a"}\n');
    const { evidence } = JSON.parse((await profile('--json', path)).stdout);
    expect(evidence).toMatchObject({ at: { temporal: 'timestamp' }, x: { scalars: true } });
  });

  test('may have a name of any length, which widens only its own row', async () => {
    const { stdout } = await profile(file('long.ndjson', JSON.stringify({ id: 1, ['x'.repeat(400)]: 2 })));
    expect(stdout).toMatch(/^ {2}id {5}id {6}bigint {7}1 {6}0 {7}0$/m);
    expect(stdout).toMatch(/^ {2}x{400} {2}x{255} {2}bigint {7}1 /m);
  });

  test('cannot send escape sequences to the terminal through its names', async () => {
    const { stdout } = await profile(file('hostile.json', '{"\\u001b[2J\\u202e\\u009b":1}'));
    expect(stdout).toContain('\\u001b\\[2J\\u202e\\u009b');
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u001b\u202e\u009b]/);
  });
});

describe('a file that would be dead-lettered', () => {
  const broken = join(CORPUS, 'files', 'csv-ragged', 'short.csv');

  test('is reported on stderr with reason, byte offset and record, and the command ends with 3', async () => {
    const { code, stdout, stderr } = await profile(broken);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/short\.csv: ragged_row at byte 6, record 1: the row has 2 cells, the header has 3/);
  });

  test('is also reported as JSON with --json', async () => {
    const { code, stdout, stderr } = await profile('--json', broken);
    expect(code).toBe(3);
    expect(stderr).toContain('ragged_row');
    expect(JSON.parse(stdout)).toEqual({
      file: broken,
      format: 'csv',
      fault: {
        reason: 'ragged_row', byteOffset: 6, record: 1, detail: expect.stringContaining('2 cells'), choices: [{ csv: { raggedRows: 'fill' } }],
      },
    });
  });

  test('does not hide the files before and after it', async () => {
    const good = file('good.json', '{"a":1}');
    const all = await profile('--json', good, broken, good);
    expect(all.code).toBe(3);
    expect(JSON.parse(all.stdout).map((report: { fault?: object; records?: number }) => report.records ?? 'fault')).toEqual([1, 'fault', 1]);
    const text = await profile(good, broken, good);
    expect(text.stdout.match(/FIELD/g)).toHaveLength(2);
  });
});

test('every file of the corpus has the expected outcome when its format is found by name or content', async () => {
  const names = Object.keys(manifest);
  const { code, stdout, stderr } = await profile('--json', ...names.map((name) => join(CORPUS, 'files', name)));
  expect(code).toBe(3);
  const found: { format: string; records?: number; fault?: { reason: string } }[] = JSON.parse(stdout);
  names.forEach((name, i) => {
    const { accepted, records, rule, family } = manifest[name];
    const { fault, ...report } = found[i];
    expect([name, fault === undefined]).toEqual([name, accepted]);
    // Damaged gzip shows nothing of what is in it.
    if (accepted || !name.endsWith('.gz')) {
      expect([name, report.format]).toEqual([name, family]);
    }
    if (records !== undefined && accepted) {
      expect([name, report.records]).toEqual([name, records]);
    }
    if (rule !== undefined && !accepted) {
      expect([name, fault?.reason]).toEqual([name, rule]);
    }
  });
  expect(stderr.match(/^(?! )/gm)!.length - 1).toBe(names.filter((name) => !manifest[name].accepted).length);
}, 60_000);

describe('the format', () => {
  const formatOf = async (...args: string[]) => JSON.parse((await profile('--json', ...args)).stdout).format;

  test('follows from the extension, whatever the content', async () => {
    const names = ['a.json', 'a.NDJSON', 'a.jsonl.gz', 'a.geojson', 'a.csv', 'a.tsv', 'a.csv.gz'];
    const formats = await Promise.all(names.map((name) => formatOf(file(name, '[1]'))));
    expect(formats).toEqual(['json', 'json', 'json', 'json', 'csv', 'csv', 'csv']);
  });

  test('follows from the first character when the extension says nothing', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('\n {"a":1}', 'utf16le')]);
    const files = [file('a', '\ufeff {"a":1}'), file('b.log', utf16), file('c.gz', gzipSync('[{"a":1}]')), file('d.txt', ' \n'), file('e.txt', 'a,b\n1,2\n')];
    expect(await Promise.all(files.map((path) => formatOf(path)))).toEqual(['json', 'json', 'json', 'json', 'csv']);
  });

  test('is what --format says before anything else', async () => {
    expect(await formatOf('--format', 'csv', file('a.json', '{"a":1}'))).toBe('csv');
  });

  test('must be declared for a pipe and for the standard input', async () => {
    const pipe = (args: string) => execFileSync('sh', ['-c', `printf '{"a":1}' | "$0" "$1" profile --json ${args} /dev/stdin`, process.execPath, cli.script],
      { encoding: 'utf8', stdio: 'pipe' });
    expect(JSON.parse(pipe('--format json'))).toMatchObject({ records: 1, bytes: 7 });
    expect(() => pipe('')).toThrow('--format json or --format csv');

    const input = (...args: string[]) => runCli(cli.script, ['profile', '--json', ...args, '-'], { stdin: '{"a":1}\n{"a":2}\n' });
    expect(JSON.parse((await input('--format', 'json')).stdout)).toMatchObject({ file: '-', records: 2, bytes: 16 });
    expect(await input()).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining('--format json or --format csv') });
  });
});

describe('output into a pipe', () => {
  const wide = () => file('wide.json', JSON.stringify(Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`field_${i}`, i]))));

  test('is complete, however long, and has no progress bar', async () => {
    const { stdout, stderr } = await profile('--json', wide());
    expect(Object.keys(JSON.parse(stdout).fields)).toHaveLength(40_000);
    expect(stderr).toBe('');
  });

  test('may be cut off by its reader without a complaint', async () => {
    const child = spawn(process.execPath, [cli.script, 'profile', wide()], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('faults into a pipe', () => {
  test('may be cut off by their reader without changing how the command ends', async () => {
    const child = spawn(process.execPath, [cli.script, 'profile', file('broken.json', '{')], { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.destroy();
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(3);
  });
});

test.each([
  ['no file', [], 'no file was given'],
  ['a file that is not there', ['nowhere.json'], 'nowhere.json cannot be read: no such file or directory\n'],
  ['the standard input twice', ['-', '-'], '- was given more than once'],
  ['a folder', [__dirname], 'is a directory'],
  ['an unknown format', ['--format', 'xml', __filename], '--format is "xml"; expected json or csv'],
  ['an option without its value', ['--parquet'], '--parquet'],
  ['a value that looks like an option', ['--null-marker', '-x', __filename], "for '--null-marker'? To specify an option argument starting with a dash use '--null-marker=-XYZ'"],
  ['a Parquet file where no file can be written', ['--parquet', '/nowhere/out', __filename], '--parquet /nowhere/out cannot be written to /nowhere: no such file or directory\n'],
  ['an unknown option', ['--fast', __filename], '--fast'],
])('%s is wrong usage: the command ends with 2, says the remedy on stderr and prints nothing on stdout', async (_, args, message) => {
  const { code, stdout, stderr } = await profile(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toContain('See schema-registry profile --help');
});

test('a file that is not there is found before any other is read', async () => {
  const out = await profile(file('good.json', '{"a":1}'), join(cli.folder, 'missing.json'));
  expect(out).toMatchObject({ code: 2, stdout: '' });
});

(process.platform === 'linux' ? test : test.skip)('a file that the system cannot read ends the command with 1 and the message of the system', async () => {
  const { code, stderr } = await profile('--format', 'json', '/proc/self/mem');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^schema-registry: EIO/);
});

test('names on the command line are as harmless as names in files', async () => {
  mkdirSync(join(cli.folder, '\u001b[2J'));
  // eslint-disable-next-line no-control-regex
  expect((await profile(join(cli.folder, '\u001b[2J'))).stderr).not.toMatch(/\u001b/);
});
