/** The size of the published package. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { rounded } from '../figures';

const ROOT = join(__dirname, '..', '..', '..');

/** Packed, as npm would upload it. What has not been built is not in it: run `npm run build` first. */
export function packageMegabytes(): number {
  const [{ size }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64e6,
  })) as [{ readonly size: number }];
  return rounded(size / 1e6);
}
