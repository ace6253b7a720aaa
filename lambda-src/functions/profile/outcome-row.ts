import type { StoredVersion } from './raw-bucket';
import type { FileState, NewFileRow, Replaced } from '../../core/ledger/file-row';
import type { RawObject } from '../../core/raw/raw-object';

/** The attributes of a file's row that every outcome has. */
export function fileRow(
  raw: RawObject, stored: StoredVersion, replaced: Replaced | undefined, state: FileState, now: number,
): NewFileRow {
  return {
    ingest_id: raw.ingestId,
    date: raw.date,
    key: raw.key,
    version_id: raw.versionId,
    etag: stored.etag,
    bytes: stored.bytes,
    stored_at: stored.storedAt,
    state,
    superseded: replaced?.superseded ?? [],
    profiled_at: new Date(now).toISOString(),
  };
}
