import { TableKey } from '../../../src/contract';
import type { SetAsideState } from '../alerts/messages';
import type { SetAsideFile } from '../alerts/set-aside-file';
import type { FileRow } from '../ledger/file-row';
import type { RawObject } from '../raw/raw-object';

/** Of a file's row what people are told. */
export interface SetAsideRow extends Pick<FileRow, 'reason' | 'fault' | 'profiled_at'> {
  readonly state: SetAsideState;
}

/**
 * What people are told of a file that was set aside.
 *
 * @param sources the registered ones, by id
 */
export function setAside(sources: ReadonlyMap<string, unknown>, raw: RawObject, row: SetAsideRow): SetAsideFile {
  return {
    // Anybody who can write to the bucket can make up sources: one alert tells of all of them.
    sourceId: sources.has(raw.sourceId) ? raw.sourceId : TableKey.NO_SOURCE,
    state: row.state,
    reason: row.reason!,
    ingestId: raw.ingestId,
    versionId: raw.versionId,
    key: raw.key,
    at: row.profiled_at,
    detail: row.fault?.detail,
  };
}
