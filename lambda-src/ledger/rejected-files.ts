import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { FileRow } from './file-row';
import { LedgerKey } from './keys';
import type { LedgerTable, PendingRow } from './ledger-table';
import { transact } from './transact';
import type { RegistryTable } from '../registry/registry-table';

/** Most keys that DynamoDB takes in one BatchGetItem. */
const BATCH = 100;

/**
 * Takes the files of rejected versions out of the pending ones (PENDING → REJECTED). Idempotent; a file whose row moved
 * meanwhile is left as it is.
 *
 * @returns the number of files taken out
 */
export async function rejectPendingOfRejectedVersions(registry: RegistryTable, ledger: LedgerTable, sourceId: string): Promise<number> {
  const versions = await registry.versions(sourceId);
  const rejected = new Set(versions.filter(({ resolution }) => resolution?.verdict === 'rejected').map(({ key }) => key as string));
  if (rejected.size === 0) {
    return 0;
  }
  const pending: PendingRow[] = [];
  for await (const row of ledger.pending(sourceId)) {
    pending.push(row);
  }
  let count = 0;
  for (let i = 0; i < pending.length; i += BATCH) {
    const batch = pending.slice(i, i + BATCH);
    const files = await readFiles(ledger, sourceId, batch.map((row) => row.ingest_id));
    for (const file of files) {
      if (rejected.has(file.registry_version ?? '') && await reject(ledger, file)) {
        count++;
      }
    }
  }
  return count;
}

async function readFiles(ledger: LedgerTable, sourceId: string, ingestIds: string[]): Promise<FileRow[]> {
  const files: FileRow[] = [];
  let keys: Record<string, unknown>[] = ingestIds.map((id) => ledger.key(sourceId, LedgerKey.file(id)));
  while (keys.length > 0) {
    const reply = await ledger.docs.send(new BatchGetCommand({ RequestItems: { [ledger.name]: { Keys: keys, ConsistentRead: true } } }));
    files.push(...(reply.Responses?.[ledger.name] ?? []) as FileRow[]);
    keys = reply.UnprocessedKeys?.[ledger.name]?.Keys ?? [];
  }
  return files;
}

async function reject(ledger: LedgerTable, file: FileRow): Promise<boolean> {
  return transact(ledger.docs, [
    {
      Update: {
        TableName: ledger.name,
        Key: ledger.key(file.source_id, file.sk),
        UpdateExpression: 'SET #state = :rejected',
        ConditionExpression: '#state = :pending AND #version_id = :version_id AND #version = :version',
        ExpressionAttributeNames: { '#state': 'state', '#version_id': 'version_id', '#version': 'registry_version' },
        ExpressionAttributeValues: {
          ':rejected': 'REJECTED', ':pending': 'PENDING', ':version_id': file.version_id, ':version': file.registry_version,
        },
      },
    },
    { Delete: { TableName: ledger.name, Key: ledger.key(file.source_id, LedgerKey.pending(file.date, file.ingest_id)) } },
  ]);
}
