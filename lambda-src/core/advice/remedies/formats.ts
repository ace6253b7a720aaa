import type { Refusal } from './remedy';
import type { Change } from '../trying/change';

/** A file of the other format. */
export function* formats({ declared, text }: Refusal): Generator<Change> {
  const isJson = /^\s*[[{]/.test(text);
  if (declared.format === 'csv' && isJson) {
    yield { set: { format: 'json' }, because: 'the file is JSON', cost: 1 };
  }
  if (declared.format === 'json' && !isJson) {
    yield { set: { format: 'csv' }, because: 'the file is rows of cells', cost: 1 };
  }
}
