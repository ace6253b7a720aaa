import type { ProfileDeps } from './deps';
import { type StoredVersion, headVersion } from './raw-bucket';
import { type RowStanding, replacedBytes, standingByRow } from '../../core/judging/standing';
import type { RawObject } from '../../core/raw/raw-object';
import { LedgerKey } from '../../store/ledger/ledger-key';

/** Where a version of a raw object stands by ledger and bucket. */
export type Standing =
  | Exclude<RowStanding, { readonly kind: 'other_bytes' }>
  /** The bytes were stored over a key whose file had already been accepted, or are older than the bytes that the row describes. */
  | { readonly kind: 'overwritten'; readonly stored: StoredVersion }
  /** The version no longer exists. */
  | { readonly kind: 'gone' };

/** Reads the ledger before the object: a message may arrive twice, late, out of order, or for bytes that replaced others. */
export async function findStanding(deps: ProfileDeps, raw: RawObject): Promise<Standing> {
  const standing = standingByRow(await deps.ledger.file(raw.sourceId, LedgerKey.file(raw.ingestId)), raw);
  if (standing.kind !== 'other_bytes') {
    return standing;
  }
  const kept = await deps.ledger.file(raw.sourceId, LedgerKey.overwritten(raw.ingestId, raw.versionId));
  if (kept !== undefined) {
    return { kind: 'settled', row: kept };
  }
  const stored = await headVersion(deps.s3, deps.rawBucket, raw.key, raw.versionId);
  if (stored === undefined) {
    return { kind: 'gone' };
  }
  const replaced = replacedBytes(standing.row, stored.storedAt);
  return replaced === undefined ? { kind: 'overwritten', stored } : { kind: 'open', replaced };
}
