import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { Metric } from './contract';
import type { DriftAlerts } from './drift-alerts';
import type { DriftDecisions } from './drift-decisions';
import type { IngestApi } from './ingest-api';
import type { MetricName } from './ingestion-metric';
import type { Promotion } from './promotion';
import type { SchemaProfiling } from './schema-profiling';
import type { Sweep } from './sweep';

/** How the deployment is watched. */
export interface OperationsOptions {
  /**
   * Namespace of the pipeline's metrics. Each deployment in an account and region needs its own; 1 to 255 letters, digits and
   * `_ . / # -`, known at synth, not beginning with `AWS/`.
   *
   * @default 'IngestionEngine'
   */
  readonly metricNamespace?: string;

  /**
   * Physical name of the alert topic.
   *
   * @default - CloudFormation generates one; the display name is always `schema-drift-alerts`
   */
  readonly topicName?: string;
}

/** Props of `Operations`: the stages that its dashboard shows. */
export interface OperationsProps {
  /** Shown with its alarms. */
  readonly ingestApi: IngestApi;
  /** Shown with its alarms, its queue and the files that it held. */
  readonly profiling: SchemaProfiling;
  /** Shown with its alarms. */
  readonly decisions: DriftDecisions;
  /** Shown with its alarms and the alerts that were not delivered. */
  readonly driftAlerts: DriftAlerts;
  /** Shown with its alarms, its runs and their records. */
  readonly promotion: Promotion;
  /** Shown with its alarms. */
  readonly sweep: Sweep;
  /** Namespace of the pipeline's metrics. */
  readonly metricNamespace: string;
}

/** A dashboard that shows whether data flows, and where it stopped. */
export class Operations extends Construct {
  /** The dashboard; add widgets of your own here. */
  public readonly dashboard: cloudwatch.Dashboard;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    const { ingestApi, profiling, decisions, driftAlerts, promotion, sweep } = props;
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard');
    this.dashboard.addWidgets(new cloudwatch.AlarmStatusWidget({
      title: 'Alarms',
      width: 24,
      alarms: [ingestApi, profiling, decisions, driftAlerts, promotion, sweep].flatMap(({ alarms }) => alarms),
    }));
    this.dashboard.addWidgets(
      bySource('Files ingested by source', props.metricNamespace, Metric.FILES_INGESTED),
      bySource('Files profiled by source', props.metricNamespace, Metric.FILES_PROFILED),
      bySource('Files promoted by source', props.metricNamespace, Metric.FILES_PROMOTED),
    );
    this.dashboard.addWidgets(
      bySource('Profiling failures by source', props.metricNamespace, Metric.PROFILING_FAILURES),
      bySource('Breaking drift by source', props.metricNamespace, Metric.SCHEMA_DRIFT),
      bySource('Promotion blocked by source', props.metricNamespace, Metric.PROMOTION_BLOCKED),
    );
    this.dashboard.addWidgets(
      graph('Waiting for profiling (files)', profiling.queue.metricApproximateNumberOfMessagesVisible()),
      graph('Longest wait for profiling (seconds)', profiling.queue.metricApproximateAgeOfOldestMessage()),
      graph('Files held, records in quarantine', profiling.metricFilesHeld(), profiling.metricRecordsQuarantined()),
    );
    this.dashboard.addWidgets(
      graph('Promotion runs', promotion.metricRunsSucceeded(), promotion.metricRunsFailed()),
      graph('Records promoted', promotion.metricRecordsPromoted()),
      graph('Alerts', driftAlerts.metricAlertsUnsent(), driftAlerts.metricWebhookFailures()),
    );
  }
}

function graph(title: string, ...metrics: cloudwatch.IMetric[]): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, width: 8, left: metrics });
}

/** Searches for the sources each time that someone looks, so that a source taken out of the app still shows its past. */
function bySource(title: string, namespace: string, metricName: MetricName): cloudwatch.GraphWidget {
  return graph(title, new cloudwatch.SearchExpression({
    expression: `SEARCH('{"${namespace}",${Metric.SOURCE_DIMENSION}} MetricName="${metricName}"', 'Sum', 300)`,
  }));
}
