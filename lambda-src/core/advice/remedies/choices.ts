import type { Refusal } from './remedy';
import type { CsvConfig } from '../../../../src/source-config';
import { shown } from '../../formats/fault-text';
import type { Change } from '../trying/change';
import { footer } from '../trying/margin';
import { linesOf, textOf } from '../trying/sample';

/** What the reader itself found comes before what is found by trying. */
const COST_OF_CLEAR = 0.6;

/** What the fault itself says can be declared. If the reader found several readings about equally good, other files may settle it. */
export function* choices({ fault, declared, samples }: Refusal): Generator<Change> {
  const isRepeated = samples.length > 1 && new Set(samples.map((sample) => linesOf(textOf(sample, declared.csv?.encoding), 1)[0])).size === 1;
  for (const csv of fault.choices) {
    const change = { set: { csv: { ...csv } }, because: reasonFor(csv) };
    if (isRepeated && csv.header !== undefined && fault.choices.length > 1) {
      yield { ...change, because: `all files begin with the same row, so ${change.because}`, cost: csv.header ? 0.5 : 2 };
    } else {
      // Of rows that may be units or records, the types of the columns tell. A last line with too few cells may be a record that was cut off.
      const isUnclear = csv.footerLines !== undefined || (fault.reason === 'ambiguous_csv' && csv.preambleLines === undefined);
      yield { ...change, cost: fault.reason === 'ambiguous_csv' ? 1 : COST_OF_CLEAR, doubt: !isUnclear ? undefined : fault.choices.length > 1 ? 'choice' : 'lone' };
    }
  }
}

function reasonFor({ delimiter, header, preambleLines, footerLines, columnNames }: CsvConfig): string {
  if (footerLines !== undefined) {
    return footer(footerLines).because;
  }
  if (preambleLines !== undefined) {
    return `the records begin below line ${preambleLines}${columnNames === undefined ? '' : ', and the lines above name the columns'}`;
  }
  return delimiter === undefined ? `the first row ${header ? 'names the columns' : 'is a record'}` : `${shown(delimiter)} separates the cells`;
}
