/** The process of a Python program, and what a task costs it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Usage, usageOf } from './process-tree';
import type { PythonEnvironment } from '../../../local/python';

/** How often the memory is looked at. */
const SAMPLE_MILLIS = 200;

/** A function of a Python module in this folder. */
export interface Program {
  readonly environment: PythonEnvironment;
  readonly module: string;
  readonly function: string;
}

export interface Cost {
  /** Of all processes of the program. */
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
  /** Rejects when the process has ended. */
  private readonly ended: Promise<never>;
  private readonly started = performance.now();
  private isCold = true;

  /** @param python the Python of the program's environment */
  constructor(private readonly program: Program, python: string, private readonly around: Surroundings) {
    const log = openSync(around.log, 'a');
    this.child = spawn(python, [join(__dirname, 'worker.py'), program.module, program.function], { env: around.environment, stdio: ['pipe', 'pipe', log] });
    this.answers = createInterface({ input: this.child.stdout! });
    this.ended = this.failure();
    // It also ends when it is told to, and then nobody waits for it.
    this.ended.catch(() => undefined);
  }

  /** What the task costs, and its result. The first one includes the start of the process, so it must follow at once. */
  async measure(task: object): Promise<{ readonly cost: Cost; readonly result: unknown }> {
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
      const result = await this.ask(task);
      const cost = {
        cpuSeconds: usageOf(this.child.pid!).cpuSeconds - before.cpuSeconds,
        wallSeconds: (performance.now() - start) / 1000,
        peakMegabytes,
        emulatorCpuSeconds: usageOf(this.around.emulatorPid).cpuSeconds - emulator.cpuSeconds,
      };
      return { cost, result };
    } finally {
      isRunning = false;
      await watching;
    }
  }

  /** The result of the task. */
  async ask(task: object): Promise<unknown> {
    this.child.stdin!.write(`${JSON.stringify(task)}\n`);
    const [line] = await Promise.race([once(this.answers, 'line'), this.ended]) as [string];
    const { result, error } = JSON.parse(line) as { readonly result?: unknown; readonly error?: string };
    if (error !== undefined) {
      throw new Error(`${this.name}: ${error}\nWhat it printed is in ${this.around.log}`);
    }
    return result;
  }

  /** Ends the process. Spark's JVM ends by itself when its parent is gone. */
  stop(): void {
    this.child.kill();
  }

  private get name(): string {
    return `${this.program.module}.${this.program.function}`;
  }

  private async failure(): Promise<never> {
    const [code, signal] = await once(this.child, 'exit');
    throw new Error(`${this.name} ended with ${signal ?? code}; what it printed is in ${this.around.log}`);
  }
}
