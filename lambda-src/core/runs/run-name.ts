/**
 * Names a run by its scheduled time, `20261124T080000Z`: an event that is delivered twice names one run.
 *
 * @param scheduledTime the `time` of the schedule's event, ISO 8601 in whole seconds
 * @throws Error where it is no time
 */
export function runName(scheduledTime: string): string {
  const time = new Date(scheduledTime);
  if (Number.isNaN(time.getTime())) {
    throw new Error(`the event's time is '${scheduledTime}'; expected a time such as 2026-11-24T08:00:00Z: the function is invoked by its schedule`);
  }
  return time.toISOString().replace(/[-:]|\.\d+/g, '');
}
