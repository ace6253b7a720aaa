/** A process that runs one contender on the files that its parent names. */

import { CONTENDERS, Task } from './contenders';

export interface Measured {
  readonly cpuMillis: number;
  readonly wallMillis: number;
  readonly peakMegabytes: number;
}

const run = CONTENDERS[process.argv[2]];

async function measure(task: Task): Promise<Measured> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await run(task);
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMillis: (user + system) / 1000, wallMillis: performance.now() - start, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
}

process.on('message', (task: Task) => {
  measure(task).then((measured) => process.send!(measured), (error: Error) => process.send!({ error: String(error.stack) }));
});
