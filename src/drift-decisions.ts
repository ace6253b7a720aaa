import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addAlarm } from './alarm';
import { TableKey } from './contract';
import type { DriftAlerts } from './drift-alerts';
import { type HandlerEnvironment, HandlerFunction } from './handler-function';
import { messageQueue, permitSend } from './message-queue';
import type { RawZone } from './raw-zone';
import type { SchemaRegistry } from './schema-registry';
import type { Sources } from './source';

/** Props of `DriftDecisions`. */
export interface DriftDecisionsProps {
  /** The sources whose drift people decide. */
  readonly sources: Sources;
  /** Holds the large maps of registry and ledger items. */
  readonly rawZone: RawZone;
  /** Where people write their decisions. */
  readonly registry: SchemaRegistry;
  /** Publishes the result of a decision, and has the topic to which the alarm is sent. */
  readonly driftAlerts: DriftAlerts;
  /** Namespace of the pipeline's metrics. */
  readonly metricNamespace: string;
  /** Encrypts the queue. @default - SQS's own key */
  readonly encryptionKey?: kms.IKey;
}

/** Carries out what people decide on drift: the status that they write into a schema version. */
export class DriftDecisions extends Construct {
  /** Carries out one decision, within seconds after a person wrote it. */
  public readonly function: lambda.Function;
  /** Decisions that the function could not carry out; the sweep carries them out later. */
  public readonly undecidedQueue: sqs.Queue;
  /** The alarms of this stage. */
  public readonly alarms: cloudwatch.Alarm[] = [];
  private readonly props: DriftDecisionsProps;

  constructor(scope: Construct, id: string, props: DriftDecisionsProps) {
    super(scope, id);
    this.props = props;
    this.undecidedQueue = messageQueue(this, 'UndecidedQueue', { encryptionKey: props.encryptionKey });
    this.function = this.createFunction();
    this.followRegistry();
    this.alarms.push(addAlarm(this, 'ErrorsAlarm', props.driftAlerts.topic, {
      meaning: 'A decision on drift could not be carried out; the sweep tries again every five minutes.',
      runbook: 'decide-errors',
      metric: this.function.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
    }));
  }

  /** Lets the grantee carry out decisions on drift: read and write both tables, and announce the result. */
  public grantDecide(grantee: iam.IGrantable): iam.Grant {
    const { rawZone, registry, driftAlerts, sources } = this.props;
    return registry.grantTransactions(grantee)
      .combine(rawZone.grantReadWriteSchemas(grantee))
      .combine(sources.grantReadConfig(grantee))
      .combine(driftAlerts.grantPublish(grantee));
  }

  /**
   * The names that a function with `grantDecide` needs in its environment.
   *
   * @internal
   */
  public get _environment(): HandlerEnvironment {
    const { rawZone, registry, driftAlerts, sources, metricNamespace } = this.props;
    return {
      RAW_BUCKET: rawZone.bucket.bucketName,
      REGISTRY_TABLE: registry.table.tableName,
      LEDGER_TABLE: registry.ledger.tableName,
      ALERT_TOPIC_ARN: driftAlerts.topic.topicArn,
      SOURCE_CONFIG_URI: sources.configUri,
      METRIC_NAMESPACE: metricNamespace,
    };
  }

  private createFunction(): lambda.Function {
    const decide = new HandlerFunction(this, 'Function', {
      handler: 'decide',
      description: 'Carries out what a person wrote into the status of a schema version',
      memorySize: 512,
      timeout: Duration.minutes(2),
      environment: this._environment,
    });
    this.grantDecide(decide);
    this.props.registry.grantFollowChanges(decide);
    permitSend(decide, 'KeepUndecided', this.undecidedQueue);
    return decide;
  }

  private followRegistry(): void {
    new lambda.EventSourceMapping(this, 'Decisions', {
      target: this.function,
      eventSourceArn: this.props.registry.table.tableStreamArn,
      // From the first record on: an edit made while the stack is deployed counts too.
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      filters: [lambda.FilterCriteria.filter({
        // A deleted version is an edit too: the function writes it again.
        eventName: lambda.FilterRule.or('MODIFY', 'REMOVE'),
        dynamodb: { Keys: { [TableKey.SORT]: { S: lambda.FilterRule.beginsWith(TableKey.VERSION_PREFIX) } } },
      })],
      // One decision at a time, tried for ten minutes: trouble with one source must not block the shard for all.
      batchSize: 1,
      maxRecordAge: Duration.minutes(10),
      onFailure: { bind: () => ({ destination: this.undecidedQueue.queueArn }) },
    });
  }
}
