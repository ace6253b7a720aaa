/** Processes that measure. Each contender has one of its own, so that its peak of memory is its own too. */

import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { Task } from './contenders';
import type { Measured } from './worker';

export interface Worker {
  /** What all tasks take together. */
  measure(tasks: readonly Task[]): Promise<Measured>;
  stop(): void;
}

/**
 * For the profiler. The chunks that it has read are young objects, and V8 lets megabytes of them pile up before it frees any.
 * A small young generation is collected more often, which costs nothing here.
 */
export const PROFILER_NODE_OPTIONS = ['--max-semi-space-size=1'];

/** Bundles a TypeScript file as the functions are bundled. The folder is inside the project, so that native packages are found. */
export async function bundle(source: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${source.split('/').pop()!.replace(/\.ts$/, '')}.js`);
  await build({
    entryPoints: [source], outfile, bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'error', external: ['@duckdb/node-api', '@aws-sdk/*'],
  });
  return outfile;
}

/** @param nodeOptions as the function sets them */
export function nodeWorker(bundled: string, contender: string, nodeOptions: readonly string[] = []): Worker {
  const child = fork(bundled, [contender], { execArgv: [...nodeOptions] });
  return {
    measure: async (tasks) => {
      child.send(tasks);
      const [answer] = await Promise.race([once(child, 'message'), failure(child, contender)]) as [Measured & { error?: string }];
      if (answer.error !== undefined) {
        throw new Error(`${contender} on ${tasks[0].path}: ${answer.error}`);
      }
      return answer;
    },
    stop: () => child.kill(),
  };
}

/** @param python the Python of the environment `bench`, which has the program */
export function pythonWorker(python: string, contender: string): Worker {
  const child = spawn(python, [join(__dirname, 'python_worker.py'), contender], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout });
  return {
    measure: async (tasks) => {
      child.stdin.write(`${JSON.stringify(tasks)}\n`);
      const [line] = await Promise.race([once(answers, 'line'), failure(child, contender)]) as [string];
      return JSON.parse(line) as Measured;
    },
    stop: () => child.kill(),
  };
}

async function failure(child: ChildProcess, contender: string): Promise<never> {
  const [code, signal] = await once(child, 'exit');
  throw new Error(`${contender} ended with ${signal ?? code}`);
}
