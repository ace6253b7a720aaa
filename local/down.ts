import { stopGroup } from './processes';
import { CloudHome } from './state';

/**
 * Stops the local cloud. First the EMR endpoint, which ends its clusters; then what is left of the clusters if the endpoint
 * was killed; then the emulator with its functions. Logs stay until the next start.
 *
 * @returns whether anything ran
 */
export async function down(home: CloudHome = CloudHome.DEFAULT): Promise<boolean> {
  const { processes } = home;
  for (const { pid } of processes) {
    await stopGroup(pid);
  }
  home.forget();
  return processes.length > 0;
}
