import { type ChildProcess, spawn, type SpawnOptions, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Identifies a process even if a later one gets the same id, so that nobody else's process is ever ended. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the operating system writes it. */
  readonly started: string;
}

/** Records a process that was just started, so that it can be found and ended whatever happens next. */
export function record(file: string, pid: number): void {
  writeFileSync(file, JSON.stringify({ pid, started: startOf(pid) ?? 'ended at once' } satisfies ProcessIdentity));
}

/** The process that a file names, if it or a member of its process group still runs. */
export function recorded(file: string): ProcessIdentity | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  const process = JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  const started = startOf(process.pid);
  // While a group has members, no new process gets its number. So if the leader is gone, the members of the group are ours.
  const isOurs = started === undefined ? signalGroup(process.pid, 0) : started === process.started;
  return isOurs ? process : undefined;
}

function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim() || undefined;
  }
  try {
    // Slim images have no ps. The name may contain spaces and parentheses, so the fields are counted from the end of the name.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()!.split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    return state === 'Z' ? undefined : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startTicks}`;
  } catch {
    return undefined;
  }
}

/**
 * Ends a process group that was started with `detached: true`: with SIGTERM, and with SIGKILL after the grace period.
 *
 * It ends the whole group, because the emulator's functions and Spark's JVM are children of children.
 *
 * @param pid          the group's leader
 * @param graceMillis  how long it may take to end by itself, in milliseconds
 */
export async function stopGroup(pid: number, graceMillis = 5_000): Promise<void> {
  for (const [signal, patience] of [['SIGTERM', graceMillis], ['SIGKILL', 2_000]] as const) {
    if (!signalGroup(pid, signal)) {
      return;
    }
    for (const end = Date.now() + patience; Date.now() < end;) {
      await sleep(50);
      if (!signalGroup(pid, 0)) {
        return;
      }
    }
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a command and waits until it ends.
 *
 * @returns its standard output, if that is piped
 * @throws Error with the command and the end of its output if it exits with anything but 0
 */
export async function run(command: string, args: string[], options: SpawnOptions = {}): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  let everything = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    everything += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    everything += text;
  });
  const code = await exitOf(child);
  if (code !== 0) {
    throw new Error(`\`${[command, ...args].join(' ')}\` exited with ${code}:\n${everything.trim().split('\n').slice(-30).join('\n')}`);
  }
  return output;
}

/** Waits for a process to end, and returns its exit code or the signal that ended it. */
export function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? -1));
  });
}
