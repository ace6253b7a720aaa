import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { copyToDeadLetters } from './dead-letter-copy';
import type { Outcome, ProfileDeps } from './deps';
import { fileRow } from './outcome-row';
import { headVersion } from './raw-bucket';
import type { FileFault } from '../../core/formats/fault';
import { isRecorded } from '../../core/judging/failed-outcome';
import { setAside, type SetAsideRow } from '../../core/judging/set-aside';
import type { Replaced } from '../../core/ledger/file-row';
import type { RawObject } from '../../core/raw/raw-object';
import { transact } from '../../store/dynamodb/transact';
import { LedgerKey } from '../../store/ledger/ledger-key';
import { putFile, removals } from '../../store/ledger/outcome-actions';

/**
 * Moves a file that cannot be used to the dead letters. The order makes it safe: the bytes are copied and checked before the ledger
 * records it, and the original is deleted only after that.
 *
 * @param advice what the source can declare so that such files are read.
 */
export async function deadLetter(
  deps: ProfileDeps, raw: RawObject, replaced: Replaced | undefined, fault: FileFault, advice?: string,
): Promise<Outcome> {
  const stored = await headVersion(deps.s3, deps.rawBucket, raw.key, raw.versionId);
  if (stored === undefined) {
    return { kind: 'restart' };
  }
  await copyToDeadLetters(deps.s3, deps.rawBucket, raw, stored, {
    'dead-letter-reason': fault.reason,
    'raw-version-id': raw.versionId,
    'dead-letter-detail': fault.detail,
    ...advice === undefined ? {} : { 'dead-letter-advice': advice },
  });
  const row = {
    ...fileRow(raw, stored, replaced, 'DEAD_LETTERED', deps.clock()),
    state: 'DEAD_LETTERED' as const,
    reason: fault.reason,
    fault: { byte_offset: fault.byteOffset, record: fault.record, detail: fault.detail, advice },
  };
  const report = await deps.outbox.fileSetAside(setAside(deps.sources, raw, row));
  if (!await transact(deps.ledger.docs, [putFile(deps.ledger, raw, row, replaced), ...removals(deps.ledger, raw, replaced), report])) {
    const found = await deps.ledger.file(raw.sourceId, LedgerKey.file(raw.ingestId));
    if (!isRecorded(found, raw, 'DEAD_LETTERED')) {
      return { kind: 'restart' };
    }
    await finishDeadLetter(deps, raw, { ...found, state: 'DEAD_LETTERED' });
    return { kind: 'done' };
  }
  await finishDeadLetter(deps, raw, row);
  return { kind: 'done' };
}

/** What follows the transaction, in the same attempt or in a later one: people are told, and the original is deleted. */
export async function finishDeadLetter(deps: ProfileDeps, raw: RawObject, row: SetAsideRow): Promise<void> {
  await deps.outbox.announce(setAside(deps.sources, raw, row), deps.clock());
  await deleteVersion(deps, raw);
}

/** Deletes exactly that version: a newer one of the same key holds the bytes of another file. */
async function deleteVersion(deps: ProfileDeps, raw: RawObject): Promise<void> {
  await deps.s3.send(new DeleteObjectCommand({ Bucket: deps.rawBucket, Key: raw.key, VersionId: raw.versionId }));
}
