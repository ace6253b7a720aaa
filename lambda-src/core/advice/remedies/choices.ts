import type { Refusal } from './remedy';
import { shown } from '../../formats/fault-text';
import type { Change } from '../change';

/** What the fault itself says can be declared. The reader found both readings about equally good. */
export function* choices({ fault }: Refusal): Generator<Change> {
  for (const csv of fault.choices) {
    const because = csv.header === undefined ? `${shown(csv.delimiter ?? '')} separates the cells`
      : `the first row ${csv.header ? 'names the columns' : 'is a record'}`;
    yield { set: { csv: { ...csv } }, because, cost: 1 };
  }
}
