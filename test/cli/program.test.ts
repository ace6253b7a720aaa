import { bundleCli, runCli } from './bundled';
import { version } from '../../package.json';

let script: string;
beforeAll(() => {
  script = bundleCli();
});

test('--help lists the commands and ends with 0', async () => {
  const { code, stdout, stderr } = await runCli(script, ['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^ {2}profile {2}\w/m);
  expect((await runCli(script, ['-h'])).stdout).toBe(stdout);
});

test('--version is the version of the package', async () => {
  expect(await runCli(script, ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('the help of a command names each of its options', async () => {
  const { code, stdout } = await runCli(script, ['profile', '--help']);
  expect(code).toBe(0);
  for (const option of ['--format json|csv', '--json', '--parquet OUT', '-h, --help']) {
    expect(stdout).toContain(`  ${option} `);
  }
});

test('--help counts even next to wrong arguments', async () => {
  expect(await runCli(script, ['profile', '--format', 'xml', '--help'])).toMatchObject({ code: 0, stderr: '' });
});

test.each([[[]], [['aprove']], [['--verbose']]])('%j is wrong usage, and the commands are named', async (args) => {
  const { code, stdout, stderr } = await runCli(script, args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('profile');
  expect(stderr).toContain('See schema-registry --help');
});
