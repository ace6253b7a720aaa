import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addAlarm, addSilentAlarm } from './alarm';
import { Metric, Prefix } from './contract';
import type { DriftAlerts } from './drift-alerts';
import type { DriftDecisions } from './drift-decisions';
import { HandlerFunction } from './handler-function';
import { ingestionMetric } from './ingestion-metric';
import { messageQueue, permitConsume } from './message-queue';
import type { RawZone } from './raw-zone';

/** Props of `SchemaProfiling`. */
export interface SchemaProfilingProps {
  /** Where files arrive, and where everything derived from a file is written. */
  readonly rawZone: RawZone;
  /** Carries out the decisions that are still open when a file changes a schema. */
  readonly decisions: DriftDecisions;
  /** Has the topic to which the alarms are sent. */
  readonly driftAlerts: DriftAlerts;
  /** Namespace of the pipeline's metrics. */
  readonly metricNamespace: string;
  /** How many files are profiled at once, at most. A burst of files must leave executions for the ingest function. */
  readonly maxConcurrency: number;
  /** Encrypts the queues. @default - SQS's own key */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Infers the schema of each file when it lands, and compares it with the schema of its source.
 *
 * S3 sends its events to a queue, not to the function: S3 may drop direct events under load. The sweep finds files that no
 * event announced.
 */
export class SchemaProfiling extends Construct {
  /** Files that wait to be profiled. */
  public readonly queue: sqs.Queue;
  /** Files whose profiling failed ten times for a reason that is not the file. A bad file goes to `dead-letter/` in the bucket instead. */
  public readonly deadLetterQueue: sqs.Queue;
  /** Profiles one file for each message. */
  public readonly function: lambda.Function;
  /** The alarms of this stage. */
  public readonly alarms: cloudwatch.Alarm[] = [];
  private readonly props: SchemaProfilingProps;

  constructor(scope: Construct, id: string, props: SchemaProfilingProps) {
    super(scope, id);
    this.props = props;
    this.deadLetterQueue = messageQueue(this, 'DeadLetterQueue', { encryptionKey: props.encryptionKey });
    this.queue = messageQueue(this, 'Queue', {
      encryptionKey: props.encryptionKey,
      // Longer than an attempt holds its file; otherwise the message would return while its own attempt still holds the file.
      visibilityTimeout: PROFILE_TIMEOUT.plus(Duration.seconds(90)),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: 10 },
    });
    this.queueNewFiles();
    this.function = this.createProfile();
    this.watch();
  }

  /** Files that were profiled. */
  public metricFilesProfiled(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.FILES_PROFILED, props);
  }

  /** Files that could not be read and became dead letters. */
  public metricProfilingFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.PROFILING_FAILURES, props);
  }

  /** Breaking schema versions that were found. */
  public metricSchemaDrift(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.SCHEMA_DRIFT, props);
  }

  /** Files that were set aside so that other files could go on. */
  public metricFilesHeld(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.FILES_HELD, props);
  }

  /** Bad records of files whose other records were accepted. */
  public metricRecordsQuarantined(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.RECORDS_QUARANTINED, props);
  }

  private queueNewFiles(): void {
    const { bucket } = this.props.rawZone;
    this.queue.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'ReceiveFiles',
      principals: [new iam.ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [this.queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': bucket.bucketArn }, StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    }));
    // Not SqsDestination: it writes the bucket into the policy of a customer key, but the bucket itself depends on that key.
    const destination: s3.IBucketNotificationDestination = {
      bind: () => ({ arn: this.queue.queueArn, type: s3.BucketNotificationDestinationType.QUEUE, dependencies: [this.queue] }),
    };
    // The prefix ends at the slash: S3 would match nothing for a prefix with the `=` of `source=`.
    bucket.addEventNotification(s3.EventType.OBJECT_CREATED, destination, { prefix: Prefix.RAW });
  }

  private createProfile(): lambda.Function {
    const { rawZone, decisions } = this.props;
    const profile = new HandlerFunction(this, 'Function', {
      handler: 'profile',
      description: 'Infers the schema of one file and judges it against its source',
      // Reading needs processor time; at this size Lambda gives a whole processor.
      memorySize: 1769,
      timeout: PROFILE_TIMEOUT,
      environment: {
        ...decisions._environment,
        // Chunks of the file soon become garbage. In a larger young generation, they would only pile up.
        NODE_OPTIONS: '--max-semi-space-size=1',
        PROFILE_QUEUE_URL: this.queue.queueUrl,
        // Longer than the function can live, so that an expired attempt is certainly dead.
        ATTEMPT_MILLIS: `${PROFILE_TIMEOUT.plus(Duration.seconds(60)).toMilliseconds()}`,
      },
    });
    decisions.grantDecide(profile);
    rawZone.grantList(profile);
    rawZone.grantReadRaw(profile);
    rawZone.grantWriteReadingCopies(profile);
    rawZone.grantWriteQuarantine(profile);
    rawZone.grantReadWriteProfiles(profile);
    rawZone.grantWriteDeadLetter(profile);
    rawZone.grantDeleteRawVersion(profile);
    permitConsume(profile, 'ConsumeFiles', this.queue);
    new lambda.EventSourceMapping(this, 'Files', {
      target: profile,
      eventSourceArn: this.queue.queueArn,
      // One message is one file and has one outcome.
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency: this.props.maxConcurrency,
    });
    return profile;
  }

  private watch(): void {
    const topic = this.props.driftAlerts.topic;
    const minute = Duration.minutes(1);
    this.alarms.push(
      addAlarm(this, 'ProfilingFailuresAlarm', topic, {
        meaning: 'At least one file could not be read and is kept under dead-letter/. A separate alert names the source and the reason.',
        runbook: 'profiling-failures',
        metric: this.metricProfilingFailures(),
        threshold: 1,
      }),
      // Silent, because the drift message itself is on the topic and says more.
      addSilentAlarm(this, 'SchemaDriftAlarm', {
        meaning: 'A source sent files whose schema breaks the active version; promotion of that source waits for a decision.',
        runbook: 'schema-drift',
        metric: this.metricSchemaDrift(),
        threshold: 1,
      }),
      addAlarm(this, 'QueueAgeAlarm', topic, {
        meaning: 'Files have waited more than half an hour to be profiled.',
        runbook: 'queue-age',
        metric: this.queue.metricApproximateAgeOfOldestMessage({ statistic: cloudwatch.Stats.MAXIMUM, period: minute }),
        threshold: Duration.minutes(30).toSeconds(),
        periods: 5,
      }),
      addAlarm(this, 'DeadLetterAlarm', topic, {
        meaning: 'Profiling of at least one file failed ten times for a reason that is not the file.',
        runbook: 'profiling-given-up',
        metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: cloudwatch.Stats.MAXIMUM, period: minute }),
        threshold: 1,
      }),
    );
  }
}

const PROFILE_TIMEOUT = Duration.minutes(15);
