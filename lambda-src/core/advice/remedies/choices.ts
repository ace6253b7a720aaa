import type { Refusal } from './remedy';
import { shown } from '../../formats/fault-text';
import type { Change } from '../change';
import { linesOf, textOf } from '../sample';

/** What the fault itself says can be declared. The reader found both readings about equally good, but other files may settle it. */
export function* choices({ fault, declared, samples }: Refusal): Generator<Change> {
  for (const csv of fault.choices) {
    const set = { csv: { ...csv } };
    if (csv.header === undefined) {
      yield { set, because: `${shown(csv.delimiter ?? '')} separates the cells`, cost: 1, isChoice: true };
      continue;
    }
    const because = `the first row ${csv.header ? 'names the columns' : 'is a record'}`;
    const isRepeated = samples.length > 1 && new Set(samples.map((sample) => linesOf(textOf(sample, declared.csv?.encoding), 1)[0])).size === 1;
    yield isRepeated ? { set, because: `all files begin with the same row, so ${because}`, cost: csv.header ? 0.5 : 2 }
      : { set, because, cost: 1, isChoice: true };
  }
}
