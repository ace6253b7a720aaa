import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Delivery } from './deliver';
import type { NotifyDeps } from './deps';
import type { AlertWebhookTarget } from '../../../src/contract';
import { parseTopicMessage, type TopicMessage } from '../../core/alerts/topic-message';
import { renderSlack } from '../../core/slack/render-slack';

/** Seconds to wait after the first failure. Each further failure doubles the wait, up to the longest. */
const FIRST_WAIT = 10;
const LONGEST_WAIT = 900;

/** How many deliveries a container remembers. */
const REMEMBERED = 1_000;

type Failure = Delivery & { readonly delivered: false };

/**
 * Delivers the messages of the alert queue to every webhook.
 *
 * A message that one webhook did not take stays in the queue, and waits for as long as the webhook asked. When the redrive limit is
 * reached, it goes to the dead-letter queue: Lambda has no way to send it there sooner.
 */
export class AlertNotifier {
  /**
   * Deliveries that succeeded. A webhook that works does not get a message again because another webhook failed, or because SNS or
   * the outbox sent it twice. This is best effort: another container does not know them.
   */
  private readonly delivered = new Set<string>();

  constructor(private readonly deps: NotifyDeps) {}

  async handle(event: SQSEvent): Promise<SQSBatchResponse> {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    // One after the other: Slack takes about one message a second.
    for (const record of event.Records) {
      const failures = await this.notify(record);
      if (failures.length > 0) {
        await this.postpone(record, Math.max(...failures.map((failure) => failure.retryAfterSeconds ?? 0)));
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  }

  private async notify(record: SQSRecord): Promise<Failure[]> {
    const message = parseTopicMessage(record.body);
    if (message === undefined) {
      console.warn(`message ${record.messageId} is of an unknown kind, and was not delivered`);
      return [];
    }
    if (message.kind === 'schema_drift' && message.repeat) {
      return [];
    }
    // Ids of alerts are unique within their source.
    const id = message.kind === 'alarm' ? record.messageId : `${'source_id' in message ? message.source_id : ''} ${message.alert_id}`;
    const deliveries = await Promise.all(this.deps.targets.map((target, index) => this.deliverTo(target, index, message, id, record)));
    return deliveries.filter((delivery) => !delivery.delivered);
  }

  private async deliverTo(target: AlertWebhookTarget, index: number, message: TopicMessage, id: string, record: SQSRecord): Promise<Delivery> {
    const key = `${id} ${index}`;
    if (this.delivered.has(key)) {
      return { delivered: true };
    }
    const delivery = await this.deps.deliver(target, this.render(target, message));
    if (delivery.delivered) {
      this.remember(key);
    } else {
      console.error(`message ${record.messageId} was not delivered to webhook ${index} (${target.kind}): ${delivery.reason}`);
      this.deps.onFailure();
    }
    return delivery;
  }

  private render(target: AlertWebhookTarget, message: TopicMessage): unknown {
    switch (target.kind) {
      case 'slack': return renderSlack(message, this.deps.registryTable);
    }
  }

  private remember(key: string): void {
    this.delivered.add(key);
    if (this.delivered.size > REMEMBERED) {
      this.delivered.delete(this.delivered.values().next().value!);
    }
  }

  private async postpone(record: SQSRecord, retryAfterSeconds: number): Promise<void> {
    const receiveCount = Number(record.attributes.ApproximateReceiveCount);
    const wait = Math.min(LONGEST_WAIT, Math.max(retryAfterSeconds, FIRST_WAIT * 2 ** (receiveCount - 1)));
    try {
      await this.deps.sqs.send(new ChangeMessageVisibilityCommand({
        QueueUrl: this.deps.queueUrl,
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: wait,
      }));
    } catch (error) {
      // The message then comes back after the queue's own visibility timeout.
      console.error(`message ${record.messageId} could not be postponed:`, error);
    }
  }
}
