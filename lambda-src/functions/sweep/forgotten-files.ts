import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import type { SweepDeps } from './deps';
import { requeue } from './requeue';
import { type Search, takeTurns, type Turn } from './searches';
import { type ListedVersion, unknownVersions } from './unknown-versions';
import { Prefix } from '../../../src/contract';
import { firstRawKey, parseRawKey, rawFolder } from '../../core/raw/raw-key';
import { rawObject } from '../../core/raw/raw-object';
import type { Position } from '../../store/ledger/search-progress';

/** How late a notification may be before its object counts as forgotten. */
const SETTLE_MILLIS = 20 * 60_000;

const HOUR_MILLIS = 60 * 60_000;
const DAY_MILLIS = 24 * HOUR_MILLIS;

/**
 * How far back a search looks, by the time in an object's id, and how often it does. Most objects are stored at the time of their ids.
 * An id of a multipart upload is made at its start, so the object may come a day later.
 */
const REACHES = [
  { name: 'recent', back: 2 * HOUR_MILLIS, every: 0 },
  { name: 'day', back: DAY_MILLIS, every: HOUR_MILLIS },
  { name: 'all', back: Infinity, every: DAY_MILLIS },
] as const;

/** Most versions that one turn asks for, which takes a few seconds. The next turn goes on after the last one. */
const MAX_REQUEUED = 200;

/** After every key of a prefix: no character is greater. */
const LAST = '\u{10FFFF}';

/**
 * Has the profiler read every raw version that the ledger does not know. A lost notification delays a file, but never loses it.
 *
 * Each source has searches of its own. All keys that belong to no source have one search together.
 */
export async function requeueForgotten(deps: SweepDeps): Promise<void> {
  await takeTurns(deps, 'forgotten', [
    ...[...deps.sources.keys()].flatMap((sourceId) => REACHES.map(({ name, back, every }): Search => ({
      name: `${sourceId}#${name}`,
      every,
      turn: async (at) => search(deps, rawFolder(sourceId), at ?? startOf(deps, sourceId, back)),
    }))),
    // No source id begins with this character.
    { name: '#others', every: DAY_MILLIS, turn: async (at) => search(deps, Prefix.RAW, at, prefixBy(deps)) },
  ]);
}

/** Ids sort by time, so everything that was received since then comes after this key. */
function startOf(deps: SweepDeps, sourceId: string, back: number): Position | undefined {
  return back === Infinity ? undefined : { key: firstRawKey(sourceId, deps.clock() - back) };
}

/** Finds the prefix of the registered source that a key lies under. */
function prefixBy({ sources }: SweepDeps): (key: string) => string | undefined {
  return (key) => {
    const { sourceId } = parseRawKey(key);
    return sourceId !== undefined && sources.has(sourceId) ? rawFolder(sourceId) : undefined;
  };
}

/**
 * Searches one page of versions.
 *
 * @param skipped returns the prefix that a key lies under, if nothing under it is to be searched
 */
async function search(
  deps: SweepDeps, prefix: string, at: Position | undefined, skipped: (key: string) => string | undefined = () => undefined,
): Promise<Turn> {
  const page: ListObjectVersionsCommandOutput = await deps.s3.send(new ListObjectVersionsCommand({
    Bucket: deps.rawBucket, Prefix: prefix, KeyMarker: at?.key as string | undefined, VersionIdMarker: at?.versionId as string | undefined,
  }));
  const settled = deps.clock() - SETTLE_MILLIS;
  const listed = (page.Versions ?? [])
    .filter(({ Key, LastModified }) => LastModified!.getTime() < settled && skipped(Key!) === undefined)
    .map(({ Key, VersionId, LastModified }) => {
      const storedAt = LastModified!.toISOString();
      return { raw: rawObject(Key!, VersionId!, storedAt), storedAt };
    });
  const unknown = await unknownOf(deps, listed);
  const asked = unknown.slice(0, MAX_REQUEUED);
  for (const { raw, storedAt } of asked) {
    await requeue(deps, raw, storedAt);
  }
  if (asked.length < unknown.length) {
    const { key, versionId } = asked.at(-1)!.raw;
    return { at: { key, versionId } };
  }
  if (!page.IsTruncated) {
    return {};
  }
  const jumped = skipped(page.NextKeyMarker!);
  return { at: jumped === undefined ? positionAfter(page) : { key: jumped + LAST } };
}

function positionAfter({ NextKeyMarker: key, NextVersionIdMarker: versionId }: ListObjectVersionsCommandOutput): Position {
  return { key: key!, ...versionId === undefined ? {} : { versionId } };
}

/** Those of the listed versions that the ledger does not know, in the order of the listing. */
async function unknownOf(deps: SweepDeps, listed: readonly ListedVersion[]): Promise<ListedVersion[]> {
  const unknown: ListedVersion[] = [];
  for (const sourceId of new Set(listed.map(({ raw }) => raw.sourceId))) {
    unknown.push(...await unknownVersions(deps, sourceId, listed.filter(({ raw }) => raw.sourceId === sourceId)));
  }
  return unknown.sort((a, b) => listed.indexOf(a) - listed.indexOf(b));
}
