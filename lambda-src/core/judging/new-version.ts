import type { RawObject } from '../raw/raw-object';
import type { Head } from '../registry/head';
import type { Snapshot } from '../registry/snapshot';
import { type NewVersion, type VersionChange, laterOf } from '../registry/version';
import { nextVersionKey } from '../registry/version-key';
import type { Judgement } from '../schema/judge';

/** What the registry is to hold when a file makes a version. */
export interface MadeVersion {
  readonly version: NewVersion;
  /** `head` after it. */
  readonly head: Omit<Head, 'revision'>;
  /** What becomes of the version that was ACTIVE, if the new one takes its place. */
  readonly replaced?: VersionChange;
}

/**
 * The version that the first file of a source makes.
 *
 * @param now milliseconds since 1970
 */
export function firstVersionMade(raw: RawObject, judgement: Judgement, now: number): MadeVersion {
  const key = nextVersionKey(now);
  return {
    version: { ...judgement, key, status: 'ACTIVE', seq: 1, activeFrom: raw.receivedAt, sampleKey: raw.key },
    head: { active: key, open: [], paths: judgement.paths, epoch: 0 },
  };
}

/**
 * The version that a file makes if its schema is that of no version yet: a drift, which waits for a person, or the next ACTIVE one.
 *
 * @param snapshot with all versions from the ACTIVE one on
 * @param now milliseconds since 1970
 */
export function versionMade(raw: RawObject, { head, active, versions }: Snapshot, judgement: Judgement, now: number): MadeVersion {
  const newest = versions.at(-1)!;
  const key = nextVersionKey(now, newest.key);
  const made = { ...judgement, key, seq: newest.seq + 1, baseline: active.key, sampleKey: raw.key };
  if (judgement.outcome === 'breaking') {
    return {
      version: { ...made, status: 'BREAKING' },
      head: { ...head, open: [...head.open, key], epoch: head.epoch + 1 },
    };
  }
  const activeFrom = laterOf(raw.receivedAt!, active.activeFrom);
  return {
    version: { ...made, status: 'ACTIVE', activeFrom },
    head: { ...head, active: key, paths: judgement.paths, epoch: head.epoch + (judgement.epochMoves ? 1 : 0) },
    replaced: { status: 'DEPRECATED', activeUntil: activeFrom },
  };
}
