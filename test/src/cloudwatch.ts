/** The state of an alarm, as CloudWatch's manual describes it under "How alarm state is evaluated when data is missing". */

/** The data of a period: a value within the threshold, a value beyond it, or nothing. */
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
 * Existing values count before missing ones, however old they are: a missing value counts only if the whole range has fewer
 * values than the alarm has periods.
 *
 * @param range all periods that CloudWatch retrieves, the oldest first. They are more than the evaluation periods, but how
 *        many more is not documented
 */
export function stateOf(alarm: EvaluatedAlarm, range: readonly DataPoint[]): 'OK' | 'ALARM' {
  const existing = range.filter((point) => point !== 'missing').slice(-alarm.evaluationPeriods);
  const filled = alarm.treatMissingData === 'breaching' ? alarm.evaluationPeriods - existing.length : 0;
  const bad = existing.filter((point) => point === 'bad').length + filled;
  return bad >= (alarm.datapointsToAlarm ?? alarm.evaluationPeriods) ? 'ALARM' : 'OK';
}
