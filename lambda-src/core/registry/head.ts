import type { VersionKey } from './version-key';
import type { FieldType, Fields } from '../schema/field-type';

/** A source's `head` item: it says what the statuses should be, and every writer demands that it has not moved. */
export interface Head {
  readonly active: VersionKey;
  /** BREAKING versions that nobody has decided, oldest first. */
  readonly open: readonly VersionKey[];
  /** The read type of every path that any accepted version had, in the order of the table's columns. */
  readonly paths: Fields;
  /** Moves when promotion plans made earlier must not be sealed any more. */
  readonly epoch: number;
  /** Moves with every write. */
  readonly revision: number;
}

/** The status that `head` gives a version. If the version's item says another one, a person decided. */
export function statusBy(head: Head, version: VersionKey): 'ACTIVE' | 'BREAKING' | 'DEPRECATED' {
  return version === head.active ? 'ACTIVE' : head.open.includes(version) ? 'BREAKING' : 'DEPRECATED';
}

/** The oldest version that `head` names as ACTIVE or BREAKING. */
export function oldestNamed(head: Head): VersionKey {
  return [head.active, ...head.open].reduce((oldest, key) => (key < oldest ? key : oldest));
}

/** A path's place among all, from 0, and its read type. The item has the place because DynamoDB keeps no order of a map's members. */
export type PlacedType = readonly [place: number, type: FieldType];

/** The paths as `head` keeps them. */
export function placed(paths: Fields): ReadonlyArray<readonly [string, PlacedType]> {
  return [...paths].map(([path, type], place) => [path, [place, type]]);
}

/** The paths in their order. */
export function inPlace(kept: ReadonlyMap<string, PlacedType>): Fields {
  return new Map([...kept].sort(([, [a]], [, [b]]) => a - b).map(([path, [, type]]) => [path, type]));
}
