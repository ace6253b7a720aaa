import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addAlarm, addSilentAlarm } from './alarm';
import { Metric, Prefix, TableKey } from './contract';
import type { DriftAlerts } from './drift-alerts';
import { HandlerFunction, type HandlerFunctionProps } from './handler-function';
import { ingestionMetric } from './ingestion-metric';
import { messageQueue, permitConsume, permitReceive, permitSend } from './message-queue';
import type { RawZone } from './raw-zone';
import type { SchemaRegistry } from './schema-registry';
import type { Sources } from './source';

/** Props of `SchemaProfiling`. */
export interface SchemaProfilingProps {
  /** Whose files are profiled. */
  readonly sources: Sources;
  /** Where files arrive. */
  readonly rawZone: RawZone;
  /** What is known of them. */
  readonly registry: SchemaRegistry;
  /** Who is told of drift. */
  readonly driftAlerts: DriftAlerts;
  /** Namespace of the pipeline's metrics. */
  readonly metricNamespace: string;
  /** Files that are profiled at once, at most: a burst of files must not take the account's executions from the ingest function. */
  readonly maxConcurrency: number;
  /** Encrypts the queues. @default - SQS's own key */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Infers each file's schema when it lands, compares it with the source's, and carries out what people decide on drift.
 *
 * S3 tells a queue and not the function: under load, direct events may be dropped. What no event announced, the sweep
 * finds.
 */
export class SchemaProfiling extends Construct {
  /** Files that wait to be profiled. */
  public readonly queue: sqs.Queue;
  /** Files whose profiling failed ten times for reasons of ours; a bad file never ends here, but under `dead-letter/`. */
  public readonly deadLetterQueue: sqs.Queue;
  /** Decisions whose carrying out failed; the sweep takes them up. */
  public readonly undecidedQueue: sqs.Queue;
  /** Profiles one file. */
  public readonly function: lambda.Function;
  /** Carries out what a person wrote into a version's status. */
  public readonly decide: lambda.Function;
  /** Looks, every five minutes, for what was left undone. */
  public readonly sweep: lambda.Function;
  public readonly alarms: cloudwatch.Alarm[] = [];
  private readonly props: SchemaProfilingProps;

  constructor(scope: Construct, id: string, props: SchemaProfilingProps) {
    super(scope, id);
    this.props = props;
    this.deadLetterQueue = messageQueue(this, 'DeadLetterQueue', { encryptionKey: props.encryptionKey });
    this.queue = messageQueue(this, 'Queue', {
      encryptionKey: props.encryptionKey,
      // Longer than an attempt holds its file, or the message would come back to find its own attempt alive.
      visibilityTimeout: PROFILE_TIMEOUT.plus(Duration.seconds(90)),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: 10 },
    });
    this.queueNewFiles();
    this.function = this.createProfile();
    this.undecidedQueue = messageQueue(this, 'UndecidedQueue', { encryptionKey: props.encryptionKey });
    this.decide = this.createDecide();
    this.sweep = this.createSweep();
    this.watch();
  }

  /** Lets the grantee carry out decisions on drift: read and write both tables, and announce what came of it. */
  public grantDecide(grantee: iam.IGrantable): iam.Grant {
    const { rawZone, registry, driftAlerts, sources } = this.props;
    return registry.grantTransactions(grantee)
      .combine(rawZone.grantReadWriteSchemas(grantee))
      .combine(sources.grantReadConfig(grantee))
      .combine(driftAlerts.grantPublish(grantee));
  }

