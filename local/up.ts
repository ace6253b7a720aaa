import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EMRClient, ListClustersCommand } from '@aws-sdk/client-emr';
import { certificateIn } from './certificate';
import { type CdkApp, deploy } from './deploy';
import { discover } from './discover';
import { down } from './down';
import { ACCOUNT_ID, freePort, REGION, ROOT_CREDENTIALS, startEmulator } from './emulator';
import { cloudEnvironment } from './environment';
import { javaHome } from './java';
import { isAlive, record } from './processes';
import { pythonOf } from './python';
import { type CloudAccess, CloudHome, type CloudState, PROCESS_FILE } from './state';

/** Takes a sentence that says what happens now. */
export type Say = (what: string) => void;

/**
 * Starts the local cloud and deploys an app onto it. Does nothing if the cloud already runs with that app.
 *
 * @returns the cloud's state, which is also in `.state.json`
 * @throws Error if the cloud runs with another app, does not start, or the deployment fails; after a failed deployment the cloud
 *         keeps running, so that you can look into it
 */
export async function up(app: CdkApp, home: CloudHome = CloudHome.DEFAULT, say: Say = () => undefined): Promise<CloudState> {
  const { state } = home;
  if (home.processes.length > 0 && state?.app === nameOf(app)) {
    say('The local cloud already runs.');
    return state;
  }
  return deployOnto(await startCloud(home, say), app, home, say);
}

/**
 * Starts an empty cloud: the emulator with IAM enforced and TLS, and the EMR endpoint beside it.
 *
 * @throws Error if it already runs, or something does not start; in the latter case nothing is left running
 */
export async function startCloud(home: CloudHome = CloudHome.DEFAULT, say: Say = () => undefined): Promise<CloudAccess> {
  if (home.processes.length > 0) {
    throw new Error(`The local cloud already runs (${home.state?.app ?? 'its deployment has failed'}). Stop it first: npm run local -- down`);
  }
  home.forget();
  rmSync(home.runFolder, { recursive: true, force: true });
  for (const folder of [home.emulatorFolder, home.emrFolder]) {
    mkdirSync(folder, { recursive: true });
  }
  // Fetched now, so that the first run does not have to wait for it.
  await Promise.all([pythonOf('emulator'), pythonOf('spark'), javaHome()]);
  say('Starting the AWS emulator and the EMR endpoint …');
  return start(home);
}

/** Deploys an app, for the first time or again, and writes what was deployed to `.state.json`. */
export async function deployOnto(
  access: CloudAccess, app: CdkApp, home: CloudHome = CloudHome.DEFAULT, say: Say = () => undefined,
): Promise<CloudState> {
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
    folder: home.emulatorFolder,
    environment: { AWS_ENDPOINT_URL_EMR: emrEndpointUrl },
  });
  const { authority } = certificateIn(home.emulatorFolder);
  const access = {
    endpointUrl: emulator.endpoint,
    emrEndpointUrl,
    emrFolder: home.emrFolder,
    region: REGION,
    accountId: ACCOUNT_ID,
    caFile: authority,
    credentials: ROOT_CREDENTIALS,
    environment: { ...emulator.env, AWS_ENDPOINT_URL_EMR: emrEndpointUrl },
  };
  try {
    await startEmr(access, home.emrFolder, emrPort);
  } catch (error) {
    await down(home);
    throw error;
  }
  return access;
}

async function startEmr(access: CloudAccess, folder: string, port: number): Promise<void> {
  const log = join(folder, 'endpoint.log');
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'emr', 'endpoint.ts'), String(port), folder], {
    cwd: join(__dirname, '..'),
    detached: true,
    env: cloudEnvironment(access.environment),
    stdio: ['ignore', output, output],
  });
  record(join(folder, PROCESS_FILE), child.pid!);
  child.unref();

  const client = new EMRClient({ endpoint: access.emrEndpointUrl, region: access.region, credentials: { ...access.credentials }, maxAttempts: 1 });
  for (const end = Date.now() + 30_000; Date.now() < end && isAlive(child.pid!); await sleep(100)) {
    if (await client.send(new ListClustersCommand({})).then(() => true, () => false)) {
      return;
    }
  }
  throw new Error(`The EMR endpoint did not start. The end of its log:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
}
