import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { Checks } from '../../demo/checks';
import { query } from '../../demo/client/athena';
import { send } from '../../demo/client/ingest';
import { profiled } from '../../demo/client/ledger';
import type { DeployedPipeline } from '../../demo/client/pipeline';
import type { Narrator } from '../../demo/narrator';
import { TableKey } from '../../src/contract';

/** A deployment of `app.ts`, and the client that invokes its functions. */
export interface SmokePipeline extends DeployedPipeline {
  readonly lambda: LambdaClient;
}

const SOURCE = 'smoke-orders';
const TABLE = 'smoke_orders';

/** A cluster takes minutes to start, and its run may take `maxRunTime`, an hour. */
const RUN_SECONDS = 75 * 60;

const MORNING = [
  { id: 1, amount: 12.5, customer: { email: 'ada@example.com' } },
  { id: 2, amount: 7.25, customer: { email: 'ben@example.com' } },
];
const NOON = [{ id: 3, amount: 99.75, customer: { email: 'eva@example.com', tier: 'gold' } }];

/** Posts nested records, promotes them, adds a nested field on the same day, promotes again, and compares what SQL shows. */
export async function tell(pipeline: SmokePipeline, narrator: Narrator): Promise<Checks> {
  const checks = new Checks(narrator);
  narrator.chapter('Nested records are posted and promoted');
  const morning = await post(pipeline, 'morning.json', MORNING);
  await promote(pipeline, narrator);
  checks.equal('SQL shows the records', await query(pipeline, `SELECT id, amount, customer.email AS email FROM ${TABLE} ORDER BY id`), [
    { id: '1', amount: '12.5', email: 'ada@example.com' },
    { id: '2', amount: '7.25', email: 'ben@example.com' },
  ]);

  narrator.chapter('A nested field is added on the same day, and promoted');
  const noon = await post(pipeline, 'noon.json', NOON);
  checks.equal('both files are of one day (UTC); if not, repeat the test', noon, morning);
  await promote(pipeline, narrator);
  checks.equal('SQL shows the new field, and the older records without it',
    await query(pipeline, `SELECT id, customer.email AS email, customer.tier AS tier FROM ${TABLE} ORDER BY id`), [
      { id: '1', email: 'ada@example.com', tier: null },
      { id: '2', email: 'ben@example.com', tier: null },
      { id: '3', email: 'eva@example.com', tier: 'gold' },
    ]);
  return checks;
}

/** Sends a file, waits for its profile, and returns the day under which it is stored. */
async function post(pipeline: SmokePipeline, filename: string, records: object[]): Promise<string> {
  const body = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const { ingestId, key } = await send(pipeline, { sourceId: SOURCE, filename, contentType: 'application/json', body });
  const row = await profiled(pipeline, SOURCE, ingestId);
  if (row.state !== 'PENDING') {
    throw new Error(`${filename} is ${row.state} (${row.reason}), expected PENDING`);
  }
  return /\/date=([^/]+)\//.exec(key)![1];
}

/** Starts a run as the schedule does, and waits until it has succeeded. */
async function promote(pipeline: SmokePipeline, narrator: Narrator): Promise<void> {
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  const { FunctionError, Payload } = await pipeline.lambda.send(new InvokeCommand({
    FunctionName: pipeline.state.launcherFunction, Payload: JSON.stringify({ time }),
  }));
  if (FunctionError) {
    throw new Error(`the launcher failed: ${Payload?.transformToString()}`);
  }
  const Key = { [TableKey.PARTITION]: TableKey.DEPLOYMENT, [TableKey.SORT]: `run#${time.replace(/[-:]/g, '')}` };
  for (const end = Date.now() + RUN_SECONDS * 1000; Date.now() < end; await sleep(2_000)) {
    const { Item } = await pipeline.documents.send(new GetCommand({ TableName: pipeline.state.ledgerTable, Key, ConsistentRead: true }));
    if (Item?.state === 'SUCCEEDED') {
      return narrator.say(`run ${Item.run} of cluster ${Item.cluster_id} has succeeded`);
    }
    if (Item?.state === 'FAILED' || Item?.state === 'SKIPPED') {
      throw new Error(`the run is ${Item.state}: ${Item.detail}`);
    }
  }
  throw new Error(`the run has had no outcome for ${RUN_SECONDS} s`);
}
