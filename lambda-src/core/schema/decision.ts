/** How a decision changes the schema. */

import { accept } from './accept';
import type { FieldDiff } from './change';
import { type Family, type Fields, physicalType } from './field-type';
import { acceptedPaths, joinFields, placesUnder, readAs } from './fields';
import { parentOf } from '../../../src/field-path';

/** What a decision needs of a BREAKING version. */
export interface OpenVersion {
  readonly diff: FieldDiff;
  readonly observed: Fields;
}

export interface Approval {
  /** Fields of the version that becomes ACTIVE: the approved version's own if no other version became ACTIVE in between. */
  readonly fields: Fields;
  /** `head.paths` afterwards. */
  readonly paths: Fields;
  /** Whether curated data holds a path under another column type, so that it must be rewritten first. */
  readonly physical: boolean;
}

export function approved(
  version: OpenVersion, now: { readonly active: Fields; readonly paths: Fields; readonly written: Fields; readonly family: Family },
): Approval {
  const shown = inOrder(version);
  const readTypes = joinFields(now.paths, shown, now.family);
  const observed = readAs(shown, readTypes);
  const fields = accept({ active: now.active, diff: version.diff, observed, readTypes });
  const paths = acceptedPaths(now.paths, fields, now.family);
  const physical = [...now.written].some(([path, type]) => physicalType(paths.get(path) ?? type) !== physicalType(type));
  return { fields, paths, physical };
}

/** What is left to decide of an open version after another version became ACTIVE. */
export interface Remaining {
  /**
   * - `drift`: something still needs a decision, so it stays open.
   * - `additions`: only new fields are left, so it closes, and `fields` and `paths` become those of ACTIVE and of the head.
   * - `nothing`: it closes, and `fields` and `paths` stay as they were.
   */
  readonly kind: 'drift' | 'additions' | 'nothing';
  readonly fields: Fields;
  readonly paths: Fields;
}

export function remaining(
  version: OpenVersion, now: { readonly active: Fields; readonly paths: Fields; readonly family: Family },
): Remaining {
  const { active, paths, family } = now;
  const shown = inOrder(version);
  const readTypes = joinFields(paths, shown, family);
  const observed = readAs(shown, readTypes);
  const added = [...placesUnder(version.diff.added, readTypes)].filter((path) => observed.has(path) && !active.has(path));

  const stillRemoved = version.diff.removed.some((path) => active.has(path));
  const stillChanges = [...observed.keys()].some((path) => paths.has(path) && paths.get(path) !== readTypes.get(path));
  // A new member of an object that a decision removed in the meantime: accepting it would bring the object back.
  const isOrphan = (path: string): boolean => {
    const parent = parentOf(path);
    return parent !== undefined && !active.has(parent) && !added.includes(parent);
  };
  if (stillRemoved || stillChanges || added.some(isOrphan)) {
    return { kind: 'drift', fields: active, paths };
  }
  if (added.length === 0) {
    return { kind: 'nothing', fields: active, paths };
  }

  const fields = accept({ active, diff: { ...version.diff, added, removed: [], typeChanged: new Map() }, observed, readTypes });
  return { kind: 'additions', fields, paths: acceptedPaths(paths, fields, family) };
}

/** What the version's file showed, with its new paths in the order of the file. `observed` comes from the registry in any order. */
function inOrder({ diff, observed }: OpenVersion): Fields {
  return new Map([...diff.added.map((path) => [path, observed.get(path)!] as const), ...observed]);
}
