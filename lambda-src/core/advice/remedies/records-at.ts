import type { Refusal } from './remedy';
import type { Change } from '../trying/change';
import { parsedJson, recordLists } from '../trying/record-lists';

const REASONS = new Set(['record_too_long', 'not_a_record', 'too_deep', 'too_many_fields', 'field_name_too_long', 'case_collision']);

/** The records are in a list within the document. */
export function* recordsAt({ fault, declared, text }: Refusal): Generator<Change> {
  if (declared.format !== 'json' || !REASONS.has(fault.reason)) {
    return;
  }
  for (const { set, because } of recordLists(parsedJson(text))) {
    yield { set, because, cost: 1 };
  }
}
