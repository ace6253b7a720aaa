/** A process that runs one contender on the files that its parent names. */

import { CONTENDERS, type Task } from './contenders';

export interface Measured {
  readonly cpuMillis: number;
  readonly wallMillis: number;
  readonly peakMegabytes: number;
}

const run = CONTENDERS[process.argv[2]];

async function measure(tasks: readonly Task[]): Promise<Measured> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  for (const task of tasks) {
    await run(task);
  }
  const { user, system } = process.cpuUsage(cpu);
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  return { cpuMillis: (user + system) / 1000, wallMillis: performance.now() - start, peakMegabytes };
}

process.on('message', (tasks: readonly Task[]) => {
  measure(tasks).then((measured) => process.send!(measured), (error: Error) => process.send!({ error: String(error.stack) }));
});
