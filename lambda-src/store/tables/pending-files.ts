import type { FileRow } from '../../core/ledger/file-row';
import type { VersionKey } from '../../core/registry/version-key';
import { Room, itemBytes } from '../dynamodb/limits';
import type { PageStart } from '../dynamodb/table';
import { type Action, transact } from '../dynamodb/transact';
import { LedgerKey } from '../ledger/ledger-key';
import type { LedgerTable, PendingRow } from '../ledger/ledger-table';
import type { RegistryTable } from '../registry/registry-table';

/** A file that waits for promotion, by both its rows. */
export interface PendingFile {
  readonly file: FileRow;
  readonly pending: PendingRow;
}

/** What one page of a source's pending files holds. */
export interface PendingLook {
  /** Whether the version of one of them, at least, was not rejected. */
  readonly hasPromotable: boolean;
  /** Those whose version was rejected. Promotion passes over them. */
  readonly rejected: readonly PendingFile[];
  /** Sort key of the page's last row, if others may follow. */
  readonly next?: string;
}

/** How many bytes a row may grow by when it is rejected. */
const GROWTH_BYTES = 64;

/** Looks at one page of a source's pending files. The work is the same however many files wait. */
export async function lookAtPending(
  { registry, ledger }: { readonly registry: RegistryTable; readonly ledger: LedgerTable }, sourceId: string, from?: PageStart,
): Promise<PendingLook> {
  const { rows, next } = await ledger.pending(sourceId, from);
  const found = await ledger.getMany<FileRow>(sourceId, rows.map(({ ingest_id: id }) => LedgerKey.file(id)));
  const files = new Map(found.map((file) => [file.ingest_id, file]));
  const waiting = rows.flatMap((pending) => {
    const file = files.get(pending.ingest_id);
    return file?.state === 'PENDING' ? [{ file, pending }] : [];
  });
  const verdicts = await registry.rejected(sourceId, [...new Set(waiting.map(({ file }) => file.registry_version as VersionKey))]);
  const rejected = waiting.filter(({ file }) => verdicts.has(file.registry_version as VersionKey));
  return { hasPromotable: rejected.length < waiting.length, rejected, next };
}

/**
 * Takes files out of the pending ones (PENDING → REJECTED), as many as fit into each transaction. Idempotent. A file whose row
 * has changed meanwhile stays as it is.
 *
 * @returns the number of files taken out
 */
export async function takeOut(ledger: LedgerTable, files: readonly PendingFile[]): Promise<number> {
  let count = 0;
  let batch: PendingFile[] = [];
  let room = new Room();
  for (const each of files) {
    const bytes = itemBytes({ ...each.file }) + GROWTH_BYTES + itemBytes({ ...each.pending });
    if (!room.take(2, bytes)) {
      count += await takeOutTogether(ledger, batch);
      batch = [];
      room = new Room();
      room.take(2, bytes);
    }
    batch.push(each);
  }
  return count + await takeOutTogether(ledger, batch);
}

/** If one file makes the transaction fail, each half is tried by itself, so that the others need not wait for it. */
async function takeOutTogether(ledger: LedgerTable, files: readonly PendingFile[]): Promise<number> {
  if (files.length === 0) {
    return 0;
  }
  if (await transact(ledger.docs, files.flatMap((file) => rejection(ledger, file)))) {
    return files.length;
  }
  if (files.length === 1) {
    return 0;
  }
  const half = Math.ceil(files.length / 2);
  return await takeOutTogether(ledger, files.slice(0, half)) + await takeOutTogether(ledger, files.slice(half));
}

function rejection(ledger: LedgerTable, { file, pending }: PendingFile): Action[] {
  const { source_id: sourceId, sk, version_id, registry_version } = file;
  return [
    ledger.update<FileRow>(sourceId, sk, { set: { state: 'REJECTED' } }, { state: 'PENDING', version_id, registry_version }),
    ledger.delete(sourceId, pending.sk),
  ];
}
