import { Duration } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import * as fc from 'fast-check';
import { type DataPoint, type EvaluatedAlarm, stateOf } from './cloudwatch';
import { logicalId, template } from './synth';

/** Data points, the oldest first: `0` is within the threshold, `X` is beyond it, `-` is missing. */
const points = (text: string): DataPoint[] => text.split(' ').map((each) => ({ '0': 'good', 'X': 'bad', '-': 'missing' } as const)[each]!);

describe('the model of CloudWatch agrees with the tables in its manual', () => {
  test.each([
    ['0 - X - X', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK'],
    ['- - - - -', 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM'],
    ['- - - - X', 'ALARM', 'OK'],
    ['X - - - -', 'ALARM', 'OK'],
  ])('three of three periods: %s is %s if missing data is breaching, else %s', (range, breaching, notBreaching) => {
    expect(stateOf({ evaluationPeriods: 3, treatMissingData: 'breaching' }, points(range))).toBe(breaching);
    expect(stateOf({ evaluationPeriods: 3, treatMissingData: 'notBreaching' }, points(range))).toBe(notBreaching);
  });

  test.each([
    ['0 - X - X', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM'],
    ['0 - X - -', 'ALARM', 'OK'],
    ['- - - - 0', 'ALARM', 'OK'],
    ['- - - - X', 'ALARM', 'OK'],
  ])('two of three periods: %s is %s if missing data is breaching, else %s', (range, breaching, notBreaching) => {
    const alarm = { evaluationPeriods: 3, datapointsToAlarm: 2 };
    expect(stateOf({ ...alarm, treatMissingData: 'breaching' }, points(range))).toBe(breaching);
    expect(stateOf({ ...alarm, treatMissingData: 'notBreaching' }, points(range))).toBe(notBreaching);
  });
});

const MINUTES = 60;
const RUNS = { numRuns: 30 };

/** The alarm in the template, for a number of hours. */
interface Overdue extends EvaluatedAlarm {
  /** The value that the alarm sees in a period without data. */
  readonly filled: DataPoint;
}

const { Properties } = (() => {
  const of = template({ schedule: Schedule.cron({}), promotion: { overdueAfter: Duration.hours(7) } });
  return of.findResources('AWS::CloudWatch::Alarm')[logicalId(of, 'AWS::CloudWatch::Alarm', 'Promotion/OverdueAlarm')];
})();

function alarmAfter(hours: number): Overdue {
  const { EvaluationPeriods, DatapointsToAlarm, TreatMissingData, Metrics } = Properties;
  expect(EvaluationPeriods).toBe(7);
  expect(DatapointsToAlarm).toBeUndefined();
  const returned = Metrics?.find(({ ReturnData }: { ReturnData?: boolean }) => ReturnData !== false);
  return { evaluationPeriods: hours, treatMissingData: TreatMissingData, filled: /^FILL\(\w+, 0\)$/.test(returned?.Expression) ? 'bad' : 'missing' };
}

/**
 * The alarm's state at a minute. Its window slides: the newest period ends when the alarm is evaluated.
 *
 * @param successes the minutes of successful runs
 * @param range the number of periods that CloudWatch retrieves
 */
function stateAt(minute: number, alarm: Overdue, successes: readonly number[], range: number): 'OK' | 'ALARM' {
  const periods = Array.from({ length: range }, (_, age) => {
    const end = minute - age * MINUTES;
    return successes.some((success) => success > end - MINUTES && success <= end) ? 'good' : alarm.filled;
  });
  return stateOf(alarm, periods.reverse());
}

describe.each(Array.from({ length: 24 }, (_, index) => index + 1))('an alarm on %i hours without a success', (hours) => {
  const alarm = alarmAfter(hours);
  const range = fc.integer({ min: hours, max: 3 * hours + 2 });

  test('fires within one period after that time, whatever happened before and however far CloudWatch looks back', () => {
    const earlier = fc.array(fc.integer({ min: -200 * MINUTES, max: 0 }), { maxLength: 60 });
    fc.assert(fc.property(earlier, range, fc.nat(MINUTES * 50), (before, periods, later) => {
      const minute = (hours + 1) * MINUTES + later;
      expect(stateAt(minute, alarm, [...before, 0], periods)).toBe('ALARM');
    }), RUNS);
  });

  test('does not fire while successes are not further apart than that', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: hours * MINUTES }), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(gaps, range, (apart, periods) => {
      const successes = [0];
      apart.forEach((gap) => successes.push(successes[successes.length - 1] + gap));
      const last = successes[successes.length - 1];
      for (let minute = 0; minute <= last; minute += Math.max(1, Math.floor(last / 50))) {
        expect(stateAt(minute, alarm, successes, periods)).toBe('OK');
      }
    }), RUNS);
  });
});

test('the alarm fires in a deployment in which no run has ever succeeded', () => {
  expect(stateOf({ evaluationPeriods: 3, treatMissingData: Properties.TreatMissingData }, points('- - - - -'))).toBe('ALARM');
});
