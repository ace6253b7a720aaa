/** Sort keys of the registry's items other than the versions that people see, whose keys are `VersionKey`s. */

import { TableKey } from '../../../src/contract';
import { type VersionKey, versionTime } from '../../core/registry/version-key';

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
