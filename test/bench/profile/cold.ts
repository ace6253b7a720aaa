/** A fresh process: how long it takes to load the profiler, and then to profile a first file. Prints JSON. */

import { readFileSync } from 'node:fs';
import type { profileFile as ProfileFile } from '../../../lambda-src/core/profiling/profile-file';

/** About the size of the chunks that the SDK's streams give. */
const CHUNK_BYTES = 64 * 1024;

const [, , bundle, path, format] = process.argv;

export interface ColdStart {
  readonly loadMillis: number;
  readonly loadCpuMillis: number;
  readonly profileMillis: number;
  readonly profileCpuMillis: number;
}

const cpuMillis = (from: NodeJS.CpuUsage, to: NodeJS.CpuUsage) => (to.user + to.system - from.user - from.system) / 1000;

async function main(): Promise<void> {
  // The file is in memory: the function does not read from a disk either.
  const bytes = readFileSync(path);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      yield bytes.subarray(at, at + CHUNK_BYTES);
    }
  }
  const [start, startCpu] = [performance.now(), process.cpuUsage()];
  const { profileFile } = await import(bundle) as { readonly profileFile: typeof ProfileFile };
  const [loaded, loadedCpu] = [performance.now(), process.cpuUsage()];
  await profileFile(async () => chunks(), { format: format as 'json' | 'csv' }, { sketches: true });
  const profiled: ColdStart = {
    loadMillis: loaded - start,
    loadCpuMillis: cpuMillis(startCpu, loadedCpu),
    profileMillis: performance.now() - loaded,
    profileCpuMillis: cpuMillis(loadedCpu, process.cpuUsage()),
  };
  process.stdout.write(JSON.stringify(profiled));
}

void main();
