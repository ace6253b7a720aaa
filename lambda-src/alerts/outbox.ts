import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { UpdateCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { type AlertMessage, type DecisionRefused, type FileHeld, type RunFailed, type SchemaDrift, bounded } from './messages';
import { TableKey, UnsentIndex } from '../../src/contract';
import { LedgerKey } from '../ledger/keys';
import type { LedgerTable } from '../ledger/ledger-table';
import type { Action } from '../ledger/transact';

/** How long the writer of an alert has to publish it before the sweep does. */
const SWEEP_AFTER_MILLIS = 60_000;

/** An alert as an action of the transaction that makes it true, to be published after the commit. */
export interface PreparedAlert {
  readonly id: string;
  readonly action: Action;
}

interface AlertRow {
  readonly source_id: string;
  readonly sk: string;
  readonly message: string;
  readonly unsent?: string;
}

type Unaddressed<M extends AlertMessage> = Omit<M, 'kind' | 'alert_id' | 'at'>;

/**
 * Alerts are rows of the transaction that causes them, published after it and then marked: a crash between the two
 * repeats an alert, and never loses one.
 */
export class Outbox {
  constructor(private readonly ledger: LedgerTable, private readonly sns: SNSClient, private readonly topicArn: string) {}

  schemaDrift(message: Unaddressed<SchemaDrift>, now: number): PreparedAlert {
    return this.prepare(message.source_id, driftAlertId(message.version), now, (address) => bounded({ kind: 'schema_drift', ...address, ...message }));
  }

  decisionRefused(message: Unaddressed<DecisionRefused>, now: number): PreparedAlert {
    return this.prepare(message.source_id, randomUUID(), now, (address) => ({ kind: 'decision_refused', ...address, ...message }));
  }

  fileHeld(alertId: string, message: Unaddressed<FileHeld>, now: number): PreparedAlert {
    return this.prepare(message.source_id, alertId, now, (address) => ({ kind: 'file_held', ...address, ...message }));
  }

  runFailed(run: string, detail: string, now: number): PreparedAlert {
    return this.prepare(TableKey.DEPLOYMENT, randomUUID(), now, (address) => ({ kind: 'run_failed', ...address, run, detail } satisfies RunFailed));
  }

  async exists(sourceId: string, alertId: string): Promise<boolean> {
    return await this.ledger.get(sourceId, LedgerKey.alert(alertId)) !== undefined;
  }

  /** Publishes the alert and marks it, where it exists and was not marked yet. */
  async publish(sourceId: string, alertId: string): Promise<void> {
    const row = await this.ledger.get<AlertRow>(sourceId, LedgerKey.alert(alertId));
    if (row?.unsent !== undefined) {
      await this.send(row);
    }
  }

  /**
   * Publishes every alert that its writer left unsent.
   *
   * @param now milliseconds since 1970
   * @param hasTime whether there is time for another
   * @returns how many could not be published, or had no time, as far as is known
   */
  async publishDue(now: number, hasTime: () => boolean = () => true): Promise<number> {
    const due = paginateQuery({ client: this.ledger.docs }, {
      TableName: this.ledger.name,
      IndexName: UnsentIndex.NAME,
      KeyConditionExpression: '#p = :waiting AND #s <= :now',
      ExpressionAttributeNames: { '#p': UnsentIndex.PARTITION_KEY, '#s': UnsentIndex.SORT_KEY },
      ExpressionAttributeValues: { ':waiting': UnsentIndex.WAITING, ':now': new Date(now).toISOString() },
    });
    let failed = 0;
    for await (const page of due) {
      const rows = (page.Items ?? []) as AlertRow[];
      for (const [i, { source_id: sourceId, sk }] of rows.entries()) {
        if (!hasTime()) {
          return failed + rows.length - i;
        }
        try {
          await this.publish(sourceId, sk.slice(LedgerKey.alert('').length));
        } catch (error) {
          failed++;
          console.error(`Alert ${sk} of ${sourceId} was not published; the next sweep tries again.`, error);
        }
      }
    }
    return failed;
  }

  private prepare<M extends AlertMessage>(
    sourceId: string, id: string, now: number, build: (address: { alert_id: string; at: string }) => M,
  ): PreparedAlert {
    return {
      id,
      action: {
        Put: {
          TableName: this.ledger.name,
          Item: {
            ...this.ledger.key(sourceId, LedgerKey.alert(id)),
            message: JSON.stringify(build({ alert_id: id, at: new Date(now).toISOString() })),
            [UnsentIndex.PARTITION_KEY]: UnsentIndex.WAITING,
            [UnsentIndex.SORT_KEY]: new Date(now + SWEEP_AFTER_MILLIS).toISOString(),
          },
          ConditionExpression: 'attribute_not_exists(#s)',
          ExpressionAttributeNames: { '#s': TableKey.SORT },
        },
      },
    };
  }

  private async send(row: AlertRow): Promise<void> {
    const { kind } = JSON.parse(row.message) as AlertMessage;
    await this.sns.send(new PublishCommand({
      TopicArn: this.topicArn,
      Message: row.message,
      MessageAttributes: { kind: { DataType: 'String', StringValue: kind } },
    }));
    try {
      await this.ledger.docs.send(new UpdateCommand({
        TableName: this.ledger.name,
        Key: this.ledger.key(row.source_id, row.sk),
        UpdateExpression: 'SET #sent = :now REMOVE #unsent',
        ConditionExpression: 'attribute_exists(#unsent)',
        ExpressionAttributeNames: { '#sent': 'sent_at', '#unsent': UnsentIndex.PARTITION_KEY },
        ExpressionAttributeValues: { ':now': new Date().toISOString() },
      }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) {
        throw error;
      }
    }
  }
}

/** The alert of a BREAKING version, so that every file of it can finish what the first left undone. */
export function driftAlertId(version: string): string {
  return `drift-${version.slice(TableKey.VERSION_PREFIX.length)}`;
}
