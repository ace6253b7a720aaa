import type { Head } from './head';
import { nextVersionKey } from './keys';
import type { RegistryTable } from './registry-table';
import { type Resolution, type Version, laterOf } from './version';
import type { LedgerTable } from '../ledger/ledger-table';
import { type Action, MAX_ACTIONS } from '../ledger/transact';
import { type FieldDiff, type TypeChange, compatibilityOf, typeChange } from '../schema/change';
import { approved, remaining } from '../schema/decision';
import type { Family, Fields } from '../schema/field-type';
import { fingerprint } from '../schema/fingerprint';

export interface ApprovalInput {
  readonly sourceId: string;
  readonly family: Family;
  readonly head: Head;
  /** Every version from the oldest that `head` names on. */
  readonly versions: readonly Version[];
  /** The open version that was approved. */
  readonly version: Version;
  readonly verdict: 'approved' | 'deprecated';
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Actions that every approval takes: head, written, the approved, the ACTIVE and a new version. */
const FIXED_ACTIONS = 5;

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

  const others = input.versions.filter(({ key, status }) => key !== version.key && head.open.includes(key) && status === 'BREAKING');
  const { fields, paths, closed } = await compareAgain(registry, others, { ...approval, family });
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
    registry.changeVersion(sourceId, version, becomesActive
      ? { status: 'ACTIVE', activeFrom, resolution }
      : { status: 'DEPRECATED', resolution }),
    registry.changeVersion(sourceId, active, {
      status: 'DEPRECATED', activeUntil: activeFrom, resolution: await planOf(registry, input, active, accepted, at),
    }),
    ...await Promise.all(closed.map(async (other) => registry.changeVersion(sourceId, other, {
      status: 'DEPRECATED', resolution: await registry.resolution(sourceId, 'superseded', at, other, []),
    }))),
  ];
  if (!becomesActive) {
    actions.push(await registry.putVersion(sourceId, {
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
  const watched = others.filter((other) => open.includes(other.key)).slice(0, MAX_ACTIONS - actions.length);
  return [...actions, ...watched.map((other) => registry.checkStatus(sourceId, other))];
}

async function compareAgain(
  registry: RegistryTable, others: readonly Version[], after: { fields: Fields; paths: Fields; family: Family },
): Promise<{ fields: Fields; paths: Fields; closed: Version[] }> {
  let { fields, paths } = after;
  const closed: Version[] = [];
  for (const other of others) {
    if (closed.length === MAX_ACTIONS - FIXED_ACTIONS) {
      break; // the rest stays open, for a person
    }
    const kept = { diff: await registry.diff(other), observed: await registry.observed(other) };
    const left = remaining(kept, { active: fields, paths, family: after.family });
    if (left.kind !== 'drift') {
      ({ fields, paths } = left);
      closed.push(other);
    }
  }
  return { fields, paths, closed };
}

/** The old version keeps the migration plan that was written on it, beside any decision it was itself made by. */
async function planOf(
  registry: RegistryTable, input: ApprovalInput, active: Version, accepted: readonly string[], at: string,
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
