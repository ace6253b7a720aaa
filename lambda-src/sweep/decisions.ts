import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SweepDeps } from './deps';
import { TableKey } from '../../src/contract';
import { decide } from '../registry/decide';
import type { VersionKey } from '../registry/keys';

/** Every version's key is later. */
const EVERY_VERSION: VersionKey = `${TableKey.VERSION_PREFIX}`;

/**
 * Looks for hand edits where the stream's events were given up. A failure record names positions in the stream and no
 * item, so it stands for every source.
 *
 * @param queueUrl the queue that takes the stream's failure records
 */
export async function decideAfterFailures(deps: SweepDeps, queueUrl: string): Promise<void> {
  const { Messages = [] } = await deps.sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }));
  if (Messages.length === 0) {
    return;
  }
  for (const source of deps.sources.values()) {
    await decide(deps, source.sourceId, source.format, EVERY_VERSION);
  }
  // Only now: a sweep that dies before leaves them for the next one.
  for (const { ReceiptHandle } of Messages) {
    await deps.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
  }
}
