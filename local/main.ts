import { resolve } from 'node:path';
import type { CdkApp } from './deploy';
import { down } from './down';
import { run } from './processes';
import { promote } from './promote';
import { CloudHome, type CloudState } from './state';
import { up } from './up';

const USAGE = `Usage: npm run local [-- <command>]
  up [--app "<command>"]  start the local cloud and deploy the reference deployment, or the app that the command synthesizes (default)
  promote                 wait for the pipeline to settle, fire the schedule, wait for the run's outcome
  status                  say what runs
  down                    stop everything`;

async function main(args: string[]): Promise<void> {
  const [first, ...rest] = args;
  const command = first === undefined || first === '--app' ? 'up' : first;
  const options = first === command ? rest : args;
  if (command === 'up') {
    return start(appOf(options));
  }
  if (options.length > 0) {
    throw new Error(USAGE);
  }
  switch (command) {
    case 'promote': return firePromotion(running());
    case 'status': return describe(running());
    case 'down': return console.log(await down() ? 'Stopped.' : 'Nothing was running.');
    default: throw new Error(USAGE);
  }
}

async function start(app: CdkApp): Promise<void> {
  // The constructs use bundles of the handlers. A fresh clone has none, and the bundle of a changed handler is old.
  console.log('Bundling the handlers …');
  await run(process.execPath, [require.resolve('projen/bin/projen'), 'bundle'], { cwd: resolve(__dirname, '..') });
  describe(await up(app, CloudHome.DEFAULT, console.log));
}

function appOf(options: string[]): CdkApp {
  if (options.length === 0) {
    return { folder: resolve(__dirname, '..', 'examples', 'reference-deployment') };
  }
  const [option, command, ...more] = options;
  if (option !== '--app' || command === undefined || more.length > 0) {
    throw new Error(USAGE);
  }
  // npm runs scripts in the package's folder, but the user means paths relative to the current folder.
  return { command, folder: process.env.INIT_CWD ?? process.cwd() };
}

function running(): CloudState {
  const { state, processes } = CloudHome.DEFAULT;
  if (!state || processes.length === 0) {
    throw new Error('The local cloud is not running. Start it with: npm run local');
  }
  return state;
}

async function firePromotion(state: CloudState): Promise<void> {
  console.log('Waiting until every file is profiled, then for the run …');
  const { run: name, state: outcome, clusterId, detail, millis } = await promote(state);
  console.log(`Run ${name} ${outcome}${detail ? ` (${detail})` : ''} after ${Math.round(millis / 1000)} s${clusterId ? ` on cluster ${clusterId}` : ''}.`);
}

function describe(state: CloudState): void {
  console.log(`
${state.app} is deployed on the local cloud:
  ingest API   ${state.apiUrl}
  sources      ${Object.keys(state.apiKeys).join(', ')}
  AWS endpoint ${state.endpointUrl} (region ${state.region}, certificate authority ${state.caFile})
  everything else is in ${CloudHome.DEFAULT.stateFile}

  send     curl --cacert ${state.caFile} -H "x-api-key: <apiKeys.<source>>" -H 'Content-Type: application/json' --data-binary @file ${state.apiUrl}/sources/<source>/files
  promote  npm run local -- promote
  stop     npm run local -- down`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
