import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

const RUNBOOK = 'https://github.com/schema-on-read-ingestion/schema-on-read-ingestion/blob/main/docs/operations.md';

interface AlarmSpec {
  /** What is wrong, in a sentence that an operator woken at night understands. */
  readonly meaning: string;
  /** Anchor of the alarm's section in docs/operations.md. */
  readonly runbook: string;
  /** What the alarm watches. */
  readonly metric: cloudwatch.IMetric;
  /** The alarm fires at this value or above; an absence alarm fires below it. */
  readonly threshold: number;
  /** How many periods in a row the metric must be there before the alarm fires. @default 1 */
  readonly periods?: number;
}

interface AbsenceAlarmSpec extends AlarmSpec {
  /** Length of a period; it replaces the metric's own period. */
  readonly period: Duration;
}

/** An alarm that tells `topic` when it fires and when it is over. Missing data does not fire it: silence means health. */
export function addAlarm(scope: Construct, id: string, topic: sns.ITopic, spec: AlarmSpec): cloudwatch.Alarm {
  const alarm = addSilentAlarm(scope, id, spec);
  notify(alarm, topic);
  return alarm;
}

/** An alarm that only shows its state and sends no message, because something else tells people. */
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
 * An alarm on silence: it fires when the metric was below the threshold, or absent, in every period.
 *
 * A period without data counts as zero. It is not enough to treat missing data as breaching: CloudWatch looks back further
 * than the alarm's periods, and an older value that it finds there takes the place of a missing one.
 *
 * @param spec its metric must be the sum of values that are never negative
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
    // A metric that was never emitted may leave FILL nothing to fill.
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
