/** What the ledger says after the transaction that was to record a file's outcome did not succeed. */

import type { FileRow, FileState, Replaced } from '../ledger/file-row';
import type { RawObject } from '../raw/raw-object';

/** Whether the outcome is recorded nevertheless: by this attempt, whose reply was lost, or by another one. */
export function isRecorded(found: FileRow | undefined, raw: RawObject, state: FileState): found is FileRow {
  return found?.version_id === raw.versionId && found.state === state;
}

/**
 * Whether the file's row is still the one that the outcome was to replace. Then only the registry moved, and the file is judged
 * again.
 */
export function isAsRead(found: FileRow | undefined, replaced: Replaced | undefined): boolean {
  return found?.version_id === replaced?.versionId && found?.state === replaced?.state;
}
