import type { Refusal } from './remedy';
import { isFaultOfRecord } from '../../formats/bad-records';
import type { Change } from '../trying/change';

/** Far-fetched: what is left out may only need another declaration. */
const COST = 3;

/** Records that are bad by themselves, among good ones. */
export function* badRecords({ fault }: Refusal): Generator<Change> {
  if (!isFaultOfRecord(fault) || fault.record === undefined) {
    return;
  }
  for (const [ratio, share] of [[0.01, 'one record in a hundred'], [0.1, 'one record in ten']] as const) {
    yield { set: { maxBadRecordRatio: ratio }, because: `at most ${share} is bad; bad ones are kept in quarantine`, cost: COST + ratio };
  }
}
