import type { Refusal } from './remedy';
import type { Change } from '../trying/change';

const BECAUSE = {
  duplicate_header: 'columns have equal names, which are numbered',
  empty_header: 'a column has no name and is called by its number',
  case_collision: 'columns have names that differ only in case, which are numbered',
} as const;

/** A header that names columns badly. */
export function* names({ fault: { reason }, declared }: Refusal): Generator<Change> {
  if (declared.format === 'csv' && reason in BECAUSE) {
    yield { set: { csv: { headers: 'repair' } }, because: BECAUSE[reason as keyof typeof BECAUSE], cost: 0.9 };
  }
}
