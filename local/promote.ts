import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeClusterCommand, EMRClient } from '@aws-sdk/client-emr';
import { EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { clientConfig } from './clients';
import { findUnsettled } from './settled';
import type { CloudState } from './state';
import { TableKey } from '../src/contract';

/** How long the pipeline may make no progress on the files that were sent, in milliseconds. */
const SETTLE_MILLIS = 60_000;

/** How long a run may be without an outcome after its cluster has ended, in milliseconds. */
const OUTCOME_MILLIS = 10_000;

/** The outcome of a scheduled run, from its row in the ledger. */
export interface RunOutcome {
  /** The scheduled time, `20261124T080000Z`. */
  readonly run: string;
  readonly state: 'SUCCEEDED' | 'SKIPPED';
  readonly clusterId?: string;
  readonly detail?: string;
  /** From the scheduled event to the outcome, in milliseconds. */
  readonly millis: number;
}

/**
 * Fires the schedule of the deployed pipeline and waits for the run's outcome.
 *
 * @throws Error if the run fails, or if the pipeline makes no progress for a minute on files without a ledger row or on statuses
 *         that were not carried out; the message names them
 */
export async function promote(state: CloudState): Promise<RunOutcome> {
  const operator = new Operator(state);
  await operator.waitUntilSettled();
  await operator.waitForOtherRun();
  const started = Date.now();
  const run = await operator.fireSchedule();
  return { ...await operator.outcomeOf(run), millis: Date.now() - started };
}

class Operator {
  private readonly s3: S3Client;
  private readonly documents: DynamoDBDocumentClient;

  constructor(private readonly state: CloudState) {
    this.s3 = new S3Client(clientConfig(state));
    this.documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(state)));
  }

  async waitUntilSettled(): Promise<void> {
    const { rawBucket, registryTable, ledgerTable } = this.state;
    let last = '';
    for (let deadline = Infinity; ; await sleep(500)) {
      const { files, decisions } = await findUnsettled({ s3: this.s3, documents: this.documents, rawBucket, registryTable, ledgerTable });
      const open = [...files.map(({ key, versionId }) => `${key} (version ${versionId}) has no ledger row`), ...decisions.map((name) => `the status of ${name} is not carried out`)];
      if (open.length === 0) {
        return;
      }
      if (open.join() !== last) {
        deadline = Date.now() + SETTLE_MILLIS;
      }
      last = open.join();
      if (Date.now() > deadline) {
        throw new Error(`The pipeline has made no progress for ${SETTLE_MILLIS / 1000} s; the reason is in its functions' logs or in the dead-letter queue:\n${open.join('\n')}`);
      }
    }
  }

  /** The launcher skips a run while another one is running, and the real schedule may have just fired. */
  async waitForOtherRun(): Promise<void> {
    while (await this.deploymentItem('lease')) {
      await sleep(1_000);
    }
  }

  /** Does what EventBridge does when the rule is due. */
  async fireSchedule(): Promise<string> {
    const config = clientConfig(this.state);
    const { Targets = [] } = await new EventBridgeClient(config).send(new ListTargetsByRuleCommand({ Rule: this.state.scheduleRule }));
    const { region, accountId, scheduleRule } = this.state;
    const time = `${new Date().toISOString().slice(0, 19)}Z`; // EventBridge's times have no milliseconds
    const event = {
      'version': '0',
      'id': `local-${time}`,
      'detail-type': 'Scheduled Event',
      'source': 'aws.events',
      'account': accountId,
      time,
      region,
      'resources': [`arn:aws:events:${region}:${accountId}:rule/${scheduleRule}`],
      'detail': {},
    };
    for (const { Arn, Input } of Targets) {
      const { FunctionError, Payload } = await new LambdaClient(config).send(
        new InvokeCommand({ FunctionName: Arn, Payload: Input ?? JSON.stringify(event) }));
      if (FunctionError) {
        throw new Error(`The launcher failed: ${Payload?.transformToString()}`);
      }
    }
    return time.replace(/[-:]/g, '');
  }

  async outcomeOf(run: string): Promise<Omit<RunOutcome, 'millis'>> {
    for (let ended: number | undefined; ; await sleep(500)) {
      const row = await this.deploymentItem(`run#${run}`);
      if (!row) {
        throw new Error(`The launcher made no row for run ${run}, because another run was going on. Try again.`);
      }
      const clusterId = row.cluster_id as string | undefined;
      if (row.state === 'SUCCEEDED' || row.state === 'SKIPPED') {
        return { run, state: row.state, clusterId, detail: row.detail as string | undefined };
      }
      if (row.state === 'FAILED') {
        throw new Error(`Run ${run} failed: ${row.detail}.${clusterId ? ` Logs: ${join(this.state.emrFolder, clusterId, 'logs')}` : ''}`);
      }
      const end = clusterId && await this.endOf(clusterId);
      ended ??= end ? Date.now() : undefined;
      if (ended && Date.now() - ended > OUTCOME_MILLIS) {
        throw new Error(`Run ${run} has no outcome, but its cluster ended: ${end}.`);
      }
    }
  }

  private async endOf(ClusterId: string): Promise<string | undefined> {
    const emr = new EMRClient({ ...clientConfig(this.state), endpoint: this.state.emrEndpointUrl, requestHandler: undefined });
    const { Cluster } = await emr.send(new DescribeClusterCommand({ ClusterId }));
    const { State, StateChangeReason } = Cluster!.Status!;
    return State?.startsWith('TERMINATED') ? `${State} (${StateChangeReason?.Message})` : undefined;
  }

  private async deploymentItem(sk: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.documents.send(new GetCommand({
      TableName: this.state.ledgerTable,
      Key: { [TableKey.PARTITION]: TableKey.DEPLOYMENT, [TableKey.SORT]: sk },
      ConsistentRead: true,
    }));
    return Item;
  }
}
