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
   * Namespace of the pipeline's metrics; of its own for each deployment in an account and region.
   *
   * @default 'IngestionEngine'
   */
  readonly metricNamespace?: string;

  /**
   * Physical name of the alert topic.
   *
   * @default - derived by CloudFormation; its display name is `schema-drift-alerts` in any case
   */
  readonly topicName?: string;
}

/** Props of `Operations`: the stages it shows. */
export interface OperationsProps {
  readonly ingestApi: IngestApi;
  readonly profiling: SchemaProfiling;
  readonly decisions: DriftDecisions;
  readonly driftAlerts: DriftAlerts;
  readonly promotion: Promotion;
  readonly sweep: Sweep;
  /** Namespace of the pipeline's metrics. */
  readonly metricNamespace: string;
}

/** One page that shows whether data flows, and where it stopped. */
export class Operations extends Construct {
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
      graph('Files held', profiling.metricFilesHeld()),
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

/** Finds the sources when it is looked at: one that was taken out of the app still shows its past. */
function bySource(title: string, namespace: string, metricName: MetricName): cloudwatch.GraphWidget {
  return graph(title, new cloudwatch.SearchExpression({
    expression: `SEARCH('{"${namespace}",${Metric.SOURCE_DIMENSION}} MetricName="${metricName}"', 'Sum', 300)`,
  }));
}
