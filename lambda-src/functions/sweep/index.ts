import { EMRClient } from '@aws-sdk/client-emr';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import type { SweepDeps } from './deps';
import { type ReplayReport, type ReplayRequest, replay } from './replay';
import { sweep } from './sweep';
import { Env } from '../../../src/contract';
import { Outbox } from '../../store/alerts/outbox';
import { Runs } from '../../store/runs/runs';
import { loadSourceConfig } from '../../store/source-config/load-source-config';
import { openTables } from '../../store/tables/open-tables';
import { emit } from '../emit';
import { requiredEnv } from '../environment';

const s3 = new S3Client({});
const sns = new SNSClient({});
const sqs = new SQSClient({});
const emr = new EMRClient({});

/** An invocation by a person. The schedule's event has no `replay`. */
interface SweepEvent {
  readonly replay?: ReplayRequest;
}

/** The Lambda that looks every five minutes for what was left undone, and takes in again what is in quarantine if a person asks for that. */
export async function handler(event: SweepEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<ReplayReport | undefined> {
  const tables = openTables(s3);
  const deps: SweepDeps = {
    ...tables,
    s3,
    sqs,
    rawBucket: requiredEnv(Env.RAW_BUCKET),
    profileQueueUrl: requiredEnv(Env.PROFILE_QUEUE_URL),
    decideFailureQueueUrl: requiredEnv(Env.DECIDE_FAILURE_QUEUE_URL),
    outbox: new Outbox(tables.ledger, sns, requiredEnv(Env.ALERT_TOPIC_ARN), emit),
    sources: await loadSourceConfig(s3),
    emit,
    clock: Date.now,
    remainingMillis: () => context.getRemainingTimeInMillis(),
  };
  if (event.replay !== undefined) {
    return replay(deps, event.replay);
  }
  await sweep(deps, {
    runs: new Runs(tables.ledger),
    emr,
    outbox: deps.outbox,
    clusterNamePrefix: requiredEnv(Env.CLUSTER_NAME_PREFIX),
    maxRunMinutes: Number(requiredEnv(Env.MAX_RUN_MINUTES)),
    emit: (metrics) => emit(undefined, metrics),
    clock: deps.clock,
  });
  return undefined;
}
