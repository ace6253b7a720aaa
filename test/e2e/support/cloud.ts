import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { Pipeline } from '../../../demo/client/pipeline';
import { deploy } from '../../../local/deploy';
import { discover } from '../../../local/discover';
import { CloudHome, type CloudState } from '../../../local/state';

const ROOT = path.join(__dirname, '..', '..', '..');

/** The app that the suite deploys, as a command in the project's folder. */
const APP = 'npx tsx test/e2e/apps/ingestion-app.ts';

/**
 * Runs a command of `npm run local` on the cloud of this suite.
 *
 * @returns what it printed
 */
export async function local(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(path.join(ROOT, 'node_modules', '.bin', 'tsx'), ['local/main.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, INIT_CWD: ROOT },
  });
  return stdout;
}

/** Starts the cloud and deploys the app, as a user does. */
export function start(): Promise<string> {
  return local('--app', APP);
}

/** The suite's own cloud, named by the variable that the commands read too. */
export function home(): CloudHome {
  return new CloudHome(process.env.LOCAL_CLOUD_HOME!);
}

/** The pipeline that `start` has deployed. */
export function deployed(): Pipeline {
  const { state } = home();
  if (!state) {
    throw new Error('The local cloud of the suite does not run; see the output of its start.');
  }
  return new Pipeline(state);
}

/** Another deployment of the same app beside the first, without one statement of one policy. */
export async function deployWithout(policyPath: string, sid: string): Promise<Pipeline> {
  const { state } = deployed();
  const stacks = await deploy({ command: `${APP} ${policyPath}:${sid}`, folder: ROOT }, state, path.join(home().runFolder, 'denial'));
  return new Pipeline({ ...state, ...await discover(stacks, state) } satisfies CloudState);
}

/** Promotes with the command that a user has. */
export function promoteAll(): Promise<string> {
  return local('promote');
}
