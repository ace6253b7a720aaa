import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SweepDeps } from './deps';
import { takeTurns } from './searches';
import { TableKey } from '../../../src/contract';
import type { VersionKey } from '../../core/registry/version-key';
import { decide } from '../../store/decisions/decide';
import { LedgerKey } from '../../store/ledger/ledger-key';

/** Every version's key is later. */
const EVERY_VERSION: VersionKey = `${TableKey.VERSION_PREFIX}`;

/** How often every source was to be searched for decisions. */
interface WantedRow {
  readonly times: number;
}

/**
 * Looks for hand edits where the stream's events were given up. A failure record names positions in the stream and no
 * item, so it stands for every source.
 */
export async function decideAfterFailures(deps: SweepDeps): Promise<void> {
  const { Messages = [] } = await deps.sqs.send(new ReceiveMessageCommand({ QueueUrl: deps.decideFailureQueueUrl, MaxNumberOfMessages: 10 }));
  if (Messages.length > 0) {
    await want(deps);
    // Only now: what is wanted is in the ledger, and stays there until it is done.
    for (const { ReceiptHandle } of Messages) {
      await deps.sqs.send(new DeleteMessageCommand({ QueueUrl: deps.decideFailureQueueUrl, ReceiptHandle }));
    }
  }
  const wanted = await deps.ledger.get<WantedRow>(TableKey.DEPLOYMENT, LedgerKey.DECISIONS_WANTED);
  if (wanted === undefined) {
    return;
  }
  await takeTurns(deps, 'decisions', [...deps.sources.values()].map(({ sourceId, format }) => ({
    name: sourceId,
    every: 0,
    of: wanted.times,
    turn: async () => {
      await decide(deps, sourceId, format, EVERY_VERSION);
      return { of: wanted.times };
    },
  })));
}

async function want({ ledger }: SweepDeps): Promise<void> {
  await ledger.docs.send(new UpdateCommand({
    TableName: ledger.name,
    Key: ledger.key(TableKey.DEPLOYMENT, LedgerKey.DECISIONS_WANTED),
    UpdateExpression: 'ADD #times :one',
    ExpressionAttributeNames: { '#times': 'times' },
    ExpressionAttributeValues: { ':one': 1 },
  }));
}
