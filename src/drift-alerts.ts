import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addAlarm } from './alarm';
import { AlertWebhook } from './alert-webhook';
import { ALERT_TOPIC_NAME, Metric } from './contract';
import { HandlerFunction } from './handler-function';
import { ingestionMetric } from './ingestion-metric';
import { messageQueue, permitConsume } from './message-queue';
import { permit, permitKey } from './permission';

/** Props of `DriftAlerts`. */
export interface DriftAlertsProps {
  /** Where alerts are posted. Without a webhook, alerts only go to the topic: subscribe to it. */
  readonly webhooks: AlertWebhook[];
  /** Namespace of the pipeline's metrics. */
  readonly metricNamespace: string;
  /** Physical name of the topic. @default - CloudFormation generates one */
  readonly topicName?: string;
  /** Encrypts the topic and the queues. @default - the topic has no key, the queues have SQS's own */
  readonly encryptionKey?: kms.IKey;
  /** Name of the registry table; messages show it in the command that decides a drift. */
  readonly registryTableName: string;
}

/**
 * The topic that carries messages about drift and alarms, and their delivery to webhooks.
 *
 * A queue stands between the topic and the function: a message that a webhook refuses is tried again. After ten tries it
 * goes to the dead-letter queue, so it is not lost.
 */
export class DriftAlerts extends Construct {
  /** Subscribe to it for mail, chat or paging; messages are JSON. */
  public readonly topic: sns.Topic;
  /** Alerts that wait for delivery; undefined without webhooks. */
  public readonly queue?: sqs.Queue;
  /** Alerts that no webhook accepted in ten tries; undefined without webhooks. */
  public readonly deadLetterQueue?: sqs.Queue;
  /** Delivers alerts to the webhooks; undefined without webhooks. */
  public readonly notify?: lambda.Function;
  /** The alarms of this stage. */
  public readonly alarms: cloudwatch.Alarm[] = [];
  private readonly metricNamespace: string;
  private readonly encryptionKey?: kms.IKey;

  /** @throws Error if `webhooks` holds anything but an `AlertWebhook` */
  constructor(scope: Construct, id: string, props: DriftAlertsProps) {
    super(scope, id);
    this.metricNamespace = props.metricNamespace;
    this.encryptionKey = props.encryptionKey;
    requireWebhooks(this, props.webhooks);
    this.topic = this.createTopic(props);
    if (props.webhooks.length > 0) {
      this.deadLetterQueue = messageQueue(this, 'DeadLetterQueue', { encryptionKey: props.encryptionKey });
      this.queue = this.subscribeQueue(this.deadLetterQueue);
      this.notify = this.createNotify(this.queue, props);
      this.watchDelivery(this.deadLetterQueue);
    }
    this.alarms.push(addAlarm(this, 'AlertsUnsentAlarm', this.topic, {
      meaning: 'Drift was found or files were set aside, but the alert could not be published for ten minutes: people may not know.',
      runbook: 'alerts-unsent',
      metric: this.metricAlertsUnsent({ statistic: cloudwatch.Stats.MAXIMUM }),
      threshold: 1,
      periods: 2,
    }));
  }

  /** Lets the grantee publish alerts. */
  public grantPublish(grantee: iam.IGrantable): iam.Grant {
    permitKey(grantee, this.encryptionKey);
    return permit(grantee, 'PublishAlerts', { actions: ['sns:Publish'], resources: [this.topic.topicArn] });
  }

