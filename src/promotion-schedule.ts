import { Annotations, Duration } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';

/** CloudWatch looks back at most a week. */
const MAX_OVERDUE_HOURS = 7 * 24;

/**
 * Hours without a successful run after which promotion is overdue.
 *
 * Two intervals and one run: a run that fails once and succeeds the next time is not yet a reason to wake anyone.
 *
 * @throws Error where `overdueAfter` is needed and missing, or out of range
 */
export function overdueHours(scope: Construct, schedule: events.Schedule, maxRunTime: Duration, overdueAfter?: Duration): number {
  const rate = rateOf(schedule);
  if (rate && rate.toMinutes() < maxRunTime.toMinutes()) {
    Annotations.of(scope).addWarningV2('schema-on-read-ingestion:rateBelowRunTime',
      `The schedule's rate (${rate.toHumanString()}) is shorter than promotion.maxRunTime (${maxRunTime.toHumanString()}): while a run is `
      + 'still going, the next one is skipped. Choose a longer rate, or a shorter maxRunTime');
  }
  if (overdueAfter) {
    return explicitHours(scope, overdueAfter);
  }
  if (!rate) {
    throw new Error(`${scope.node.path}: promotion.overdueAfter is missing; how long a schedule of ${schedule.expressionString} may go without a `
      + 'successful run cannot be derived. Set it, for example to Duration.hours(26) for a nightly run');
  }
  const hours = Math.ceil((2 * rate.toMinutes() + maxRunTime.toMinutes()) / 60);
  if (hours > MAX_OVERDUE_HOURS) {
    throw new Error(`${scope.node.path}: promotion.overdueAfter is missing; two intervals of ${schedule.expressionString} are longer than the `
      + `${MAX_OVERDUE_HOURS} hours that an alarm can look back. Set it to at most that`);
  }
  return hours;
}

function explicitHours(scope: Construct, overdueAfter: Duration): number {
  const hours = overdueAfter.toMinutes() / 60;
  if (!Number.isInteger(hours) || hours < 1 || hours > MAX_OVERDUE_HOURS) {
    throw new Error(`${scope.node.path}: promotion.overdueAfter is ${overdueAfter.toHumanString()}; expected whole hours from 1 to ${MAX_OVERDUE_HOURS}`);
  }
  return hours;
}

/** The interval of a rate schedule; nothing for a cron or one-time schedule. */
function rateOf(schedule: events.Schedule): Duration | undefined {
  const [, value, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule.expressionString) ?? [];
  switch (unit) {
    case 'minute': return Duration.minutes(Number(value));
    case 'hour': return Duration.hours(Number(value));
    case 'day': return Duration.days(Number(value));
    default: return undefined;
  }
}
