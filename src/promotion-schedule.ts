import { Annotations, Duration } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';

/** An alarm of CloudWatch looks back at most a week. */
const MAX_OVERDUE_HOURS = 7 * 24;

/**
 * Hours without a successful run after which promotion is overdue.
 *
 * By default two intervals and one run: nobody needs to be woken if a run fails once and the next one succeeds.
 *
 * @throws Error if `overdueAfter` is missing but needed, or out of range
 */
export function overdueHours(scope: Construct, schedule: events.Schedule, maxRunTime: Duration, overdueAfter?: Duration): number {
  const rate = rateOf(schedule);
  if (rate && rate.toMinutes() < maxRunTime.toMinutes()) {
    Annotations.of(scope).addWarningV2('schema-on-read-ingestion:rateBelowRunTime',
      `The schedule's rate (${rate.toHumanString()}) is shorter than promotion.maxRunTime (${maxRunTime.toHumanString()}): the next run is `
      + 'skipped while a run still goes on. Choose a longer rate or a shorter maxRunTime');
  }
  if (overdueAfter) {
    return explicitHours(scope, overdueAfter);
  }
  if (!rate) {
    throw new Error(`${scope.node.path}: promotion.overdueAfter is missing; it has no default for the schedule ${schedule.expressionString}, which is `
      + 'not a rate. Set it, for example to Duration.hours(26) for a nightly run');
  }
  const hours = Math.ceil((2 * rate.toMinutes() + maxRunTime.toMinutes()) / 60);
  if (hours > MAX_OVERDUE_HOURS) {
    throw new Error(`${scope.node.path}: promotion.overdueAfter is missing; its default for ${schedule.expressionString} is ${hours} hours, and an `
      + `alarm can look back only ${MAX_OVERDUE_HOURS} hours. Set it to at most that`);
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

/** The interval of a rate schedule; undefined for a cron or one-time schedule. */
function rateOf(schedule: events.Schedule): Duration | undefined {
  const [, value, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule.expressionString) ?? [];
  switch (unit) {
    case 'minute': return Duration.minutes(Number(value));
    case 'hour': return Duration.hours(Number(value));
    case 'day': return Duration.days(Number(value));
    default: return undefined;
  }
}
