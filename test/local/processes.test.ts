import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, record, recorded, run, stopGroup } from '../../local/processes';

const folder = mkdtempSync(join(tmpdir(), 'processes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A shell that starts a child, prints the id of the child and waits. With `leaves`, it ends and leaves the child behind. */
async function family({ leaves = false } = {}): Promise<{ leader: number; child: number }> {
  const shell = spawn('bash', ['-c', `sleep 60 & echo $!; ${leaves ? '' : 'wait'}`], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const child = await new Promise<string>((resolve) => shell.stdout.once('data', resolve));
  if (leaves) {
    await new Promise((resolve) => shell.once('exit', resolve));
  }
  return { leader: shell.pid!, child: Number(child) };
}

test('stopping a group also stops the processes that its leader started', async () => {
  const { leader, child } = await family();
  await stopGroup(leader);
  expect([isAlive(leader), isAlive(child)]).toEqual([false, false]);
});

test('a recorded process is found again while it runs', async () => {
  const { leader } = await family();
  record(join(folder, 'mine'), leader);
  expect(recorded(join(folder, 'mine'))?.pid).toBe(leader);
  await stopGroup(leader);
  expect(recorded(join(folder, 'mine'))).toBeUndefined();
});

test('children that a recorded process left behind are found through it', async () => {
  const { leader } = await family({ leaves: true });
  writeFileSync(join(folder, 'left'), JSON.stringify({ pid: leader, started: 'some time ago' }));
  expect(recorded(join(folder, 'left'))?.pid).toBe(leader);
  await stopGroup(leader);
  expect(recorded(join(folder, 'left'))).toBeUndefined();
});

test('a process that reuses the id of a recorded one is not taken for it', () => {
  writeFileSync(join(folder, 'reused'), JSON.stringify({ pid: process.pid, started: 'before the last restart' }));
  expect(recorded(join(folder, 'reused'))).toBeUndefined();
});

test('a command that fails is reported with its output', async () => {
  await expect(run('bash', ['-c', 'echo out; echo why >&2; exit 3'])).rejects.toThrow(/exited with 3:\nout\nwhy/);
});
