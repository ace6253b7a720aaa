import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SweepDeps } from './deps';
import { takeTurns } from './searches';
import { TableKey } from '../../../src/contract';
import type { VersionKey } from '../../core/registry/version-key';
import { decide } from '../../store/decisions/decide';
import { decisionsWanted, wantDecisions } from '../../store/ledger/decisions-wanted';

/** Comes before the key of every version. */
const EVERY_VERSION: VersionKey = `${TableKey.VERSION_PREFIX}`;

/**
 * Looks for hand edits after events of the stream were given up. A failure record names positions in the stream but no item, so every
 * source is searched.
 */
export async function decideAfterFailures(deps: SweepDeps): Promise<void> {
  const { Messages = [] } = await deps.sqs.send(new ReceiveMessageCommand({ QueueUrl: deps.decideFailureQueueUrl, MaxNumberOfMessages: 10 }));
  if (Messages.length > 0) {
    await wantDecisions(deps.ledger);
    // Only now: from here on, the ledger says that decisions are wanted, until all sources were searched.
    for (const { ReceiptHandle } of Messages) {
      await deps.sqs.send(new DeleteMessageCommand({ QueueUrl: deps.decideFailureQueueUrl, ReceiptHandle }));
    }
  }
  const wanted = await decisionsWanted(deps.ledger);
  if (wanted === undefined) {
    return;
  }
  await takeTurns(deps, 'decisions', [...deps.sources.values()].map(({ sourceId, format }) => ({
    name: sourceId,
    every: 0,
    of: wanted,
    turn: async () => {
      await decide(deps, sourceId, format, EVERY_VERSION);
      return { of: wanted };
    },
  })));
}
