import { TableKey } from '../../../src/contract';

/** Sort key of a version, `version#<ISO ms>`. Keys of a source sort by creation. */
export type VersionKey = `${typeof TableKey.VERSION_PREFIX}${string}`;

export function isVersionKey(sk: string): sk is VersionKey {
  return sk.startsWith(TableKey.VERSION_PREFIX);
}

/**
 * The key of a version made now. It is always later than those of all older versions, even if two are made in one millisecond
 * or a clock lags, so that keys put versions in order.
 *
 * @param now milliseconds since 1970
 */
export function nextVersionKey(now: number, newest?: VersionKey): VersionKey {
  const earliest = newest === undefined ? now : Date.parse(versionTime(newest)) + 1;
  return `${TableKey.VERSION_PREFIX}${new Date(Math.max(now, earliest)).toISOString()}`;
}

/** The ISO time in a version's key. */
export function versionTime(version: VersionKey): string {
  return version.slice(TableKey.VERSION_PREFIX.length);
}