  /** Alerts that are due but not published yet. */
  public metricAlertsUnsent(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.metricNamespace, Metric.ALERTS_UNSENT, props);
  }

  /** Deliveries that a webhook refused or left unanswered. */
  public metricWebhookFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.metricNamespace, Metric.WEBHOOK_FAILURES, props);
  }

  private createTopic(props: DriftAlertsProps): sns.Topic {
    const topic = new sns.Topic(this, 'Topic', {
      displayName: ALERT_TOPIC_NAME,
      topicName: props.topicName,
      // Never `alias/aws/sns`: CloudWatch may not use that key, so no alarm would arrive.
      masterKey: props.encryptionKey,
      enforceSSL: true,
    });
    // The policy that enforceSSL writes replaces SNS's default policy, which would let the account's alarms publish.
    topic.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'PublishAlarms',
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    }));
    return topic;
  }

  private subscribeQueue(deadLetterQueue: sqs.Queue): sqs.Queue {
    const queue = messageQueue(this, 'Queue', {
      encryptionKey: this.encryptionKey,
      visibilityTimeout: Duration.seconds(6 * NOTIFY_TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: 10 },
    });
    queue.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'ReceiveAlerts',
      principals: [new iam.ServicePrincipal('sns.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': this.topic.topicArn } },
    }));
    // Not SqsSubscription: it writes the topic into the policy of a customer key. If that key is in another stack, each of
    // the two stacks would depend on the other.
    const subscription = new sns.Subscription(this, 'Subscription', {
      topic: this.topic,
      protocol: sns.SubscriptionProtocol.SQS,
      endpoint: queue.queueArn,
    });
    subscription.node.addDependency(queue);
    return queue;
  }

  private createNotify(queue: sqs.Queue, props: DriftAlertsProps): lambda.Function {
    const notify = new HandlerFunction(this, 'Notify', {
      handler: 'notify',
      description: 'Delivers drift alerts and alarms to webhooks',
      memorySize: 256,
      timeout: NOTIFY_TIMEOUT,
      environment: {
        ALERT_WEBHOOKS: Stack.of(this).toJsonString(props.webhooks.map((webhook) => webhook._target())),
        ALERT_QUEUE_URL: queue.queueUrl,
        REGISTRY_TABLE: props.registryTableName,
        METRIC_NAMESPACE: props.metricNamespace,
      },
    });
    permit(notify, 'ReadWebhookUrls', {
      actions: ['secretsmanager:GetSecretValue'],
      // The ARN of a secret imported by name lacks the six characters that Secrets Manager adds.
      resources: props.webhooks.map(({ secret }) => secret.secretFullArn ?? `${secret.secretArn}-??????`),
    });
    for (const key of new Set(props.webhooks.map(({ secret }) => secret.encryptionKey))) {
      key?.grantDecrypt(notify);
    }
    permitConsume(notify, 'ConsumeAlerts', queue);
    new lambda.EventSourceMapping(this, 'NotifySource', {
      target: notify,
      eventSourceArn: queue.queueArn,
      batchSize: 1,
      reportBatchItemFailures: true,
      // Slack accepts about one message a second.
      maxConcurrency: 2,
    });
    return notify;
  }

  private watchDelivery(deadLetterQueue: sqs.Queue): void {
    this.alarms.push(
      addAlarm(this, 'WebhookFailuresAlarm', this.topic, {
        meaning: 'A webhook keeps refusing alerts, or does not answer.',
        runbook: 'webhook-failures',
        metric: this.metricWebhookFailures({ period: Duration.minutes(15) }),
        threshold: 3,
      }),
      addAlarm(this, 'DeadLetterAlarm', this.topic, {
        meaning: 'At least one alert failed ten times and has reached no webhook.',
        runbook: 'alerts-given-up',
        metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: cloudwatch.Stats.MAXIMUM, period: Duration.minutes(1) }),
        threshold: 1,
      }),
    );
  }
}

const NOTIFY_TIMEOUT = Duration.seconds(30);

/**
 * A program in plain JavaScript can pass anything.
 *
 * @throws Error that does not repeat the value, because the most likely mistake is the URL itself
 */
function requireWebhooks(scope: Construct, webhooks: AlertWebhook[]): void {
  const other = webhooks.find((webhook) => !(webhook instanceof AlertWebhook));
  if (other !== undefined) {
    throw new Error(`${scope.node.path}: alertWebhooks holds a value of type ${typeof other}; expected AlertWebhook.slack(secret), where the secret holds the URL`);
  }
}
