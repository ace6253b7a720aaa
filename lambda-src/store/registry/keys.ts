import { TableKey } from '../../../src/contract';

/** Sort key of a version, `version#<ISO ms>`. Keys of a source sort by creation. */
export type VersionKey = `${typeof TableKey.VERSION_PREFIX}${string}`;

export function isVersionKey(sk: string): sk is VersionKey {
  return sk.startsWith(TableKey.VERSION_PREFIX);
}

/**
 * The key of a version made now: the present, but always later than every older version, so that keys order versions
 * even where two are made in one millisecond or a clock lags.
 *
 * @param now milliseconds since 1970
 */
export function nextVersionKey(now: number, newest?: VersionKey): VersionKey {
  const earliest = newest === undefined ? now : Date.parse(versionTime(newest)) + 1;
  return `${TableKey.VERSION_PREFIX}${new Date(Math.max(now, earliest)).toISOString()}`;
}

/** The ISO time in a version's key. */
function versionTime(version: VersionKey): string {
  return version.slice(TableKey.VERSION_PREFIX.length);
}

/** Sort key of the item that holds what the program found when it made the version. It never changes. */
export function factsKey(version: VersionKey): string {
  return `${TableKey.FACTS_PREFIX}${versionTime(version)}`;
}

/** Sort key of the item that holds what became of the version. It follows that of the version's facts. */
export function lifeKey(version: VersionKey): string {
  return `${factsKey(version)}${TableKey.LIFE_SUFFIX}`;
}

/** The version whose facts have that sort key; undefined for the sort key of another item. */
export function versionOfFacts(sk: string): VersionKey | undefined {
  const [, time] = FACTS.exec(sk) ?? [];
  return time === undefined ? undefined : `${TableKey.VERSION_PREFIX}${time}`;
}

const FACTS = new RegExp(`^${TableKey.FACTS_PREFIX}([^#]+)$`);
