/** The state that an alarm takes, as CloudWatch's manual describes it under "How alarm state is evaluated when data is missing". */

/** What a period has to say: a value within the threshold, one beyond it, or nothing. */
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
 * Values that exist stand before missing ones, however old they are: a missing one counts only where fewer exist in the
 * whole range than the alarm has periods.
 *
 * @param range all that CloudWatch retrieves, the oldest first; it is longer than the evaluation periods, and how much
 *        longer is not documented
 */
export function stateOf(alarm: EvaluatedAlarm, range: readonly DataPoint[]): 'OK' | 'ALARM' {
  const existing = range.filter((point) => point !== 'missing').slice(-alarm.evaluationPeriods);
  const filled = alarm.treatMissingData === 'breaching' ? alarm.evaluationPeriods - existing.length : 0;
  const bad = existing.filter((point) => point === 'bad').length + filled;
  return bad >= (alarm.datapointsToAlarm ?? alarm.evaluationPeriods) ? 'ALARM' : 'OK';
}
