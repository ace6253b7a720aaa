import { EMRClient, RunJobFlowCommand } from '@aws-sdk/client-emr';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Context, ScheduledEvent } from 'aws-lambda';
import type { LaunchDeps } from './deps';
import { launch } from './launch';
import { Env, type LaunchConfig } from '../../../src/contract';
import { runName } from '../../core/runs/run-name';
import { Outbox } from '../../store/alerts/outbox';
import { Runs } from '../../store/runs/runs';
import { loadSourceConfig } from '../../store/source-config/load-source-config';
import { openTables } from '../../store/tables/open-tables';
import { emit } from '../emit';
import { requiredEnv } from '../environment';

const s3 = new S3Client({});
const { registry, ledger } = openTables(s3);
const once = new EMRClient({ maxAttempts: 1 });
const outbox = new Outbox(ledger, new SNSClient({}), requiredEnv(Env.ALERT_TOPIC_ARN), emit);

const lasting: Omit<LaunchDeps, 'sources' | 'remainingMillis'> = {
  decider: { registry, ledger, outbox, clock: Date.now },
  watch: {
    runs: new Runs(ledger),
    emr: new EMRClient({}),
    outbox,
    clusterNamePrefix: requiredEnv(Env.CLUSTER_NAME_PREFIX),
    maxRunMinutes: Number(requiredEnv(Env.MAX_RUN_MINUTES)),
    emit: (metrics) => emit(undefined, metrics),
    clock: Date.now,
  },
  runJobFlow: async (request) => (await once.send(new RunJobFlowCommand(request))).JobFlowId!,
  config: JSON.parse(requiredEnv(Env.LAUNCH_CONFIG)) as LaunchConfig,
  emit,
};

/** The Lambda behind the promotion schedule. */
export async function handler(event: ScheduledEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const deps = {
    ...lasting,
    sources: (await loadSourceConfig(s3)).values(),
    remainingMillis: () => context.getRemainingTimeInMillis(),
  };
  await launch(deps, runName(event.time));
}
