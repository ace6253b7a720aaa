import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { temporaryFolder } from './bundled';
import { parseOptions } from '../../cli/command-line/options';
import { type LocalFile, findLocalFile } from '../../cli/profile/local-file';
import { Progress } from '../../cli/profile/progress';
import { SOURCE_OPTIONS } from '../../cli/profile/source-options';

const parsed = parseOptions([], SOURCE_OPTIONS);
if (parsed.help) {
  throw new Error('no help was asked for');
}
const NOTHING_DECLARED = parsed.values;

async function files(...sizes: number[]): Promise<LocalFile[]> {
  const folder = temporaryFolder();
  return Promise.all(sizes.map((size, i) => {
    const path = join(folder, `${i}.csv`);
    writeFileSync(path, Buffer.alloc(size, 'a'));
    return findLocalFile(path, NOTHING_DECLARED);
  }));
}

function stream(isTTY: boolean) {
  let written = '';
  const output = Object.assign(new PassThrough(), { isTTY, columns: 200 });
  output.on('data', (text: Buffer) => (written += text));
  return { output, written: () => written };
}

async function readAll(progress: Progress, all: readonly LocalFile[]): Promise<void> {
  for (const file of all) {
    for await (const _ of progress.read(file)) { /* only the bar is looked at */ }
  }
  progress.stop();
}

test('a terminal sees a bar that ends at the whole and is taken away', async () => {
  const { output, written } = stream(true);
  const all = await files(3_000_000, 10);
  await readAll(new Progress(output, all, 1), all);
  expect(written()).toContain(' 0 % | 0/2');
  expect(written()).toContain(` 100 % | 2/2 | ${all[1].path}`);
  // Clears the line: what is printed next begins on a clean one.
  expect(written()).toMatch(/\u001b\[2K$/);
});

test('where every file is read twice, once is half', async () => {
  const { output, written } = stream(true);
  const all = await files(1_000);
  await readAll(new Progress(output, all, 2), all);
  expect(written()).toContain(' 50 % | 1/1');
});

test('a file that is given up half way counts as read', async () => {
  const { output, written } = stream(true);
  const all = await files(3_000_000);
  const progress = new Progress(output, all, 1);
  for await (const _ of progress.read(all[0])) {
    break;
  }
  progress.stop();
  expect(written()).toContain(' 100 % | 1/1');
});

test('a file that has to be read once more than was planned makes the whole longer', async () => {
  const { output, written } = stream(true);
  const all = await files(1_000, 1_000);
  await readAll(new Progress(output, all, 1), [all[0], all[0]]);
  expect(written()).toContain(' 66 % | 1/2');
});

test('where nothing can be measured, there is no bar', async () => {
  const { output, written } = stream(true);
  const all = await files(0);
  await readAll(new Progress(output, all, 1), all);
  expect(written()).toBe('');
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s takes the bar away and then ends the program', async (signal) => {
  const { output, written } = stream(true);
  const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
  const before = process.listenerCount(signal);
  const progress = new Progress(output, await files(1_000), 1);
  process.emit(signal, signal);
  expect(written()).toMatch(/\u001b\[2K$/);
  expect(kill).toHaveBeenCalledWith(process.pid, signal);
  expect(process.listenerCount(signal)).toBe(before);
  progress.stop();
  kill.mockRestore();
});

test('anything but a terminal sees nothing', async () => {
  const { output, written } = stream(false);
  const all = await files(1_000);
  await readAll(new Progress(output, all, 1), all);
  expect(written()).toBe('');
});
