/** The process of a contender, and what a task costs it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Usage, usageOf } from './process-tree';
import { stopGroup } from '../../../local/processes';

/** How often the memory is looked at. */
const SAMPLE_MILLIS = 200;

export interface Cost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** The most memory that the processes had together, whenever it was looked at. */
  readonly peakMegabytes: number;
  readonly emulatorCpuSeconds: number;
}

export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  /** Gets what the processes print. */
  readonly log: string;
  readonly emulatorPid: number;
}

export class Worker {
  private readonly child: ChildProcess;
  private readonly answers;
  private readonly started = performance.now();
  private isCold = true;

  constructor(private readonly contender: string, python: string, private readonly around: Surroundings) {
    const log = openSync(around.log, 'a');
    // A process group of its own, so that Spark's JVM ends with it.
    this.child = spawn(python, [join(__dirname, 'worker.py'), contender], { env: around.environment, stdio: ['pipe', 'pipe', log], detached: true });
    this.answers = createInterface({ input: this.child.stdout! });
  }

  /** What the task costs. The first one includes the start of the process, so it must follow at once. */
  async measure(task: object): Promise<Cost> {
    const emulator = usageOf(this.around.emulatorPid);
    const start = this.isCold ? this.started : performance.now();
    const before: Usage = this.isCold ? { cpuSeconds: 0, residentMegabytes: 0 } : usageOf(this.child.pid!);
    this.isCold = false;
    let peakMegabytes = 0;
    let isRunning = true;
    const watching = (async () => {
      while (isRunning) {
        peakMegabytes = Math.max(peakMegabytes, usageOf(this.child.pid!).residentMegabytes);
        await sleep(SAMPLE_MILLIS);
      }
    })();
    try {
      await this.ask(task);
      return {
        cpuSeconds: usageOf(this.child.pid!).cpuSeconds - before.cpuSeconds,
        wallSeconds: (performance.now() - start) / 1000,
        peakMegabytes,
        emulatorCpuSeconds: usageOf(this.around.emulatorPid).cpuSeconds - emulator.cpuSeconds,
      };
    } finally {
      isRunning = false;
      await watching;
    }
  }

  /** The result of the task. */
  async ask(task: object): Promise<unknown> {
    this.child.stdin!.write(`${JSON.stringify(task)}\n`);
    const [line] = await Promise.race([once(this.answers, 'line'), this.failure()]) as [string];
    const { result, error } = JSON.parse(line) as { readonly result?: unknown; readonly error?: string };
    if (error !== undefined) {
      throw new Error(`${this.contender}: ${error}\nWhat it printed is in ${this.around.log}`);
    }
    return result;
  }

  stop(): Promise<void> {
    return stopGroup(this.child.pid!);
  }

  private async failure(): Promise<never> {
    const [code, signal] = await once(this.child, 'exit');
    throw new Error(`${this.contender} ended with ${signal ?? code}; what it printed is in ${this.around.log}`);
  }
}
