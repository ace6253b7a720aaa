import type { VersionKey } from './version-key';
import type { Fields } from '../schema/field-type';

/** A source's `head` item: what its statuses should be, and the subject of every writer's condition. */
export interface Head {
  readonly active: VersionKey;
  /** BREAKING versions that nobody has decided, oldest first. */
  readonly open: readonly VersionKey[];
  /** The read type of everything that any accepted version had. */
  readonly paths: Fields;
  /** Moves when a promotion plan made earlier may no longer be sealed. */
  readonly epoch: number;
  /** Moves with every write. */
  readonly revision: number;
}

/** The status that `head` gives a version; a different one is a person's decision. */
export function statusBy(head: Head, version: VersionKey): 'ACTIVE' | 'BREAKING' | 'DEPRECATED' {
  return version === head.active ? 'ACTIVE' : head.open.includes(version) ? 'BREAKING' : 'DEPRECATED';
}

/** The oldest version that `head` names as ACTIVE or BREAKING. */
export function oldestNamed(head: Head): VersionKey {
  return [head.active, ...head.open].reduce((oldest, key) => (key < oldest ? key : oldest));
}
