import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

const RUNBOOK = 'https://github.com/schema-on-read-ingestion/schema-on-read-ingestion/blob/main/docs/operations.md';

interface AlarmSpec {
  /** What is wrong, in a sentence that someone woken at night understands. */
  readonly meaning: string;
  /** Anchor of the alarm's section in docs/operations.md. */
  readonly runbook: string;
  readonly metric: cloudwatch.IMetric;
  /** The alarm fires at this value or above. */
  readonly threshold: number;
  /** Periods in a row that must be at the threshold. @default 1 */
  readonly periods?: number;
}

interface AbsenceAlarmSpec extends AlarmSpec {
  /** Length of a period; that of the metric itself does not count. */
  readonly period: Duration;
}

/** An alarm that tells `topic` when it fires and when it is over. Silence is health: missing data does not fire it. */
export function addAlarm(scope: Construct, id: string, topic: sns.ITopic, spec: AlarmSpec): cloudwatch.Alarm {
  const alarm = addSilentAlarm(scope, id, spec);
  notify(alarm, topic);
  return alarm;
}

/** The same without a message: its state is shown, and something else tells people. */
export function addSilentAlarm(scope: Construct, id: string, spec: AlarmSpec): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, id, {
    alarmDescription: describe(spec),
    metric: spec.metric,
    threshold: spec.threshold,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: spec.periods ?? 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

/**
 * An alarm on silence: it fires when the metric stayed below the threshold, or was absent, in every period.
 *
 * Each period without data counts as zero. To treat missing data as breaching would not do: CloudWatch looks back further
 * than the periods of the alarm, and while it finds an older value there, that value counts in the place of a missing one.
 *
 * @param spec its metric is the sum of something that is never negative
 */
export function addAbsenceAlarm(scope: Construct, id: string, topic: sns.ITopic, spec: AbsenceAlarmSpec): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, {
    alarmDescription: describe(spec),
    metric: new cloudwatch.MathExpression({
      expression: 'FILL(watched, 0)',
      usingMetrics: { watched: spec.metric },
      period: spec.period,
    }),
    threshold: spec.threshold,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: spec.periods ?? 1,
    // Of a metric that was never emitted there may be nothing to fill.
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  });
  notify(alarm, topic);
  return alarm;
}

function describe(spec: AlarmSpec): string {
  return `${spec.meaning} Runbook: ${RUNBOOK}#${spec.runbook}`;
}

function notify(alarm: cloudwatch.Alarm, topic: sns.ITopic): void {
  const action = new actions.SnsAction(topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
}
