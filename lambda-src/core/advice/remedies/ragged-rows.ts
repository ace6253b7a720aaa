import type { Refusal } from './remedy';
import type { Change } from '../trying/change';

/** Rows that lack their last cells. */
export function* raggedRows({ fault, declared }: Refusal): Generator<Change> {
  if (declared.format === 'csv' && (fault.reason === 'ragged_row' || fault.reason === 'empty_header')) {
    yield { set: { csv: { raggedRows: 'fill' } }, because: 'rows lack cells at their ends, or have empty ones beyond the last column', cost: 1.5 };
  }
}
