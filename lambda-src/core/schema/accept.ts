/** The fields that a version has once its changes are taken up. */

import type { FieldDiff } from './change';
import type { Fields } from './field-type';
import { placesUnder, readAs, withoutTrees } from './fields';
import { parentOf } from '../../../src/field-path';

export interface AcceptInput {
  /** Fields of the version that is ACTIVE now. */
  readonly active: Fields;
  /** What the file changed when it was judged. */
  readonly diff: FieldDiff;
  readonly observed: Fields;
  /** `head.paths` joined with what was observed. */
  readonly readTypes: Fields;
}

/**
 * (ACTIVE − removed) joined with what was observed. Of the observed paths that ACTIVE does not have, only those that
 * the file itself added or changed: the others were removed by a decision that is not this one's to undo.
 */
export function accept({ active, diff, observed, readTypes }: AcceptInput): Fields {
  const fields = withoutTrees(active, diff.removed);
  const changed = placesUnder([...diff.added, ...diff.typeChanged.keys()], readTypes);
  for (const path of observed.keys()) {
    if (!fields.has(path) && !changed.has(path)) {
      continue;
    }
    // Parents too: a member cannot come back without the object that holds it.
    for (let at: string | undefined = path; at !== undefined && readTypes.has(at); at = parentOf(at)) {
      fields.set(at, readTypes.get(at)!);
    }
  }
  return readAs(fields, readTypes);
}
