import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SweepDeps } from './deps';
import { isBeingRead } from '../../core/judging/expired-attempts';
import { notificationOf } from '../../core/raw/notification';
import type { RawObject } from '../../core/raw/raw-object';
import { readAttempt } from '../../store/ledger/attempts';

/**
 * Asks the profiler for one version of a raw object, as S3 would have. Not while a function is reading the file: that one brings
 * it to its outcome.
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
