import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import type { SweepDeps } from './deps';
import { type ListedVersion, unknownVersions } from './known';
import { isBeingRead, requeue } from './requeue';
import { Prefix, TableKey } from '../../src/contract';
import { LedgerKey } from '../ledger/keys';
import { rawObject } from '../profile/raw-object';

/** A notification may be late by this much before its object counts as forgotten. */
const SETTLE_MILLIS = 20 * 60_000;
const DAY_MILLIS = 24 * 60 * 60_000;
/** What is kept of the function's time for what comes after the search. */
const RESERVE_MILLIS = 30_000;

/** Where a listing of versions goes on. */
interface Position {
  readonly key?: string;
  readonly versionId?: string;
}

/** How far the daily search of the whole raw prefix has come; it takes as many sweeps as it needs. */
interface SearchRow extends Position {
  readonly started_at: string;
  readonly done: boolean;
}

/**
 * Has every raw version profiled that the ledger does not know: a lost notification is a delay, never a loss. Looks at
 * the ids of the last day in every sweep, and at every key once a day.
 */
export async function requeueForgotten(deps: SweepDeps): Promise<void> {
  for (const sourceId of deps.sources.keys()) {
    await search(deps, `${Prefix.RAW}source=${sourceId}/`, { key: dayAgo(deps, sourceId) });
  }
  await searchEverything(deps);
}

/** Ids sort by time, so everything received since a day ago follows this key. */
function dayAgo(deps: SweepDeps, sourceId: string): string {
  const time = deps.clock() - DAY_MILLIS;
  const earliestId = `${ulid(time).slice(0, 10)}0000000000000000`;
  return `${Prefix.RAW}source=${sourceId}/date=${new Date(time).toISOString().slice(0, 10)}/${earliestId}`;
}

async function searchEverything(deps: SweepDeps): Promise<void> {
  const now = deps.clock();
  const row = await deps.ledger.get<SearchRow>(TableKey.DEPLOYMENT, LedgerKey.SEARCH);
  const due = row === undefined || (row.done && now - Date.parse(row.started_at) >= DAY_MILLIS);
  if (row?.done && !due) {
    return;
  }
  const stopped = await search(deps, Prefix.RAW, due ? {} : row);
  const next: SearchRow = { started_at: due ? new Date(now).toISOString() : row.started_at, done: stopped === undefined, ...stopped };
  await deps.ledger.docs.send(new PutCommand({
    TableName: deps.ledger.name,
    Item: { ...deps.ledger.key(TableKey.DEPLOYMENT, LedgerKey.SEARCH), ...next },
  }));
}

/** @returns where to go on, if time ran out */
async function search(deps: SweepDeps, prefix: string, from: Position): Promise<Position | undefined> {
  let at: Position | undefined = from;
  while (at !== undefined) {
    if (deps.remainingMillis() < RESERVE_MILLIS) {
      return at;
    }
    const page: ListObjectVersionsCommandOutput = await deps.s3.send(new ListObjectVersionsCommand({
      Bucket: deps.rawBucket, Prefix: prefix, KeyMarker: at.key, VersionIdMarker: at.versionId,
    }));
    const settled = deps.clock() - SETTLE_MILLIS;
    const listed = (page.Versions ?? [])
      .filter(({ LastModified }) => LastModified!.getTime() < settled)
      .map(({ Key, VersionId, LastModified }) => {
        const storedAt = LastModified!.toISOString();
        return { raw: rawObject(Key!, VersionId!, storedAt), storedAt };
      });
    await requeueUnknown(deps, listed);
    at = page.IsTruncated ? { key: page.NextKeyMarker, versionId: page.NextVersionIdMarker } : undefined;
  }
  return undefined;
}

async function requeueUnknown(deps: SweepDeps, listed: readonly ListedVersion[]): Promise<void> {
  for (const sourceId of new Set(listed.map(({ raw }) => raw.sourceId))) {
    const versions = listed.filter(({ raw }) => raw.sourceId === sourceId);
    for (const { raw, storedAt } of await unknownVersions(deps, sourceId, versions)) {
      if (!await isBeingRead(deps, sourceId, raw.ingestId)) {
        await requeue(deps, raw.key, raw.versionId, storedAt);
      }
    }
  }
}
