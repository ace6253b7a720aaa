import { MAX_OPEN_DRIFTS } from '../registry/open-drifts';
import type { Snapshot } from '../registry/snapshot';
import type { VersionKey } from '../registry/version-key';
import type { Judgement } from '../schema/judge';

/** What a source's registry makes of a file. */
export type Ruling =
  /** The file has the schema of a version that exists: of the ACTIVE one, or of a drift that is known. */
  | { readonly kind: 'fits'; readonly version: VersionKey }
  | { readonly kind: 'makes_version' }
  /** The file would make one more drift than a source may have open. */
  | { readonly kind: 'too_many_drifts' }
  /** Versions that the snapshot does not hold may know the file's drift. */
  | { readonly kind: 'needs_history' };

/**
 * Whether the file was received before the ACTIVE version became ACTIVE. Then it is compared with an older version, which the snapshot may
 * not hold.
 */
export function isLate({ active }: Snapshot, receivedAt: string): boolean {
  return receivedAt < active.activeFrom!;
}

/**
 * @param judgement of the file by that snapshot
 * @param receivedAt ISO time
 * @param hasHistory whether the snapshot holds every version there ever was
 */
export function rulingOn(snapshot: Snapshot, { outcome, fingerprint }: Judgement, receivedAt: string, hasHistory: boolean): Ruling {
  if (outcome === 'unchanged') {
    return { kind: 'fits', version: snapshot.active.key };
  }
  if (outcome === 'active') {
    return { kind: 'makes_version' };
  }
  const known = knownDrift(snapshot, fingerprint, receivedAt);
  if (known !== undefined) {
    return { kind: 'fits', version: known };
  }
  if (!hasHistory) {
    return { kind: 'needs_history' };
  }
  return { kind: snapshot.head.open.length >= MAX_OPEN_DRIFTS ? 'too_many_drifts' : 'makes_version' };
}

/** The open version of that drift, else one decided after the file was received: the file shares its verdict. */
function knownDrift({ head, versions }: Snapshot, fingerprint: string, receivedAt: string): VersionKey | undefined {
  const same = versions.filter((version) => version.fingerprint === fingerprint);
  const open = same.find(({ key }) => head.open.includes(key));
  const decidedSince = same.filter(({ resolution }) => resolution !== undefined && resolution.at > receivedAt);
  return (open ?? decidedSince.at(-1))?.key;
}
