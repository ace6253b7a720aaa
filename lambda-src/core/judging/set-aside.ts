import { TableKey } from '../../../src/contract';
import type { SetAsideState } from '../alerts/messages';
import type { SetAsideFile } from '../alerts/set-aside-file';
import type { FileRow } from '../ledger/file-row';
import type { RawObject } from '../raw/raw-object';
import { sentenceOf } from '../warnings/sentence';

/** The part of a file's row that alerts use. */
export interface SetAsideRow extends Pick<FileRow, 'reason' | 'fault' | 'warnings' | 'profiled_at'> {
  readonly state: SetAsideState;
}

/**
 * What alerts say about a file that was set aside.
 *
 * @param sources the registered ones, by id
 */
export function setAside(sources: ReadonlyMap<string, unknown>, raw: RawObject, row: SetAsideRow): SetAsideFile {
  return {
    // Anybody who can write to the bucket can invent sources, so all files of such sources share their alerts.
    sourceId: sources.has(raw.sourceId) ? raw.sourceId : TableKey.NO_SOURCE,
    state: row.state,
    reason: row.reason!,
    ingestId: raw.ingestId,
    versionId: raw.versionId,
    key: raw.key,
    at: row.profiled_at,
    detail: row.fault?.detail ?? (row.warnings === undefined ? undefined : sentenceOf(row.warnings[0])),
  };
}
