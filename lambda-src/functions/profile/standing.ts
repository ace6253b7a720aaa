import type { ProfileDeps } from './deps';
import { type StoredVersion, headVersion } from './raw-bucket';
import { type FileRow, type Replaced, csvFormOf } from '../../core/ledger/file-row';
import type { RawObject } from '../../core/raw/raw-object';
import { LedgerKey } from '../../store/ledger/ledger-key';

/** Where a version of a raw object stands by the ledger. */
export type Standing =
  /** Its outcome is recorded; something may be left to finish. */
  | { readonly kind: 'settled'; readonly row?: FileRow }
  /** To be profiled: for the first time, or in place of a row that must still be as it was read. */
  | { readonly kind: 'open'; readonly replaced?: Replaced }
  /** Bytes stored over a key whose file had gone on, or older ones of it. */
  | { readonly kind: 'overwritten'; readonly stored: StoredVersion }
  /** The id belongs to the file of another key. */
  | { readonly kind: 'other_key' }
  /** The version no longer exists. */
  | { readonly kind: 'gone' };

/** Reads the ledger before the object: a message may come twice, late, out of order, or for bytes that replaced others. */
export async function standingOf(deps: ProfileDeps, raw: RawObject): Promise<Standing> {
  const row = await deps.ledger.file(raw.sourceId, LedgerKey.file(raw.ingestId));
  if (row === undefined) {
    return { kind: 'open' };
  }
  if (row.key !== raw.key) {
    return { kind: 'other_key' };
  }
  if (row.version_id === raw.versionId) {
    return row.state === 'HELD' && row.reason === 'types_moved'
      ? { kind: 'open', replaced: { state: row.state, versionId: row.version_id, superseded: row.superseded ?? [], readAs: csvFormOf(row) } }
      : { kind: 'settled', row };
  }
  if (row.superseded?.includes(raw.versionId)) {
    return { kind: 'settled' };
  }
  const kept = await deps.ledger.file(raw.sourceId, LedgerKey.overwritten(raw.ingestId, raw.versionId));
  if (kept !== undefined) {
    return { kind: 'settled', row: kept };
  }
  const stored = await headVersion(deps.s3, deps.rawBucket, raw.key, raw.versionId);
  if (stored === undefined) {
    return { kind: 'gone' };
  }
  // S3 keeps whole seconds. Of two versions of one second either may come last: both rows and both bytes are kept.
  const newer = row.stored_at === undefined || stored.storedAt >= row.stored_at;
  return newer && (row.state === 'DEAD_LETTERED' || row.state === 'HELD')
    ? { kind: 'open', replaced: { state: row.state, versionId: row.version_id, superseded: [...row.superseded ?? [], row.version_id] } }
    : { kind: 'overwritten', stored };
}
