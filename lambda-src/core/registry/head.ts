import type { VersionKey } from './version-key';
import type { Fields } from '../schema/field-type';

/** A source's `head` item: it says what the statuses should be, and every writer demands that it has not moved. */
export interface Head {
  readonly active: VersionKey;
  /** BREAKING versions that nobody has decided, oldest first. */
  readonly open: readonly VersionKey[];
  /** The read type of every path that any accepted version had. */
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
