import type { StoredVersion } from './raw-bucket';
import { TableKey } from '../../../src/contract';
import type { FileRow, FileState, ProfilerHeldReason, Replaced } from '../../core/ledger/file-row';
import type { RawObject } from '../../core/raw/raw-object';
import type { Action } from '../../store/dynamodb/transact';
import { LedgerKey } from '../../store/ledger/ledger-key';
import type { LedgerTable } from '../../store/ledger/ledger-table';

/** The attributes of a file's row that every outcome has. */
export function fileRow(
  raw: RawObject, stored: StoredVersion, replaced: Replaced | undefined, state: FileState, now: number,
): Omit<FileRow, 'source_id' | 'sk'> {
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

/** Writes a file's row where it is absent, or still the one that is to be replaced. */
export function putFile(ledger: LedgerTable, raw: RawObject, row: object, replaced: Replaced | undefined): Action {
  return {
    Put: {
      TableName: ledger.name,
      Item: { ...ledger.key(raw.sourceId, LedgerKey.file(raw.ingestId)), ...row },
      ...(replaced === undefined
        ? { ConditionExpression: 'attribute_not_exists(#s)', ExpressionAttributeNames: { '#s': TableKey.SORT } }
        : {
          ConditionExpression: '#state = :state AND #version_id = :version_id',
          ExpressionAttributeNames: { '#state': 'state', '#version_id': 'version_id' },
          ExpressionAttributeValues: { ':state': replaced.state, ':version_id': replaced.versionId },
        }),
    },
  };
}

export function putHeld(ledger: LedgerTable, sourceId: string, id: string, reason: ProfilerHeldReason, now: number): Action {
  return {
    Put: {
      TableName: ledger.name,
      Item: { ...ledger.key(sourceId, LedgerKey.held(id)), reason, since: new Date(now).toISOString() },
    },
  };
}

/** What an outcome removes: the attempt that reached it, and the mark of the HELD row that it replaces. */
export function removals(ledger: LedgerTable, raw: RawObject, replaced: Replaced | undefined): Action[] {
  const gone = [LedgerKey.attempt(raw.ingestId), ...replaced?.state === 'HELD' ? [LedgerKey.held(raw.ingestId)] : []];
  return gone.map((sk) => ({ Delete: { TableName: ledger.name, Key: ledger.key(raw.sourceId, sk) } }));
}
