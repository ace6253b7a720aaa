/** A fresh process: how long it takes to load the profiler, and then to profile a first file. Prints JSON. */

import { createReadStream, readFileSync } from 'node:fs';

const [, , bundle, path, format] = process.argv;

export interface ColdStart {
  readonly loadMillis: number;
  readonly loadCpuMillis: number;
  readonly profileMillis: number;
  readonly profileCpuMillis: number;
}

const cpuMillis = (from: NodeJS.CpuUsage, to: NodeJS.CpuUsage) => (to.user + to.system - from.user - from.system) / 1000;

async function main(): Promise<void> {
  // In the page cache, as in the function the bytes come from elsewhere.
  readFileSync(path);
  const [start, startCpu] = [performance.now(), process.cpuUsage()];
  const { profileFile } = await import(bundle) as typeof import('../../../lambda-src/formats/profile-file');
  const [loaded, loadedCpu] = [performance.now(), process.cpuUsage()];
  await profileFile(createReadStream(path), { format: format as 'json' | 'csv' });
  const profiled: ColdStart = {
    loadMillis: loaded - start,
    loadCpuMillis: cpuMillis(startCpu, loadedCpu),
    profileMillis: performance.now() - loaded,
    profileCpuMillis: cpuMillis(loadedCpu, process.cpuUsage()),
  };
  process.stdout.write(JSON.stringify(profiled));
}

void main();
