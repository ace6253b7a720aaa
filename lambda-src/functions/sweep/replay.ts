import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { SweepDeps } from './deps';
import { hasTime } from './time';
import type { FileRow } from '../../core/ledger/file-row';
import { replayKey } from '../../core/raw/raw-key';
import type { ReadingPlan } from '../../core/reading-plan/reading-plan';
import { REPLAY_OF, type QuarantinedRecord, replayedFile } from '../../core/replay/replayed-file';
import { beginningWith } from '../../store/dynamodb/table';
import { LedgerKey } from '../../store/ledger/ledger-key';

/** What a person asks for: the records in quarantine of one file, or of all files of the source. */
export interface ReplayRequest {
  readonly source_id: string;
  readonly ingest_id?: string;
}

/** What was done. */
export interface ReplayReport {
  /** Files whose records in quarantine are now files of their own, and how many records these are. */
  readonly files: number;
  readonly records: number;
  /** Files that are not promoted yet. They may still be read again as a whole, so their records stay where they are. */
  readonly not_promoted: number;
  /** Time ran out: ask again for the rest. */
  readonly is_more: boolean;
}

/** The attributes of a file's row that tell whether it has something to replay. */
const FOUND_BY = ['ingest_id', 'state', 'quarantine', 'replay'] as const;

/**
 * Takes in again what is in quarantine, as if the sender had sent it as files of its own. Each file of bad records has a key that follows from
 * the file from which they come. So whatever dies, and however often somebody asks, no record is taken in twice.
 *
 * @throws Error if the source is not registered
 */
export async function replay(deps: SweepDeps, { source_id: sourceId, ingest_id: ingestId }: ReplayRequest): Promise<ReplayReport> {
  if (!deps.sources.has(sourceId)) {
    throw new Error(`replay: no source has the id ${String(sourceId)}`);
  }
  const report = { files: 0, records: 0, not_promoted: 0, is_more: false };
  const files = beginningWith(ingestId === undefined ? LedgerKey.FILE : LedgerKey.file(ingestId));
  for await (const found of deps.ledger.range<FileRow>(sourceId, files, { attributes: FOUND_BY })) {
    if (found.quarantine === undefined || found.replay !== undefined || (ingestId !== undefined && found.ingest_id !== ingestId)) {
      continue;
    }
    if (found.state !== 'PROMOTED') {
      report.not_promoted += found.state === 'PENDING' || found.state === 'HELD' ? 1 : 0;
      continue;
    }
    if (!hasTime(deps)) {
      report.is_more = true;
      break;
    }
    const records = await replayFile(deps, sourceId, found.ingest_id);
    report.records += records;
    report.files += records > 0 ? 1 : 0;
  }
  return report;
}

/** @returns how many records it sent; 0 if another call was faster */
async function replayFile(deps: SweepDeps, sourceId: string, ingestId: string): Promise<number> {
  const row = await deps.ledger.file(sourceId, LedgerKey.file(ingestId));
  if (row?.quarantine === undefined || row.replay !== undefined || row.state !== 'PROMOTED') {
    return 0;
  }
  const records = await readQuarantine(deps, row.quarantine);
  const plan = Object.fromEntries(await deps.maps.read(row.reading)) as unknown as ReadingPlan;
  const source = deps.sources.get(sourceId)!;
  const key = replayKey(sourceId, row);
  await putOnce(deps, { key, body: replayedFile(records, plan, source), replayOf: ingestId });
  const isFirst = await deps.ledger.markReplayed(sourceId, row, { key, at: new Date(deps.clock()).toISOString() });
  return isFirst ? records.length : 0;
}

async function readQuarantine({ s3, rawBucket }: SweepDeps, { key, version_id }: NonNullable<FileRow['quarantine']>): Promise<QuarantinedRecord[]> {
  const object = await s3.send(new GetObjectCommand({ Bucket: rawBucket, Key: key, VersionId: version_id }));
  const text = gunzipSync(await object.Body!.transformToByteArray()).toString();
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as QuarantinedRecord);
}

/** If the object is there already, an earlier call stored it. It stays as it is, because it may have been taken in. */
async function putOnce({ s3, rawBucket }: SweepDeps, { key, body, replayOf }: { key: string; body: string; replayOf: string }): Promise<void> {
  try {
    await s3.send(new PutObjectCommand({ Bucket: rawBucket, Key: key, Body: Buffer.from(body), IfNoneMatch: '*', Metadata: { [REPLAY_OF]: replayOf } }));
  } catch (error) {
    if ((error as Error).name !== 'PreconditionFailed') {
      throw error;
    }
  }
}
