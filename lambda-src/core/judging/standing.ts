import type { FileRow, Replaced } from '../ledger/file-row';
import type { RawObject } from '../raw/raw-object';

/** Where a version of a raw object stands by the row of its id. */
export type RowStanding =
  /** Its outcome is recorded in `row`. If `row` is left out, the ledger says only that other bytes have replaced the version. */
  | { readonly kind: 'settled'; readonly row?: FileRow }
  /** To be profiled: for the first time, or in place of a row that must still be as it was read. */
  | { readonly kind: 'open'; readonly replaced?: Replaced }
  /** The id belongs to the file of another key. */
  | { readonly kind: 'other_key' }
  /** The row is of other bytes under the same key. */
  | { readonly kind: 'other_bytes'; readonly row: FileRow };

/** The attributes of a file's row that tell which versions of which object it covers. */
export type CoveringRow = Pick<FileRow, 'key' | 'version_id' | 'superseded'>;

/** Whether the row records the outcome of that version, or that others have replaced it. */
export function covers(row: CoveringRow, raw: RawObject): boolean {
  return row.key === raw.key && (row.version_id === raw.versionId || isSuperseded(row, raw));
}

/** @param row the row of the object's id; undefined if there is none */
export function standingByRow(row: FileRow | undefined, raw: RawObject): RowStanding {
  if (row === undefined) {
    return { kind: 'open' };
  }
  if (row.key !== raw.key) {
    return { kind: 'other_key' };
  }
  if (row.version_id === raw.versionId) {
    return { kind: 'settled', row };
  }
  return isSuperseded(row, raw) ? { kind: 'settled' } : { kind: 'other_bytes', row };
}

/**
 * What bytes replace that were stored over other bytes of their key. They take the place of older bytes that were held or dead-lettered.
 *
 * @param row of the other bytes
 * @param storedAt ISO time at which S3 stored these bytes
 * @returns undefined if the other bytes stay the file
 */
export function replacedBytes(row: FileRow, storedAt: string): Replaced | undefined {
  // S3 keeps whole seconds. Of two versions that were stored in the same second, the one that is profiled last counts.
  const newer = row.stored_at === undefined || storedAt >= row.stored_at;
  return newer && (row.state === 'DEAD_LETTERED' || row.state === 'HELD')
    ? { state: row.state, versionId: row.version_id, superseded: [...row.superseded ?? [], row.version_id] }
    : undefined;
}

function isSuperseded({ superseded }: CoveringRow, { versionId }: RawObject): boolean {
  return superseded?.includes(versionId) ?? false;
}
