import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SweepDeps } from './deps';
import { isBeingRead } from '../../core/judging/expired-attempts';
import { notificationOf } from '../../core/raw/notification';
import type { RawObject } from '../../core/raw/raw-object';
import { readAttempt } from '../../store/ledger/attempts';

/**
 * Queues one version of a raw object for the profiler, with a message like S3's own. Does nothing while a function is reading the file,
 * because that function brings it to its outcome.
 *
 * @param storedAt ISO time
 */
export async function requeue(
  deps: SweepDeps, { sourceId, ingestId, key, versionId }: Pick<RawObject, 'sourceId' | 'ingestId' | 'key' | 'versionId'>, storedAt: string,
): Promise<void> {
  if (!isBeingRead(await readAttempt(deps.ledger, sourceId, ingestId), deps.clock())) {
    await deps.sqs.send(new SendMessageCommand({ QueueUrl: deps.profileQueueUrl, MessageBody: notificationOf(key, versionId, storedAt) }));
  }
}