  /** Files profiled. */
  public metricFilesProfiled(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.FILES_PROFILED, props);
  }

  /** Files that could not be read and became dead letters. */
  public metricProfilingFailures(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.PROFILING_FAILURES, props);
  }

  /** Breaking schema versions found. */
  public metricSchemaDrift(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.SCHEMA_DRIFT, props);
  }

  /** Files set aside, their neighbours unaffected. */
  public metricFilesHeld(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return ingestionMetric(this.props.metricNamespace, Metric.FILES_HELD, props);
  }

  /** Minutes by which the latest of the sweep's searches is past the time when it should have ended. */
  public metricSearchOverdueMinutes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    // Each duty of the sweep that searches tells of its own.
    return ingestionMetric(this.props.metricNamespace, Metric.SEARCH_OVERDUE_MINUTES, { statistic: cloudwatch.Stats.MAXIMUM, ...props });
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
    // Not SqsDestination: it writes the bucket into the policy of a customer key, while the bucket needs that key.
    const destination: s3.IBucketNotificationDestination = {
      bind: () => ({ arn: this.queue.queueArn, type: s3.BucketNotificationDestinationType.QUEUE, dependencies: [this.queue] }),
    };
    // The prefix stops at the slash: for one that holds the `=` of `source=`, S3 would match nothing.
    bucket.addEventNotification(s3.EventType.OBJECT_CREATED, destination, { prefix: Prefix.RAW });
  }

  private createProfile(): lambda.Function {
    const { rawZone } = this.props;
    const profile = this.createHandler('Function', {
      handler: 'profile',
      description: 'Infers the schema of one file and judges it against its source',
      // Reading is bound by the processor; this is a whole one.
      memorySize: 1769,
      timeout: PROFILE_TIMEOUT,
      environment: {
        // Chunks of the file die young: a larger young generation would only let them pile up.
        NODE_OPTIONS: '--max-semi-space-size=1',
        PROFILE_QUEUE_URL: this.queue.queueUrl,
        // Longer than the function can live, so that an attempt found expired is surely dead.
        ATTEMPT_MILLIS: `${PROFILE_TIMEOUT.plus(Duration.seconds(60)).toMilliseconds()}`,
      },
    });
    this.grantDecide(profile);
    rawZone.grantList(profile);
    rawZone.grantReadRaw(profile);
    rawZone.grantWriteCanonical(profile);
    rawZone.grantWriteQuarantine(profile);
    rawZone.grantReadWriteProfiles(profile);
    rawZone.grantWriteDeadLetter(profile);
    rawZone.grantDeleteRawVersion(profile);
    permitConsume(profile, 'ConsumeFiles', this.queue);
    new lambda.EventSourceMapping(this, 'Files', {
      target: profile,
      eventSourceArn: this.queue.queueArn,
      // One message, one file, one outcome.
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency: this.props.maxConcurrency,
    });
    return profile;
  }

  private createDecide(): lambda.Function {
    const decide = this.createHandler('Decide', {
      handler: 'decide',
      description: 'Carries out what a person wrote into the status of a schema version',
      memorySize: 512,
      timeout: Duration.minutes(2),
      environment: {},
    });
    this.grantDecide(decide);
    this.props.registry.grantFollowChanges(decide);
    permitSend(decide, 'KeepUndecided', this.undecidedQueue);
    new lambda.EventSourceMapping(this, 'Decisions', {
      target: decide,
      eventSourceArn: this.props.registry.table.tableStreamArn,
      // From the first record on: an edit made while the stack is deployed counts too.
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      filters: [lambda.FilterCriteria.filter({
        // A deleted version is an edit too: it is written again.
        eventName: lambda.FilterRule.or('MODIFY', 'REMOVE'),
        dynamodb: { Keys: { [TableKey.SORT]: { S: lambda.FilterRule.beginsWith(TableKey.VERSION_PREFIX) } } },
      })],
      // One decision at a time, tried for ten minutes: a source's trouble must not block the shard for all.
      batchSize: 1,
      maxRecordAge: Duration.minutes(10),
      // The sweep decides what is in this queue.
      onFailure: { bind: () => ({ destination: this.undecidedQueue.queueArn }) },
    });
    return decide;
  }

  private createSweep(): lambda.Function {
    const { rawZone, registry } = this.props;
    const sweep = this.createHandler('Sweep', {
      handler: 'sweep',
      description: 'Finds what was left undone: unsent alerts, files without an outcome, dead promotion runs',
      memorySize: 512,
      timeout: SWEEP_RATE.minus(Duration.seconds(30)),
      environment: { PROFILE_QUEUE_URL: this.queue.queueUrl, DECIDE_FAILURE_QUEUE_URL: this.undecidedQueue.queueUrl },
      // The next sweep is never far.
      retryAttempts: 0,
    });
    this.grantDecide(sweep);
    registry.grantFindUnsentAlerts(sweep);
    rawZone.grantListRawVersions(sweep);
    permitSend(sweep, 'QueueFiles', this.queue);
    permitReceive(sweep, 'ConsumeUndecided', this.undecidedQueue);
    new events.Rule(this, 'SweepSchedule', {
      description: 'Looks for what was left undone',
      schedule: events.Schedule.rate(SWEEP_RATE),
      targets: [new targets.LambdaFunction(sweep)],
    });
    return sweep;
  }

  private createHandler(id: string, props: HandlerFunctionProps): HandlerFunction {
    const { rawZone, registry, driftAlerts, sources, metricNamespace } = this.props;
    return new HandlerFunction(this, id, {
      ...props,
      environment: {
        RAW_BUCKET: rawZone.bucket.bucketName,
        REGISTRY_TABLE: registry.table.tableName,
        LEDGER_TABLE: registry.ledger.tableName,
        ALERT_TOPIC_ARN: driftAlerts.topic.topicArn,
        SOURCE_CONFIG_URI: sources.configUri,
        METRIC_NAMESPACE: metricNamespace,
        ...props.environment,
      },
    });
  }

  private watch(): void {
    const topic = this.props.driftAlerts.topic;
    const minute = Duration.minutes(1);
    this.alarms.push(
      addAlarm(this, 'ProfilingFailuresAlarm', topic, {
        meaning: 'At least one file could not be read and is kept under dead-letter/. An alert beside this one says of which source, and why.',
        runbook: 'profiling-failures',
        metric: this.metricProfilingFailures(),
        threshold: 1,
      }),
      // Silent: the drift message itself is on the topic, and says more.
      addSilentAlarm(this, 'SchemaDriftAlarm', {
        meaning: 'A source sent files whose schema breaks with the active one; promotion of that source waits for a decision.',
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
      addAlarm(this, 'DecideErrorsAlarm', topic, {
        meaning: 'A decision on drift could not be carried out; the sweep tries again every five minutes.',
        runbook: 'decide-errors',
        metric: this.decide.metricErrors({ period: Duration.minutes(5) }),
        threshold: 1,
      }),
      addAlarm(this, 'SweepErrorsAlarm', topic, {
        meaning: 'The sweep has failed for a quarter of an hour: lost events and unsent alerts are not found.',
        runbook: 'sweep-errors',
        metric: this.sweep.metricErrors({ period: SWEEP_RATE }),
        threshold: 1,
        periods: 3,
      }),
      addAlarm(this, 'SearchOverdueAlarm', topic, {
        meaning: 'A search for what was left undone should have ended an hour ago: lost events are found later than promised.',
        runbook: 'search-overdue',
        metric: this.metricSearchOverdueMinutes(),
        threshold: Duration.hours(1).toMinutes(),
      }),
    );
  }
}

const PROFILE_TIMEOUT = Duration.minutes(15);
const SWEEP_RATE = Duration.minutes(5);
