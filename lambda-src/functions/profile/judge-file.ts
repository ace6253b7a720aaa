import type { ProfileDeps } from './deps';
import { writeEvidence } from './evidence-object';
import { holdTooManyDrifts } from './hold';
import { fileRow } from './outcome-row';
import { Quarantine, announceQuarantined } from './quarantine';
import type { StoredVersion } from './raw-bucket';
import { ReadingCopy } from './reading-copy';
import type { Readings } from './readings';
import { type Accepted, verdictOn } from './verdict';
import { Metric } from '../../../src/contract';
import { driftAlertId } from '../../core/alerts/messages';
import { isAsRead, isRecorded } from '../../core/judging/failed-outcome';
import { isQuarantined, quarantined } from '../../core/judging/set-aside';
import { type FileRow, type NewFileRow, type Replaced, dialectAttributes, warningAttributes } from '../../core/ledger/file-row';
import type { RawObject } from '../../core/raw/raw-object';
import { readingPlan } from '../../core/reading-plan/reading-plan';
import { decide } from '../../store/decisions/decide';
import { type Action, backOff, transact } from '../../store/dynamodb/transact';
import { LedgerKey } from '../../store/ledger/ledger-key';
import { putFile, putPending, removals } from '../../store/ledger/outcome-actions';

/** How many races for `head` one message may lose before it goes back to the queue. */
const MAX_TRIES = 8;

/** A file that was read, on its way to an outcome. */
export interface ReadFile {
  /** With the time of receipt that is believed. */
  readonly raw: RawObject;
  readonly stored: StoredVersion;
  readonly readings: Readings;
  readonly replaced?: Replaced;
}

/**
 * Judges a file by its source's registry and commits the outcome in one transaction. After a lost race it reads and judges again,
 * because by then the registry may lead to another outcome.
 *
 * @returns `restart` if the file's row is no longer the one that this outcome was to replace
 * @throws Error if every race was lost
 */
export async function judgeFile(deps: ProfileDeps, file: ReadFile): Promise<'done' | 'restart'> {
  const { raw, replaced } = file;
  const copy = new ReadingCopy(deps, raw, file.stored.etag, file.readings.whole.dialect);
  const quarantine = new Quarantine(deps, raw);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const verdict = await verdictOn(deps, raw, file.readings);
    if (verdict.kind === 'undecided') {
      await decide(deps, raw.sourceId, deps.sources.get(raw.sourceId)!.format);
      continue;
    }
    if (verdict.kind === 'too_many_drifts') {
      return holdTooManyDrifts(deps, file, verdict.warnings, verdict.head);
    }
    const { profile } = verdict;
    await writeEvidence(deps.s3, deps.rawBucket, raw, profile, verdict.judgement.profile, verdict.warnings);
    const row = await pendingRow(deps, file, verdict, { copy: await copy.row(), quarantine: await quarantine.row(profile) });
    const reports = isQuarantined(row) ? [await deps.outbox.fileSetAside(quarantined(raw, row, profile.badRecords))] : [];
    if (await transact(deps.ledger.docs, [...pendingActions(deps, file, row), ...reports, ...verdict.actions])) {
      await announce(deps, raw, row, verdict);
      return 'done';
    }
    const found = await deps.ledger.file(raw.sourceId, LedgerKey.file(raw.ingestId));
    if (isRecorded(found, raw, 'PENDING')) {
      await announceFound(deps, raw, verdict, found);
      return 'done';
    }
    if (!isAsRead(found, replaced)) {
      return 'restart';
    }
    await backOff(tries);
  }
  throw new Error(`${raw.key} lost ${MAX_TRIES} races for the registry of ${raw.sourceId}; it is tried again`);
}

/** The row of an accepted file. */
async function pendingRow(
  deps: ProfileDeps, file: ReadFile, { profile, version, warnings }: Accepted, objects: Pick<NewFileRow, 'copy' | 'quarantine'>,
): Promise<NewFileRow> {
  const { raw, stored, replaced } = file;
  return {
    ...fileRow(raw, stored, replaced, 'PENDING', deps.clock()),
    records: profile.records,
    bad_records: profile.badRecords.length || undefined,
    dialect: dialectAttributes(profile.dialect),
    ...warningAttributes(warnings),
    reading: await deps.maps.write(raw.sourceId, Object.entries(readingPlan(profile))),
    ...objects,
    registry_version: version,
  };
}

/** What every accepted file writes, whether its schema is new or not. */
function pendingActions({ ledger }: ProfileDeps, { raw, stored, replaced }: ReadFile, row: NewFileRow): Action[] {
  return [
    putFile(ledger, raw, row, replaced),
    putPending(ledger, raw, raw.date, stored.bytes),
    ...removals(ledger, raw, replaced),
  ];
}

/** The outcome was recorded before: by this attempt, whose reply was lost, or by another one. */
async function announceFound(deps: ProfileDeps, raw: RawObject, verdict: Accepted, found: FileRow): Promise<void> {
  if (found.registry_version === verdict.version) {
    await announce(deps, raw, found, verdict);
  } else {
    await announceQuarantined(deps, raw, found);
    await deps.outbox.publish(raw.sourceId, driftAlertId(found.registry_version!));
  }
}

async function announce(deps: ProfileDeps, raw: RawObject, row: NewFileRow, verdict: Accepted): Promise<void> {
  deps.emit(raw.sourceId, { [Metric.FILES_PROFILED]: 1 });
  await announceQuarantined(deps, raw, row);
  if (verdict.drifted) {
    await deps.outbox.publish(raw.sourceId, driftAlertId(verdict.version));
    await count(deps, raw.sourceId, verdict.version);
  }
}

/** Counts the files of a drift. Only people read the count, so it may miss one. */
async function count(deps: ProfileDeps, sourceId: string, version: string): Promise<void> {
  try {
    await deps.ledger.countDriftFile(sourceId, version, deps.clock());
  } catch (error) {
    console.warn(`The files of ${sourceId} ${version} were not counted.`, error);
  }
}
