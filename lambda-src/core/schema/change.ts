/** The kinds of change between schemas, and what each means: whether a person must decide, and which schema can still read which data. */

import { type FieldType, isWidening, physicalType } from './field-type';

/**
 * - `resolved`: the type was unknown, so nothing was kept under it.
 * - `precision`: another type, but the same column (64-bit integers that no longer all fit into a double).
 * - `widened`: the new type holds every value of the old one, and no curated data holds the old one.
 * - `physical`: curated data holds the path under another column type.
 * - `incompatible`: anything else; values of the old type are not values of the new one.
 */
export type ChangeClass = 'resolved' | 'precision' | 'widened' | 'physical' | 'incompatible';

/** BACKWARD: the new schema reads old data. FORWARD: the old schema reads new data. FULL: both. NONE: neither. */
export type Compatibility = 'FULL' | 'BACKWARD' | 'FORWARD' | 'NONE';

export interface TypeChange {
  readonly from: FieldType;
  readonly to: FieldType;
  readonly class: ChangeClass;
}

/** The difference between two versions. Paths are in the order of their code units, unless it is said otherwise. */
export interface FieldDiff {
  /** In the order of the file: the registry keeps it nowhere else, and an approval gives the new columns this order. */
  readonly added: readonly string[];
  /** The topmost missing paths: everything below them is missing too. */
  readonly removed: readonly string[];
  /** An added path is here too if some earlier version had it with another type. */
  readonly typeChanged: ReadonlyMap<string, TypeChange>;
}

/** @param written the type that curated data holds at the path, if any. */
export function typeChange(from: FieldType, to: FieldType, written: FieldType | undefined): TypeChange {
  return { from, to, class: classOf(from, to, written) };
}

function classOf(from: FieldType, to: FieldType, written: FieldType | undefined): ChangeClass {
  if (written !== undefined && physicalType(written) !== physicalType(to)) {
    return 'physical';
  }
  if (from === 'unknown') {
    return 'resolved';
  }
  if (physicalType(from) === physicalType(to)) {
    return 'precision';
  }
  return isWidening(from, to) ? 'widened' : 'incompatible';
}

/** Whether the change waits for a person. */
export function isDrift(change: TypeChange): boolean {
  return change.class === 'physical' || change.class === 'incompatible';
}

/** The compatibility that all of the changes allow together. Adding a field allows both directions. */
export function compatibilityOf(diff: FieldDiff): Compatibility {
  let backward = true;
  let forward = diff.removed.length === 0;
  for (const change of diff.typeChanged.values()) {
    if (change.class === 'resolved' || change.class === 'precision') {
      continue;
    }
    forward = false;
    if (!isWidening(change.from, change.to)) {
      backward = false;
    }
  }
  if (backward) {
    return forward ? 'FULL' : 'BACKWARD';
  }
  return forward ? 'FORWARD' : 'NONE';
}
