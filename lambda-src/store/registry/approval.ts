import type { Head } from './head';
import { nextVersionKey } from './keys';
import type { RegistryTable } from './registry-table';
import { type Resolution, type ShownVersion, laterOf, saidOn } from './version';
import { LARGE_MAP_BYTES } from '../../../src/contract';
import { type FieldDiff, type TypeChange, compatibilityOf, typeChange } from '../../core/schema/change';
import { approved, remaining } from '../../core/schema/decision';
import type { Family, Fields } from '../../core/schema/field-type';
import { fingerprint } from '../../core/schema/fingerprint';
import type { LedgerTable } from '../ledger/ledger-table';
import { Room, itemBytes } from '../ledger/limits';
import type { Action } from '../ledger/transact';

export interface ApprovalInput {
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

/** Actions that an approval takes at most beside those on other open versions: head, written, two for the approved and for ACTIVE, three for a new version. */
const FIXED_ACTIONS = 9;
/**
 * Bytes that they touch beyond the items of the approved and the ACTIVE version: at most twelve maps in head, in written, twice
 * in a new version and once in two resolutions, each of which is written twice, and the texts and short attributes around them.
 */
const FIXED_BYTES = 12 * LARGE_MAP_BYTES + 256 * 1024;
/** What the life of a version takes at most beside the maps, and what a change adds to its item: the texts of two resolutions. */
const LIFE_BYTES = 128 * 1024;

/**
 * The transaction of an approval: the approved version becomes ACTIVE, or, where ACTIVE moved since it was made, a new
 * version that joins both does. Other open versions are compared again: one with nothing left closes, one left with
 * new fields only closes by joining them.
 *
 * @returns `physical` where curated data holds a path under another column type, so that it must not be carried out
 */
export async function approvalActions(registry: RegistryTable, ledger: LedgerTable, input: ApprovalInput): Promise<Action[] | 'physical'> {
  const { sourceId, family, head, version, now } = input;
  const written = await ledger.written(sourceId);
  const active = input.versions.find(({ key }) => key === head.active)!;
  const before = await registry.fields(active);
  const [diff, observed] = [await registry.diff(version), await registry.observed(version)];
  const approval = approved({ diff, observed }, { active: before, paths: head.paths, written: written.types, family });
  if (approval.physical) {
    return 'physical';
  }

  const room = new Room();
  room.take(FIXED_ACTIONS, FIXED_BYTES + itemBytes(version.item!) + itemBytes(active.item!));
  const others = input.versions.filter(({ key, status }) => key !== version.key && head.open.includes(key) && status === 'BREAKING');
  const { fields, paths, closed } = await compareAgain(registry, others, { ...approval, family }, room);
  const open = head.open.filter((key) => key !== version.key && !closed.some((other) => other.key === key));

  const at = new Date(now).toISOString();
  const activeFrom = laterOf(at, active.activeFrom);
  const newest = input.versions.at(-1)!;
  const accepted = diff.removed.filter((path) => before.has(path));
  const resolution = await registry.resolution(sourceId, input.verdict, at, version, accepted);
  const becomesActive = version.baseline === head.active && sameFields(fields, await registry.fields(version));
  const newKey = nextVersionKey(now, newest.key);
  const change = difference(before, fields, written.types);

  const actions = [
    await registry.putHead(sourceId, {
      ...head, active: becomesActive ? version.key : newKey, open, paths, epoch: head.epoch + 1,
    }, head),
    ledger.checkWritten(sourceId, written),
    ...registry.changeVersion(sourceId, version, saidOn(version), becomesActive
      ? { status: 'ACTIVE', activeFrom, resolution }
      : { status: 'DEPRECATED', resolution }),
    ...registry.changeVersion(sourceId, active, saidOn(active), {
      status: 'DEPRECATED', activeUntil: activeFrom, resolution: await planOf(registry, input, active, accepted, at),
    }),
    ...(await Promise.all(closed.map(async (other) => registry.changeVersion(sourceId, other, saidOn(other), {
      status: 'DEPRECATED', resolution: await registry.resolution(sourceId, 'superseded', at, other, []),
    })))).flat(),
  ];
  if (!becomesActive) {
    actions.push(...await registry.putVersion(sourceId, {
      key: newKey,
      status: 'ACTIVE',
      compatibility: compatibilityOf(change),
      physical: false,
      seq: newest.seq + 1,
      fingerprint: fingerprint(change, fields),
      baseline: head.active,
      activeFrom,
      sampleKey: version.sampleKey,
      fields,
      diff: change,
      observed,
    }));
  }
  // As many as fit: an edit of one that is not written here is found by its own event, and decided then.
  const watched = others.filter((other) => open.includes(other.key) && room.take(1, itemBytes(other.item!)));
  return [...actions, ...watched.map((other) => registry.checkStatus(sourceId, other.key, other.status))];
}

async function compareAgain(
  registry: RegistryTable, others: readonly ShownVersion[], after: { fields: Fields; paths: Fields; family: Family }, room: Room,
): Promise<{ fields: Fields; paths: Fields; closed: ShownVersion[] }> {
  let { fields, paths } = after;
  const closed: ShownVersion[] = [];
  for (const other of others) {
    const kept = { diff: await registry.diff(other), observed: await registry.observed(other) };
    const left = remaining(kept, { active: fields, paths, family: after.family });
    // One that does not fit stays open, for a person: it is compared again with the next approval.
    if (left.kind !== 'drift' && room.take(2, itemBytes(other.item!) + LIFE_BYTES)) {
      ({ fields, paths } = left);
      closed.push(other);
    }
  }
  return { fields, paths, closed };
}

/** The old version keeps the migration plan that was written on it, beside any decision it was itself made by. */
async function planOf(
  registry: RegistryTable, input: ApprovalInput, active: ShownVersion, accepted: readonly string[], at: string,
): Promise<Resolution | undefined> {
  if (active.status !== 'DEPRECATED' || active.plan === undefined) {
    return undefined;
  }
  return active.resolution === undefined
    ? registry.resolution(input.sourceId, 'deprecated', at, active, accepted)
    : { ...active.resolution, plan: active.plan };
}

function difference(before: Fields, after: Fields, written: Fields): FieldDiff {
  const changes = new Map<string, TypeChange>();
  for (const [path, to] of after) {
    const from = before.get(path);
    if (from !== undefined && from !== to) {
      changes.set(path, typeChange(from, to, written.get(path)));
    }
  }
  return {
    added: [...after.keys()].filter((path) => !before.has(path)).sort(),
    removed: [...before.keys()].filter((path) => !after.has(path)).sort(),
    renamed: new Map(),
    typeChanged: changes,
  };
}

function sameFields(a: Fields, b: Fields): boolean {
  return a.size === b.size && [...a].every(([path, type]) => b.get(path) === type);
}
