import { spawn } from 'child_process';
import { mkdirSync, openSync, rmSync } from 'fs';
import { join } from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { EMRClient, ListClustersCommand } from '@aws-sdk/client-emr';
import { certificateIn } from './certificate';
import { CdkApp, deploy } from './deploy';
import { discover } from './discover';
import { down } from './down';
import { ACCOUNT_ID, freePort, REGION, startEmulator } from './emulator';
import { s3Jars } from './jars';
import { identify, isAlive, isRunning } from './processes';
import { pythonOf } from './python';
import { CloudAccess, CloudHome, CloudState } from './state';

/** Is told, in a sentence, what happens now. */
export type Say = (what: string) => void;

/**
 * Starts the local cloud and deploys an app onto it. Where it already runs with that app, nothing happens.
 *
 * @returns the cloud's state, which is also in `.state.json`
 * @throws Error when the cloud runs with another app, or when something does not start; after a failed deployment the
 *         cloud stays, so that its remains can be looked at
 */
export async function up(app: CdkApp, home: CloudHome = CloudHome.DEFAULT, say: Say = () => undefined): Promise<CloudState> {
  if (home.processes && Object.values(home.processes).some(isRunning)) {
    const { state } = home;
    if (state?.app !== nameOf(app)) throw new Error(`The local cloud already runs (${state?.app ?? 'its deployment failed'}). Stop it first: npm run local -- down`);
    say('The local cloud already runs.');
    return state;
  }
  return deployOnto(await startCloud(home, say), app, home, say);
}

/** Starts an empty cloud: the emulator with IAM enforced and TLS, and the EMR endpoint beside it. */
export async function startCloud(home: CloudHome = CloudHome.DEFAULT, say: Say = () => undefined): Promise<CloudAccess> {
  rmSync(home.runFolder, { recursive: true, force: true });
  rmSync(home.stateFile, { force: true });
  mkdirSync(home.runFolder, { recursive: true });
  // Now, and not in the middle of the first run.
  await Promise.all([pythonOf('emulator'), s3Jars()]);
  say('Starting the AWS emulator and the EMR endpoint …');
  return start(home);
}

/** Deploys an app, or an app once more, and describes what was deployed in `.state.json`. */
export async function deployOnto(access: CloudAccess, app: CdkApp, home: CloudHome = CloudHome.DEFAULT, say: Say = () => undefined): Promise<CloudState> {
  say('Deploying the app with the CDK …');
  const stacks = await deploy(app, access, join(home.runFolder, 'deployment'));
  const state = { ...access, ...await discover(stacks, access), app: nameOf(app), stacks: stacks.map((stack) => stack.name) };
  home.state = state;
  return state;
}

const nameOf = (app: CdkApp) => `${app.command ?? 'cdk.json'} in ${app.folder}`;

async function start(home: CloudHome): Promise<CloudAccess> {
  const emrPort = await freePort();
  const emrEndpointUrl = `http://127.0.0.1:${emrPort}`;
  const emulator = await startEmulator({
    auth: true,
    tls: true,
    folder: home.runFolder,
    environment: { AWS_ENDPOINT_URL_EMR: emrEndpointUrl },
  });
  const environment: Record<string, string> = { ...emulator.env, AWS_ENDPOINT_URL_EMR: emrEndpointUrl };
  const { authority, trustStore } = certificateIn(home.runFolder);

  const output = openSync(join(home.runFolder, 'emr.log'), 'a');
  const emr = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'emr', 'endpoint.ts'), String(emrPort), join(home.runFolder, 'clusters'), trustStore], {
    cwd: join(__dirname, '..'),
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', output, output],
  });
  emr.unref();
  home.processes = { emulator: identify(emulator.pid), emr: identify(emr.pid!) };
  const access = {
    endpointUrl: emulator.endpoint,
    emrEndpointUrl,
    region: REGION,
    accountId: ACCOUNT_ID,
    caFile: authority,
    credentials: { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY },
    environment,
  };
  try {
    await waitForEmr(access, emr.pid!);
  } catch (error) {
    await down(home);
    throw error;
  }
  return access;
}

async function waitForEmr(access: CloudAccess, pid: number): Promise<void> {
  const client = new EMRClient({ endpoint: access.emrEndpointUrl, region: access.region, credentials: { ...access.credentials }, maxAttempts: 1 });
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) {
    if (!isAlive(pid)) break;
    if (await client.send(new ListClustersCommand({})).then(() => true, () => false)) return;
  }
  throw new Error('The EMR endpoint did not start; see .run/emr.log.');
}
