import type { SetAsideState } from './messages';
import { DEAD_LETTER_REASONS } from '../../../src/contract';
import type { DeadLetterReason } from '../formats/fault';
import type { JobHeldReason, ProfilerHeldReason } from '../ledger/file-row';

const PROFILE_AGAIN = 'Copy the raw object onto its key to have it profiled again. If it is held again, report a bug.';

const HELD: Record<ProfilerHeldReason | JobHeldReason, string> = {
  foreign_key: 'The key is not one that the ingest API makes. Send the file through the API; its bytes stay where they are.',
  overwritten: 'The key held a file that was already taken in, and that one counts. Send other content as a new file; these bytes stay as a '
    + 'version of the key.',
  too_many_drifts: 'This source has as many open drifts as it may have, so the drift of this file was not recorded. Decide the open '
    + 'ones. Then copy the raw object onto its key to have it profiled again.',
  no_column: `A field of the file has a value, and no accepted version gives it a type. ${PROFILE_AGAIN}`,
  count_mismatch: `Promotion read a different number of records than the profiler counted. ${PROFILE_AGAIN}`,
  unreadable_value: `A value could not be read as its type. ${PROFILE_AGAIN}`,
  object_missing: 'An object that the file needs is gone or damaged. Find out who did it. Then copy the raw object\'s version that the '
    + 'file\'s row names onto its key.',
};

const SEND_AGAIN = 'Have the sender mend it and send it again, as a new file.';

/** The advice for reasons that call for something other than a mended file. */
const DEAD_LETTERED: Partial<Record<DeadLetterReason, string>> = {
  ambiguous_csv: 'Its detail names both readings. Declare in the source\'s options which one is meant, then copy the dead letter onto its raw key.',
  time_exceeded: 'Have the sender split it.',
  bad_record_ratio: 'Either the sender has a bug, or the source should allow more bad records.',
  profiler_crash: 'The fault is the profiler\'s, not the file\'s: look at the profile function\'s log.',
  unregistered_source: 'Register the source, then copy the dead letter onto its raw key.',
};

const QUARANTINED = 'They are under quarantine/, each with its number, its reason and its text; the rest of each file is accepted. Have the sender '
  + 'mend them, or change the source\'s options and replay them (see the runbook).';

/** What it means that files or records were set aside for that reason, and what to do. */
export function adviceOn(state: SetAsideState, reason: string): string {
  if (state === 'QUARANTINED') {
    return QUARANTINED;
  }
  if (state === 'HELD') {
    return HELD[reason as keyof typeof HELD] ?? 'Look the reason up in the runbook.';
  }
  const meaning = DEAD_LETTER_REASONS[reason as DeadLetterReason] ?? 'It cannot be read.';
  return `${meaning} ${DEAD_LETTERED[reason as DeadLetterReason] ?? SEND_AGAIN}`;
}
