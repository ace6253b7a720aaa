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
  /** Where alerts are posted. Without any, the topic is all there is: subscribe to it. */
  readonly webhooks: AlertWebhook[];
  /** Namespace of the pipeline's metrics. */
  readonly metricNamespace: string;
  /** Physical name of the topic. @default - derived by CloudFormation */
  readonly topicName?: string;
  /** Encrypts topic and queues. @default - no key for the topic, SQS's own for the queues */
  readonly encryptionKey?: kms.IKey;
  /** The registry table, named in the messages' advice on how to decide. */
  readonly registryTableName: string;
}

/**
 * The topic that carries drift and alarms, and their delivery to webhooks.
 *
 * A queue stands between topic and function: what a webhook refuses is tried again, and ends in the dead-letter queue,
 * not in nothing.
 */
export class DriftAlerts extends Construct {
  /** Subscribe to it for mail, chat or paging; messages are JSON. */
  public readonly topic: sns.Topic;
  /** Alerts that wait for delivery; there only with webhooks. */
  public readonly queue?: sqs.Queue;
  /** Alerts that no webhook took in ten tries; there only with webhooks. */
  public readonly deadLetterQueue?: sqs.Queue;
  /** Delivers to the webhooks; there only with webhooks. */
  public readonly notify?: lambda.Function;
  public readonly alarms: cloudwatch.Alarm[] = [];
  private readonly metricNamespace: string;
  private readonly encryptionKey?: kms.IKey;

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
      meaning: 'Drift was found or files were set aside, and the alert could not be published for ten minutes: people may not know.',
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

  /** Alerts that are due and could not be published yet. */
  public metricAlertsUnsent(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.metricNamespace, Metric.ALERTS_UNSENT, props);
  }

  /** Deliveries that a webhook refused or did not answer. */
  public metricWebhookFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.metricNamespace, Metric.WEBHOOK_FAILURES, props);
  }

  private createTopic(props: DriftAlertsProps): sns.Topic {
    const topic = new sns.Topic(this, 'Topic', {
      displayName: ALERT_TOPIC_NAME,
      topicName: props.topicName,
      // Never `alias/aws/sns`: CloudWatch may not use that key, and no alarm would arrive.
      masterKey: props.encryptionKey,
      enforceSSL: true,
    });
    // The policy that enforceSSL writes replaces SNS's default one, which lets the account's alarms publish.
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
    // Not SqsSubscription: it writes the topic into the policy of a customer key, which may live in another stack, and
    // each stack would need the other first.
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
      // A secret imported by name has an ARN without the six characters that Secrets Manager adds.
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
      // Slack takes about one message a second.
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
        meaning: 'At least one alert was given up after ten tries and has reached no webhook.',
        runbook: 'alerts-given-up',
        metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: cloudwatch.Stats.MAXIMUM, period: Duration.minutes(1) }),
        threshold: 1,
      }),
    );
  }
}

const NOTIFY_TIMEOUT = Duration.seconds(30);

/** A program in plain JavaScript can pass anything, and what it passes in error is most likely the URL itself. */
function requireWebhooks(scope: Construct, webhooks: AlertWebhook[]): void {
  const other = webhooks.find((webhook) => !(webhook instanceof AlertWebhook));
  if (other !== undefined) {
    throw new Error(`${scope.node.path}: alertWebhooks holds a ${typeof other}; expected AlertWebhook.slack(secret), where the secret holds the URL`);
  }
}
