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
    for await (const _ of progress.read(file)) { /* only the bar matters */ }
  }
  progress.stop();
}

test('a terminal shows a bar that reaches 100 % and is then cleared', async () => {
  const { output, written } = stream(true);
  const all = await files(3_000_000, 10);
  await readAll(new Progress(output, all, 1), all);
  expect(written()).toContain(' 0 % | 0/2');
  expect(written()).toContain(` 100 % | 2/2 | ${all[1].path}`);
  // The bar clears its line, so the next output begins on an empty one.
  expect(written()).toMatch(/\u001b\[2K$/);
});

test('one pass is half the work when every file is read twice', async () => {
  const { output, written } = stream(true);
  const all = await files(1_000);
  await readAll(new Progress(output, all, 2), all);
  expect(written()).toContain(' 50 % | 1/1');
});

test('a file that is given up halfway counts as read', async () => {
  const { output, written } = stream(true);
  const all = await files(3_000_000);
  const progress = new Progress(output, all, 1);
  for await (const _ of progress.read(all[0])) {
    break;
  }
  progress.stop();
  expect(written()).toContain(' 100 % | 1/1');
});

test('a file that has to be read once more than planned adds to the total', async () => {
  const { output, written } = stream(true);
  const all = await files(1_000, 1_000);
  await readAll(new Progress(output, all, 1), [all[0], all[0]]);
  expect(written()).toContain(' 66 % | 1/2');
});

test('there is no bar when nothing can be measured', async () => {
  const { output, written } = stream(true);
  const all = await files(0);
  await readAll(new Progress(output, all, 1), all);
  expect(written()).toBe('');
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s clears the bar and then ends the program', async (signal) => {
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

test('nothing is shown unless the output is a terminal', async () => {
  const { output, written } = stream(false);
  const all = await files(1_000);
  await readAll(new Progress(output, all, 1), all);
  expect(written()).toBe('');
});
