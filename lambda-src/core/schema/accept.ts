/** The fields of a version after its changes are accepted. */

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
 * (ACTIVE − removed) joined with what was observed. If ACTIVE does not have an observed path, the path counts only if the
 * file itself added or changed it. Otherwise another decision removed it, and this one must not undo that.
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
