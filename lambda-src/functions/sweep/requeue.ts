import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SweepDeps } from './deps';
import { notificationOf } from '../../core/raw/notification';
import { readAttempt } from '../../store/ledger/attempts';

/** Asks the profiler for one version of a raw object, as S3 would have. */
export async function requeue(deps: SweepDeps, key: string, versionId: string, storedAt: string): Promise<void> {
  await deps.sqs.send(new SendMessageCommand({ QueueUrl: deps.profileQueueUrl, MessageBody: notificationOf(key, versionId, storedAt) }));
}

/** Whether some function is reading the file now; one that expired will not come to an end by itself. */
export async function isBeingRead(deps: SweepDeps, sourceId: string, ingestId: string): Promise<boolean> {
  const attempt = await readAttempt(deps.ledger, sourceId, ingestId);
  return attempt !== undefined && Date.parse(attempt.until) >= deps.clock();
}
