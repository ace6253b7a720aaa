/** The state of an alarm, as CloudWatch's manual describes it under "How alarm state is evaluated when data is missing". */

/** The value of a period: within the threshold, beyond it, or missing. */
export type DataPoint = 'good' | 'bad' | 'missing';

export interface EvaluatedAlarm {
  readonly evaluationPeriods: number;
  /** @default - all of them */
  readonly datapointsToAlarm?: number;
  readonly treatMissingData: 'breaching' | 'notBreaching';
}

/**
 * The alarm's state after one evaluation.
 *
 * CloudWatch prefers existing values to missing ones, however old they are. Missing values count only if the whole range has
 * fewer existing values than the alarm has periods.
 *
 * @param range all values that CloudWatch retrieves, the oldest first; there are more than the alarm's periods, and how many
 *        more is not documented
 */
export function stateOf(alarm: EvaluatedAlarm, range: readonly DataPoint[]): 'OK' | 'ALARM' {
  const existing = range.filter((point) => point !== 'missing').slice(-alarm.evaluationPeriods);
  const filled = alarm.treatMissingData === 'breaching' ? alarm.evaluationPeriods - existing.length : 0;
  const bad = existing.filter((point) => point === 'bad').length + filled;
  return bad >= (alarm.datapointsToAlarm ?? alarm.evaluationPeriods) ? 'ALARM' : 'OK';
}
