import { TableKey } from '../../../src/contract';
import { BAD_RECORDS } from '../alerts/messages';
import type { SetAsideFile } from '../alerts/set-aside-file';
import type { BadRecord } from '../formats/bad-records';
import type { FileRow } from '../ledger/file-row';
import type { RawObject } from '../raw/raw-object';
import { sentenceOf } from '../warnings/sentence';

/** The part of a file's row that alerts use. */
export interface SetAsideRow extends Pick<FileRow, 'reason' | 'fault' | 'warnings' | 'profiled_at'> {
  readonly state: 'HELD' | 'DEAD_LETTERED';
}

/** The part that alerts use of the row of an accepted file with bad records. */
export interface QuarantinedRow extends Pick<FileRow, 'profiled_at'> {
  readonly bad_records: number;
}

export function isQuarantined<Row extends Partial<QuarantinedRow>>(row: Row): row is Row & { readonly bad_records: number } {
  return row.bad_records !== undefined;
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
    advice: row.fault?.advice,
  };
}

/**
 * What alerts say about a file that is accepted, and of which records are in quarantine.
 *
 * @param records the bad ones; left out if a report of the file exists already
 */
export function quarantined(raw: RawObject, row: QuarantinedRow, records: readonly BadRecord[] = []): SetAsideFile {
  return {
    sourceId: raw.sourceId,
    state: 'QUARANTINED',
    reason: BAD_RECORDS,
    ingestId: raw.ingestId,
    versionId: raw.versionId,
    key: raw.key,
    records: row.bad_records,
    at: row.profiled_at,
    detail: detailOf(records),
  };
}

function detailOf([first, ...others]: readonly BadRecord[]): string | undefined {
  if (first === undefined) {
    return undefined;
  }
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return `record ${first.number}: ${first.reason}: ${first.detail}${more}`;
}
