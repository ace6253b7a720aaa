/** What a file's outcome writes in the ledger, as actions of the transaction that makes it true. */

import { LedgerKey } from './ledger-key';
import type { LedgerTable } from './ledger-table';
import type { NewFileRow, ProfilerHeldReason, Replaced } from '../../core/ledger/file-row';
import { noItem } from '../dynamodb/condition';
import type { Action } from '../dynamodb/transact';

interface FileId {
  readonly sourceId: string;
  readonly ingestId: string;
}

/** Writes a file's row if it is absent, or still the one that is to be replaced. */
export function putFile(ledger: LedgerTable, { sourceId, ingestId }: FileId, row: NewFileRow, replaced: Replaced | undefined): Action {
  const found = replaced === undefined ? noItem : { state: replaced.state, version_id: replaced.versionId };
  return ledger.put(sourceId, LedgerKey.file(ingestId), row, found);
}

/** Writes the row of bytes that were stored over a raw key whose file had already been accepted. */
export function putOverwritten(ledger: LedgerTable, { sourceId, ingestId }: FileId, row: NewFileRow): Action {
  return ledger.put(sourceId, LedgerKey.overwritten(ingestId, row.version_id), row, noItem);
}

/** Has a file wait for promotion. */
export function putPending(ledger: LedgerTable, { sourceId, ingestId }: FileId, date: string, bytes: number): Action {
  return ledger.put(sourceId, LedgerKey.pending(date, ingestId), { ingest_id: ingestId, date, bytes });
}

export function putHeld(ledger: LedgerTable, sourceId: string, id: string, reason: ProfilerHeldReason, now: number): Action {
  return ledger.put(sourceId, LedgerKey.held(id), { reason, since: new Date(now).toISOString() });
}

/** What an outcome removes: the attempt that reached it, and the mark of the HELD row that it replaces. */
export function removals(ledger: LedgerTable, { sourceId, ingestId }: FileId, replaced: Replaced | undefined): Action[] {
  const gone = [LedgerKey.attempt(ingestId), ...replaced?.state === 'HELD' ? [LedgerKey.held(ingestId)] : []];
  return gone.map((sk) => ledger.delete(sourceId, sk));
}
