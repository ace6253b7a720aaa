import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { start } from './cloud';
import globalTeardown from './global-teardown';

/** One cloud for the whole suite, beside whatever cloud the developer has up. */
export default async function globalSetup(): Promise<void> {
  process.env.LOCAL_CLOUD_HOME = mkdtempSync(path.join(tmpdir(), 'e2e-'));
  try {
    await start();
  } catch (error) {
    // After a failed set-up, jest calls no teardown.
    await globalTeardown();
    throw error;
  }
}
