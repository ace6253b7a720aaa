import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { start } from './cloud';
import globalTeardown from './global-teardown';

/** One cloud for the whole suite, beside any cloud that the developer runs. */
export default async function globalSetup(): Promise<void> {
  process.env.LOCAL_CLOUD_HOME = mkdtempSync(path.join(tmpdir(), 'e2e-'));
  try {
    await start();
  } catch (error) {
    // Jest does not call the teardown after a failed setup.
    await globalTeardown();
    throw error;
  }
}
