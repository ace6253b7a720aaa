import type { ProfileDeps } from './deps';
import { fileRow } from './outcome-row';
import { type StoredVersion, headVersion } from './raw-bucket';
import { setAside } from '../../core/judging/set-aside';
import { type FileRow, type ProfilerHeldReason, type Replaced, warningAttributes } from '../../core/ledger/file-row';
import type { RawObject } from '../../core/raw/raw-object';
import type { Head } from '../../core/registry/head';
import type { Warning } from '../../core/warnings/warning';
import { type Action, backOff, transact } from '../../store/dynamodb/transact';
import { putFile, putHeld, putOverwritten, removals } from '../../store/ledger/outcome-actions';

/** `restart`: the rows were no longer as they were read. */
interface Held {
  readonly kind: 'done' | 'restart';
}

/** Sets the bytes of a foreign key aside: a row says so, and nothing reads them. */
export async function holdForeign(deps: ProfileDeps, raw: RawObject, replaced: Replaced | undefined): Promise<Held> {
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

/** Sets bytes aside, in a row of their own, that were stored over a key whose file had already been accepted. */
export async function holdOverwritten(deps: ProfileDeps, raw: RawObject, stored: StoredVersion): Promise<Held> {
  const now = deps.clock();
  const { ledger } = deps;
  return hold(deps, raw, 'overwritten', now, [
    putOverwritten(ledger, raw, { ...fileRow(raw, stored, undefined, 'HELD', now), reason: 'overwritten' }),
    putHeld(ledger, raw.sourceId, `${raw.ingestId}#${raw.versionId}`, 'overwritten', now),
  ]);
}

/**
 * Sets a file aside because its source has too many open drifts.
 *
 * @param head the head that says so; if it has moved, the file is judged again
 */
export async function holdTooManyDrifts(
  deps: ProfileDeps,
  { raw, stored, replaced }: { readonly raw: RawObject; readonly stored: StoredVersion; readonly replaced?: Replaced },
  warnings: readonly Warning[], head: Head,
): Promise<'done' | 'restart'> {
  const now = deps.clock();
  const attributes = warningAttributes(warnings);
  const row = { ...fileRow(raw, stored, replaced, 'HELD', now), reason: 'too_many_drifts', ...attributes };
  const { kind } = await hold(deps, raw, 'too_many_drifts', now, [
    putFile(deps.ledger, raw, row, replaced),
    putHeld(deps.ledger, raw.sourceId, raw.ingestId, 'too_many_drifts', now),
    deps.registry.checkHead(raw.sourceId, head),
    // Not `replaced`: the mark of a HELD row that this row replaces has the same key as the mark that is written here.
    ...removals(deps.ledger, raw, undefined),
  ], attributes);
  return kind;
}

async function hold(
  deps: ProfileDeps, raw: RawObject, reason: ProfilerHeldReason, now: number, actions: Action[], seen: Pick<FileRow, 'warnings'> = {},
): Promise<Held> {
  const file = setAside(deps.sources, raw, { state: 'HELD', reason, ...seen, profiled_at: new Date(now).toISOString() });
  if (!await transact(deps.ledger.docs, [...actions, await deps.outbox.fileSetAside(file)])) {
    await backOff(1);
    return { kind: 'restart' };
  }
  await deps.outbox.announce(file, now);
  return { kind: 'done' };
}
