/** The fields that a version has once its changes are taken up. */

import { FieldDiff } from './change';
import { FieldType, Fields } from './field-type';
import { readAs, withoutTrees } from './fields';
import { parentOf } from './path';

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
  const changed = new Set(readAs(withParents([...diff.added, ...diff.typeChanged.keys()]), readTypes).keys());
  for (const path of observed.keys()) {
    if (!fields.has(path) && !changed.has(path)) continue;
    // Parents too: a member cannot come back without the object that holds it.
    for (let at: string | undefined = path; at !== undefined && readTypes.has(at); at = parentOf(at)) {
      fields.set(at, readTypes.get(at)!);
    }
  }
  return readAs(fields, readTypes);
}

/** The paths and all above them, so that it shows which of them have become part of a map since. */
function withParents(paths: readonly string[]): Fields {
  const all = new Map<string, FieldType>();
  for (const path of paths) for (let at: string | undefined = path; at !== undefined; at = parentOf(at)) all.set(at, 'unknown');
  return all;
}
