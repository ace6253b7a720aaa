import type { Head } from './head';
import type { Version } from './version';
import type { Written } from '../ledger/written';

/** What a source's registry held at one moment, with what its curated data holds. */
export interface Snapshot {
  readonly head: Head;
  readonly active: Version;
  /** Oldest first. All versions from the oldest ACTIVE or open one on, or every version if history was asked for. */
  readonly versions: readonly Version[];
  readonly written: Written;
}
