/**
 * `npm run test:smoke`: deploys, posts, promotes, queries and destroys in a real account.
 *
 * `--local` does the same on the local cloud, and `--keep` leaves the deployment. Exits with 1 if anything differs.
 */
import * as path from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { consent, deploy, destroy, requireAccount } from './aws';
import { type SmokePipeline, tell } from './story';
import type { Checks } from '../../demo/checks';
import { Pipeline } from '../../demo/client/pipeline';
import { Narrator } from '../../demo/narrator';
import { clientConfig } from '../../local/clients';
import { down } from '../../local/down';
import { deployOnto, startCloud } from '../../local/up';

const KEEP = process.argv.includes('--keep');

/** USD, list prices of us-east-1. */
const MACHINE_HOUR = 0.192 + 0.048;
const ENDPOINT_HOUR = 0.01;
const RUNS = 2;
const MACHINES = 3;
/** From the request to the end of a cluster. */
const RUN_HOURS = 0.25;
/** Two interface endpoints in two zones, for as long as the test takes. */
const ENDPOINTS = 4;
const TEST_HOURS = 1;

function cost(): string {
  return (RUNS * MACHINES * RUN_HOURS * MACHINE_HOUR + ENDPOINTS * TEST_HOURS * ENDPOINT_HOUR).toFixed(2);
}

async function onAws(narrator: Narrator): Promise<boolean> {
  const target = consent(process.env);
  await requireAccount(target);
  narrator.say(`Two runs of three machines and an hour of endpoints cost about ${cost()} USD at the list prices of us-east-1.`);
  try {
    return passed(await tell(await deploy(target), narrator));
  } finally {
    if (KEEP) {
      narrator.say('The stack stays, and its endpoints cost money: delete it with `npx cdk destroy SchemaOnReadSmoke --app "npx tsx test/smoke/app.ts"`.');
    } else {
      await destroy(target);
    }
  }
}

async function onThisMachine(narrator: Narrator): Promise<boolean> {
  const say = (what: string) => narrator.say(what);
  const access = await startCloud(undefined, say);
  try {
    const app = { command: 'npx tsx test/smoke/app.ts', folder: path.join(__dirname, '..', '..') };
    const state = await deployOnto(access, app, undefined, say);
    const pipeline: SmokePipeline = Object.assign(new Pipeline(state), { lambda: new LambdaClient(clientConfig(state)) });
    return passed(await tell(pipeline, narrator));
  } finally {
    if (!KEEP) {
      await down();
    }
  }
}

function passed({ count, found }: Checks): boolean {
  narrator.say(found.length === 0 ? `All ${count} comparisons hold.` : `${found.length} of ${count} comparisons do not hold.`);
  return found.length === 0;
}

const narrator = new Narrator();
(process.argv.includes('--local') ? onThisMachine : onAws)(narrator).then(
  (whole) => process.exit(whole ? 0 : 1),
  (error: unknown) => {
    console.error(`\nThe smoke test broke off: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  });
