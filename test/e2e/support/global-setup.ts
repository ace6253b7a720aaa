import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { start } from './cloud';

/** One cloud for the whole suite, beside whatever cloud the developer has up. */
export default async function globalSetup(): Promise<void> {
  process.env.LOCAL_CLOUD_HOME = mkdtempSync(path.join(tmpdir(), 'e2e-'));
  await start();
}
