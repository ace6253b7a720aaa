import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { addAlarm } from './alarm';
import { Metric } from './contract';
import type { DriftAlerts } from './drift-alerts';
import type { DriftDecisions } from './drift-decisions';
import { HandlerFunction } from './handler-function';
import { ingestionMetric } from './ingestion-metric';
import { permitReceive, permitSend } from './message-queue';
import type { Promotion } from './promotion';
import type { RawZone } from './raw-zone';
import type { SchemaProfiling } from './schema-profiling';
import type { SchemaRegistry } from './schema-registry';

/** Props of `Sweep`: the stages that it looks after. */
export interface SweepProps {
  /** Where it finds files without an outcome. */
  readonly rawZone: RawZone;
  /** Where it finds alerts that were not sent. */
  readonly registry: SchemaRegistry;
  /** Profiles the files that it finds. */
  readonly profiling: SchemaProfiling;
  /** Where it finds decisions that were not carried out. */
  readonly decisions: DriftDecisions;
  /** Where it finds runs that died or took too long. */
  readonly promotion: Promotion;
  /** Has the topic to which the alarms are sent. */
  readonly driftAlerts: DriftAlerts;
  /** Namespace of the pipeline's metrics. */
  readonly metricNamespace: string;
}

/** Looks for what was left undone, every five minutes: lost events, unsent alerts, open decisions and dead promotion runs. */
export class Sweep extends Construct {
  /** Looks once. If a person invokes it with `{"replay": {"source_id": …}}`, it takes in again what the source has in quarantine. */
  public readonly function: lambda.Function;
  /** The alarms of this stage. */
  public readonly alarms: cloudwatch.Alarm[] = [];
  private readonly metricNamespace: string;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    this.metricNamespace = props.metricNamespace;
    this.function = this.createFunction(props);
    new events.Rule(this, 'Schedule', {
      description: 'Looks for what was left undone',
      schedule: events.Schedule.rate(RATE),
      targets: [new targets.LambdaFunction(this.function)],
    });
    this.watch(props.driftAlerts.topic);
  }

  /** By how many minutes the most overdue search is late; the maximum, unless `props` says otherwise. */
  public metricSearchOverdueMinutes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    // Each duty that searches emits a value of its own.
    return ingestionMetric(this.metricNamespace, Metric.SEARCH_OVERDUE_MINUTES, { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  private createFunction({ rawZone, registry, profiling, decisions, promotion }: SweepProps): lambda.Function {
    const sweep = new HandlerFunction(this, 'Function', {
      handler: 'sweep',
      description: 'Finds what was left undone: unsent alerts, files without an outcome, dead promotion runs',
      memorySize: 512,
      // A sweep ends before the next one begins.
      timeout: RATE.minus(Duration.seconds(30)),
      environment: {
        ...decisions._environment,
        ...promotion._runEnvironment,
        PROFILE_QUEUE_URL: profiling.queue.queueUrl,
        DECIDE_FAILURE_QUEUE_URL: decisions.undecidedQueue.queueUrl,
      },
      // The next sweep comes soon enough.
      retryAttempts: 0,
    });
    decisions.grantDecide(sweep);
    registry.grantFindUnsentAlerts(sweep);
    rawZone.grantListRawVersions(sweep);
    rawZone.grantReplay(sweep);
    promotion.grantEndRuns(sweep);
    permitSend(sweep, 'QueueFiles', profiling.queue);
    permitReceive(sweep, 'ConsumeUndecided', decisions.undecidedQueue);
    return sweep;
  }

  private watch(topic: sns.ITopic): void {
    this.alarms.push(
      addAlarm(this, 'ErrorsAlarm', topic, {
        meaning: 'The sweep has failed for a quarter of an hour: lost events and unsent alerts are not found.',
        runbook: 'sweep-errors',
        metric: this.function.metricErrors({ period: RATE }),
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

const RATE = Duration.minutes(5);
