import { rmSync } from 'node:fs';
import { local } from './cloud';

export default async function globalTeardown(): Promise<void> {
  await local('down');
  rmSync(process.env.LOCAL_CLOUD_HOME!, { recursive: true, force: true });
}
