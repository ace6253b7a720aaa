import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { NODE_PROCESS_FILE } from './emr/node';
import { isRunning, ProcessIdentity, stopGroup } from './processes';
import { CloudHome } from './state';

/**
 * Stops the local cloud: the EMR endpoint with its clusters, then the emulator with its functions. Logs stay until the
 * next start.
 *
 * @returns whether anything ran
 */
export async function down(home: CloudHome = CloudHome.DEFAULT): Promise<boolean> {
  const { emr, emulator } = home.processes ?? {};
  // The endpoint ends its clusters itself; theirs are looked for as well, in case it was killed.
  const groups = [emr, ...clusterProcesses(home), emulator].filter((process) => process && isRunning(process)) as ProcessIdentity[];
  for (const { pid } of groups) await stopGroup(pid);
  home.forget();
  return groups.length > 0;
}

function clusterProcesses(home: CloudHome): ProcessIdentity[] {
  const folder = join(home.runFolder, 'clusters');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((cluster) => join(folder, cluster, NODE_PROCESS_FILE))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
}
