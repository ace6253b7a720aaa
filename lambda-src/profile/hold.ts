import type { Outcome, ProfileDeps } from './deps';
import { fileRow, putFile, putHeld } from './file-actions';
import { type StoredVersion, headVersion } from './raw-bucket';
import type { RawObject } from './raw-object';
import { Metric, TableKey } from '../../src/contract';
import type { PreparedAlert } from '../alerts/outbox';
import type { ProfilerHeldReason, Replaced } from '../ledger/file-row';
import { LedgerKey } from '../ledger/keys';
import { type Action, backOff, transact } from '../ledger/transact';

const DETAIL: Record<ProfilerHeldReason, string> = {
  foreign_key: 'Its key is not one that the ingest API makes. Send the file through the API; its bytes stay where they are.',
  overwritten: 'Its key held a file that was already taken in, and that one counts. Send other content as a new file; these bytes stay as a version of the key.',
};

/** Sets a foreign key's bytes aside: a row says so, and nothing else reads them. */
export async function holdForeign(deps: ProfileDeps, raw: RawObject, replaced: Replaced | undefined): Promise<Outcome> {
  const stored = await headVersion(deps.s3, deps.rawBucket, raw.key, raw.versionId);
  if (stored === undefined) {
    return { kind: 'done' };
  }
  const now = deps.clock();
  const row = { ...fileRow(raw, stored, replaced, 'HELD', now), reason: 'foreign_key' };
  return hold(deps, raw, 'foreign_key', now, [
    putFile(deps.ledger, raw, row, replaced),
    putHeld(deps.ledger, raw.sourceId, raw.ingestId, 'foreign_key', now),
  ]);
}

/** Sets bytes aside that were stored over a key whose file had gone on, in a row of their own. */
export async function holdOverwritten(deps: ProfileDeps, raw: RawObject, stored: StoredVersion): Promise<Outcome> {
  const now = deps.clock();
  const { ledger } = deps;
  return hold(deps, raw, 'overwritten', now, [
    {
      Put: {
        TableName: ledger.name,
        Item: {
          ...ledger.key(raw.sourceId, LedgerKey.overwritten(raw.ingestId, raw.versionId)),
          ...fileRow(raw, stored, undefined, 'HELD', now),
          reason: 'overwritten',
        },
        ConditionExpression: 'attribute_not_exists(#s)',
        ExpressionAttributeNames: { '#s': TableKey.SORT },
      },
    },
    putHeld(ledger, raw.sourceId, `${raw.ingestId}#${raw.versionId}`, 'overwritten', now),
  ]);
}

async function hold(deps: ProfileDeps, raw: RawObject, reason: 'foreign_key' | 'overwritten', now: number, actions: Action[]): Promise<Outcome> {
  const alert = await firstOfDay(deps, raw, reason, now);
  if (!await transact(deps.ledger.docs, [...actions, ...alert ? [alert.action] : []])) {
    await backOff(1);
    return { kind: 'restart' };
  }
  deps.emit(raw.sourceId, { [Metric.FILES_HELD]: 1 });
  if (alert !== undefined) {
    await deps.outbox.publish(raw.sourceId, alert.id);
  }
  return { kind: 'done' };
}

/** One alert a day for each reason of a source: a copied folder of a thousand keys must not drown the alerts on drift. */
async function firstOfDay(deps: ProfileDeps, raw: RawObject, reason: 'foreign_key' | 'overwritten', now: number): Promise<PreparedAlert | undefined> {
  const id = `held-${reason}-${new Date(now).toISOString().slice(0, 10)}`;
  return await deps.outbox.exists(raw.sourceId, id)
    ? undefined
    : deps.outbox.fileHeld(id, { source_id: raw.sourceId, ingest_id: raw.ingestId, reason, detail: DETAIL[reason] }, now);
}
