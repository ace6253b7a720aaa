import { EMRClient } from '@aws-sdk/client-emr';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { decideAfterFailures } from './decisions';
import { hasTime, type SweepDeps } from './deps';
import { requeueMovedTypes } from './held-files';
import { requeueForgotten } from './raw-versions';
import { takeOutRejected } from './rejected-files';
import { carryOutInShares, type Duty } from './shares';
import { Env, Metric } from '../../src/contract';
import { Outbox } from '../alerts/outbox';
import { requiredEnv } from '../environment';
import { openTables } from '../ledger/open-tables';
import { Runs } from '../ledger/runs';
import { watchRun } from '../ledger/watch-run';
import { type Emit, emitMetric } from '../metrics/emf';
import { loadSourceConfig } from '../source-config/source-config';

const s3 = new S3Client({});
const sns = new SNSClient({});
const sqs = new SQSClient({});
const emr = new EMRClient({});
const emit: Emit = (source, metrics) => emitMetric({ namespace: requiredEnv(Env.METRIC_NAMESPACE), source, metrics });

/**
 * Every five minutes: does what events and their handlers left undone.
 *
 * @throws AggregateError of the duties that failed; each runs whatever became of the others
 */
export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const tables = openTables(s3);
  const deps: SweepDeps = {
    ...tables,
    s3,
    sqs,
    rawBucket: requiredEnv(Env.RAW_BUCKET),
    profileQueueUrl: requiredEnv(Env.PROFILE_QUEUE_URL),
    outbox: new Outbox(tables.ledger, sns, requiredEnv(Env.ALERT_TOPIC_ARN), emit),
    sources: await loadSourceConfig(s3),
    emit: (metrics) => emit(undefined, metrics),
    clock: Date.now,
    remainingMillis: () => context.getRemainingTimeInMillis(),
  };
  const duties: Duty[] = [
    {
      name: 'unsent alerts',
      carryOut: async (remainingMillis) => {
        deps.emit({ [Metric.ALERTS_UNSENT]: await deps.outbox.publishDue(deps.clock(), () => hasTime({ remainingMillis })) });
      },
    },
    {
      name: 'runs',
      carryOut: async () => {
        await watchRun({
          runs: new Runs(tables.ledger),
          emr,
          outbox: deps.outbox,
          clusterNamePrefix: requiredEnv(Env.CLUSTER_NAME_PREFIX),
          maxRunMinutes: Number(requiredEnv(Env.MAX_RUN_MINUTES)),
          emit: deps.emit,
          clock: deps.clock,
        });
      },
    },
    {
      name: 'decisions',
      carryOut: async (remainingMillis) => {
        const queueUrl = process.env[Env.DECIDE_FAILURE_QUEUE_URL];
        if (queueUrl) {
          await decideAfterFailures({ ...deps, remainingMillis }, queueUrl);
        }
      },
    },
    { name: 'moved types', carryOut: async (remainingMillis) => requeueMovedTypes({ ...deps, remainingMillis }) },
    { name: 'rejected files', carryOut: async (remainingMillis) => takeOutRejected({ ...deps, remainingMillis }) },
    { name: 'forgotten files', carryOut: async (remainingMillis) => requeueForgotten({ ...deps, remainingMillis }) },
  ];
  const errors = await carryOutInShares(duties, deps.remainingMillis);
  if (errors.length > 0) {
    throw new AggregateError(errors, `${errors.length} of the sweep's duties failed; the next sweep tries them again: ${
      errors.map((error) => (error instanceof Error ? error.message : String(error))).join('; ')}`);
  }
}
