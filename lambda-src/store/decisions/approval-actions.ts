import { LARGE_MAP_BYTES } from '../../../src/contract';
import { type OpenDrift, planApproval } from '../../core/registry/approval';
import type { Head } from '../../core/registry/head';
import { type Resolution, type ShownVersion, saidOn } from '../../core/registry/version';
import type { Family } from '../../core/schema/field-type';
import { Room, itemBytes } from '../dynamodb/limits';
import type { Action } from '../dynamodb/transact';
import type { LedgerTable } from '../ledger/ledger-table';
import type { RegistryTable } from '../registry/registry-table';

export interface Approval {
  readonly sourceId: string;
  readonly family: Family;
  readonly head: Head;
  /** Every version from the oldest that `head` names on. */
  readonly versions: readonly ShownVersion[];
  /** The open version that was approved. */
  readonly version: ShownVersion;
  readonly verdict: 'approved' | 'deprecated';
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Most actions of an approval beside those on other open versions: one each for head and written, two each for the approved and
 * the ACTIVE version, three for a new version.
 */
const FIXED_ACTIONS = 9;
/**
 * Most bytes that they touch beyond the items of the approved and the ACTIVE version: twelve maps, and the texts and short
 * attributes around them. One map is in head, one in written, six are in a new version's items, and each of two resolutions is
 * written twice.
 */
const FIXED_BYTES = 12 * LARGE_MAP_BYTES + 256 * 1024;
/** Most bytes of a version's life beside the maps, together with what a change adds to its item: the texts of two resolutions. */
const LIFE_BYTES = 128 * 1024;

/**
 * The transaction of an approval.
 *
 * @returns `physical` if curated data holds a path under another column type, so that the approval must not be carried out
 */
export async function approvalActions(registry: RegistryTable, ledger: LedgerTable, approval: Approval): Promise<Action[] | 'physical'> {
  const { sourceId, family, head, versions, version, now } = approval;
  const written = await ledger.written(sourceId);
  const active = versions.find(({ key }) => key === head.active)!;
  const others = versions.filter(({ key, status }) => key !== version.key && head.open.includes(key) && status === 'BREAKING');
  const room = new Room();
  room.take(FIXED_ACTIONS, FIXED_BYTES + itemBytes(version.item!) + itemBytes(active.item!));
  const plan = await planApproval({
    family,
    head,
    active: { version: active, fields: await registry.fields(active) },
    drift: { ...await driftOf(registry, version), fields: await registry.fields(version) },
    others: driftsOf(registry, others),
    newest: versions.at(-1)!,
    written: written.types,
    now,
  }, (other) => room.take(2, itemBytes(other.item!) + LIFE_BYTES));
  if (plan === 'physical') {
    return 'physical';
  }

  const at = new Date(now).toISOString();
  const { joined, activeFrom, accepted, closed } = plan;
  const resolution = await registry.resolution(sourceId, approval.verdict, at, version, accepted);
  // As many as fit. If somebody edits one that is not checked here, the edit has an event of its own, and is decided then.
  const watched = others.filter((other) => plan.head.open.includes(other.key) && room.take(1, itemBytes(other.item!)));
  return [
    await registry.putHead(sourceId, plan.head, head),
    ledger.checkWritten(sourceId, written),
    ...registry.changeVersion(sourceId, version, saidOn(version), joined === undefined
      ? { status: 'ACTIVE', activeFrom, resolution }
      : { status: 'DEPRECATED', resolution }),
    ...registry.changeVersion(sourceId, active, saidOn(active), {
      status: 'DEPRECATED', activeUntil: activeFrom, resolution: await planOf(registry, sourceId, active, accepted, at),
    }),
    ...(await Promise.all(closed.map(async (other) => registry.changeVersion(sourceId, other, saidOn(other), {
      status: 'DEPRECATED', resolution: await registry.resolution(sourceId, 'superseded', at, other, []),
    })))).flat(),
    ...joined === undefined ? [] : await registry.putVersion(sourceId, joined),
    ...watched.map((other) => registry.checkStatus(sourceId, other.key, other.status)),
  ];
}

async function driftOf(registry: RegistryTable, version: ShownVersion): Promise<OpenDrift> {
  return { version, diff: await registry.diff(version), observed: await registry.observed(version) };
}

/** Reads each drift only when it is asked for. The drifts of a wide source, read all at once, would not fit into the function's memory. */
async function* driftsOf(registry: RegistryTable, versions: readonly ShownVersion[]): AsyncIterable<OpenDrift> {
  for (const version of versions) {
    yield await driftOf(registry, version);
  }
}

/** The old version keeps the migration plan that was written on it, beside the decision that once made it ACTIVE. */
async function planOf(
  registry: RegistryTable, sourceId: string, active: ShownVersion, accepted: readonly string[], at: string,
): Promise<Resolution | undefined> {
  if (active.status !== 'DEPRECATED' || active.plan === undefined) {
    return undefined;
  }
  return active.resolution === undefined
    ? registry.resolution(sourceId, 'deprecated', at, active, accepted)
    : { ...active.resolution, plan: active.plan };
}
