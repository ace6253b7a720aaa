import { activeColumns } from './active-columns';
import { deadLetter, finishDeadLetter } from './dead-letter';
import type { Outcome, ProfileDeps } from './deps';
import { findAdvice } from './find-advice';
import { findStanding } from './find-standing';
import { holdForeign, holdOverwritten } from './hold';
import { judgeFile } from './judge-file';
import { announceQuarantined } from './quarantine';
import { headVersion, readVersion } from './raw-bucket';
import { Readings } from './readings';
import { driftAlertId } from '../../core/alerts/messages';
import { FileFault } from '../../core/formats/fault';
import { crashFault } from '../../core/judging/expired-attempts';
import { setAside } from '../../core/judging/set-aside';
import type { FileRow, Replaced } from '../../core/ledger/file-row';
import { profileTolerantly } from '../../core/profiling/profile-file';
import { withoutMisfits } from '../../core/profiling/without-misfits';
import { type RawObject, believed, foreign } from '../../core/raw/raw-object';
import { REPLAY_OF, replayedReading } from '../../core/replay/replayed-file';
import { backOff } from '../../store/dynamodb/transact';

/** Times that one message starts again at the ledger before it goes back to the queue. */
const MAX_RESTARTS = 5;

/**
 * Brings one version of a raw object to its outcome: PENDING, DEAD_LETTERED or HELD. It does so exactly once, however often and in
 * whatever order messages for the version arrive.
 *
 * @throws Error if a service fails or every race is lost. That is not the fault of the file, so the message is tried again
 */
export async function profileObject(deps: ProfileDeps, raw: RawObject): Promise<Outcome> {
  for (let restarts = 0; restarts < MAX_RESTARTS; restarts++) {
    const outcome = await byStanding(deps, raw);
    if (outcome.kind !== 'restart') {
      return outcome;
    }
    await backOff(restarts);
  }
  throw new Error(`The row of ${raw.key} changed ${MAX_RESTARTS} times while it was profiled; it is tried again`);
}

async function byStanding(deps: ProfileDeps, raw: RawObject): Promise<Outcome> {
  const standing = await findStanding(deps, raw);
  switch (standing.kind) {
    case 'settled':
      await finish(deps, raw, standing.row);
      return { kind: 'done' };
    case 'gone':
      return { kind: 'done' };
    case 'overwritten':
      return holdOverwritten(deps, raw, standing.stored);
    case 'other_key':
      return byStanding(deps, foreign(raw));
    case 'open':
      return deps.sources.has(raw.sourceId) && raw.receivedAt === undefined
        ? holdForeign(deps, raw, standing.replaced)
        : attempt(deps, raw, standing.replaced);
  }
}

/** A second message for the file only finishes what the outcome left undone: the alert, or the deletion of the bytes. */
async function finish(deps: ProfileDeps, raw: RawObject, row: FileRow | undefined): Promise<void> {
  if (row !== undefined) {
    await announceQuarantined(deps, raw, row);
  }
  if (row?.registry_version !== undefined) {
    await deps.outbox.publish(raw.sourceId, driftAlertId(row.registry_version));
  }
  if (row?.state === 'DEAD_LETTERED') {
    await finishDeadLetter(deps, raw, { ...row, state: row.state });
  }
  if (row?.state === 'HELD') {
    await deps.outbox.announce(setAside(deps.sources, raw, { ...row, state: row.state }), deps.clock());
  }
}

/** One attempt at reading the file. It always gives the file back at its end, even after an error. */
async function attempt(deps: ProfileDeps, raw: RawObject, replaced: Replaced | undefined): Promise<Outcome> {
  const attemptId = deps.newId();
  const taken = await deps.attempts.take(raw.sourceId, raw.ingestId, attemptId, deps.clock());
  if (!taken.taken) {
    return { kind: 'postpone', until: taken.until };
  }
  try {
    const fault = crashFault(taken.expired);
    return fault === undefined ? await read(deps, raw, replaced) : await deadLetter(deps, raw, replaced, fault);
  } finally {
    await giveBack(deps, raw, attemptId);
  }
}

/** Does not throw: that would hide the error that ended the attempt. What is not given back expires. */
async function giveBack(deps: ProfileDeps, raw: RawObject, attemptId: string): Promise<void> {
  try {
    await deps.attempts.giveBack(raw.sourceId, raw.ingestId, attemptId);
  } catch (error) {
    console.warn(`The attempt at ${raw.key} could not be given back; it expires by itself.`, error);
  }
}

async function read(deps: ProfileDeps, raw: RawObject, replaced: Replaced | undefined): Promise<Outcome> {
  const registered = deps.sources.get(raw.sourceId);
  if (registered === undefined) {
    return deadLetter(deps, raw, replaced, new FileFault('unregistered_source', `no source has the id ${raw.sourceId}`));
  }
  const stored = await headVersion(deps.s3, deps.rawBucket, raw.key, raw.versionId);
  if (stored === undefined) {
    return { kind: 'done' };
  }
  const isReplay = stored.metadata[REPLAY_OF] !== undefined;
  const source = isReplay ? replayedReading(registered) : registered;
  deps.readingTime.assertAmple();
  try {
    const open = async () => deps.readingTime.within(await readVersion(deps.s3, deps.rawBucket, raw, stored.etag));
    let names: ReturnType<typeof activeColumns> | undefined;
    const context = {
      storedBytes: stored.bytes,
      sketches: true,
      filename: raw.lastSegment,
      // Asked for once, so that every reading of the file finds the same form.
      activeColumns: async () => names ??= activeColumns(deps, raw.sourceId),
    };
    const whole = await profileTolerantly(open, source, context);
    const readings = new Readings(whole, isReplay, async (expected) => withoutMisfits(open, source, context, whole, expected));
    return { kind: await judgeFile(deps, { raw: believed(raw, stored.storedAt), stored, readings, replaced }) };
  } catch (error) {
    // It may come from the copy too, which can take too long.
    if (error instanceof FileFault) {
      return deadLetter(deps, raw, replaced, error, await findAdvice(deps, raw, stored.etag, source, error));
    }
    throw error;
  }
}
