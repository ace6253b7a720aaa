import type { Refusal } from './remedy';
import { decodings } from '../encodings/decodings';
import { type Change, changed } from '../trying/change';

/** What an implausible text costs, compared with a plausible one. */
const COST_OF_IMPLAUSIBLE = 2;

/** Another encoding, in which the bytes are a text that looks like a language. */
export function* encodings({ fault, declared, sample }: Refusal): Generator<Change> {
  if (fault.reason !== 'invalid_encoding' || declared.format !== 'csv') {
    return;
  }
  for (const { labels, looks, scripts } of decodings(sample.bytes)) {
    const because = `the bytes are no UTF-8; in this encoding they are ${scripts}`;
    const encoding = labels.find((label) => changed(declared, { csv: { encoding: label } }) !== undefined);
    if (encoding !== undefined) {
      yield { set: { csv: { encoding } }, because, cost: 0.5 + COST_OF_IMPLAUSIBLE * (1 - looks) };
    }
  }
}
