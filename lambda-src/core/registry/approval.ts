/** What the approval of a drift makes of its source's registry. The caller reads what the answer depends on, and keeps the room in its transaction. */

import type { Head } from './head';
import { type NewVersion, type ShownVersion, laterOf } from './version';
import { nextVersionKey } from './version-key';
import { type FieldDiff, type TypeChange, compatibilityOf, typeChange } from '../schema/change';
import { type OpenVersion, approved, remaining } from '../schema/decision';
import type { Family, Fields } from '../schema/field-type';
import { fingerprint } from '../schema/fingerprint';

/** A BREAKING version with what is kept of it. */
export interface OpenDrift extends OpenVersion {
  readonly version: ShownVersion;
}

export interface ApprovalInput {
  readonly family: Family;
  readonly head: Head;
  readonly active: { readonly version: ShownVersion; readonly fields: Fields };
  /** The drift that was approved, and the fields of its own version. */
  readonly drift: OpenDrift & { readonly fields: Fields };
  /** The other open drifts that nobody has decided, oldest first. Each may be very large, so they are read one after the other. */
  readonly others: Iterable<OpenDrift> | AsyncIterable<OpenDrift>;
  /** The newest of all versions. */
  readonly newest: ShownVersion;
  /** The types that curated data holds. */
  readonly written: Fields;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface ApprovalPlan {
  readonly head: Omit<Head, 'revision'>;
  /** The version that becomes ACTIVE if the approved one does not, because ACTIVE has moved since it was made. It joins both. */
  readonly joined?: NewVersion;
  /** ISO time from which the new ACTIVE version counts, and until which the old one does. */
  readonly activeFrom: string;
  /** The paths whose absence is accepted. */
  readonly accepted: readonly string[];
  /** Other drifts that close, because nothing in them is left to decide. */
  readonly closed: readonly ShownVersion[];
}

/**
 * The approved version becomes ACTIVE. If ACTIVE has moved since that version was made, a new version that joins both becomes ACTIVE
 * instead. Other open versions are compared again. One with nothing left closes. One with only new fields left closes too, and the
 * ACTIVE version gets these fields.
 *
 * @param hasRoom asks whether one more version can close in the same transaction; it is asked once for each that would
 * @returns `physical` if curated data holds a path under another column type, so that the approval must not be carried out
 */
export async function planApproval(input: ApprovalInput, hasRoom: (version: ShownVersion) => boolean): Promise<ApprovalPlan | 'physical'> {
  const { family, head, active, drift, newest, written, now } = input;
  const { version } = drift;
  const approval = approved(drift, { active: active.fields, paths: head.paths, written, family });
  if (approval.physical) {
    return 'physical';
  }
  const { fields, paths, closed } = await compareAgain(input.others, { ...approval, family }, hasRoom);
  const activeFrom = laterOf(new Date(now).toISOString(), active.version.activeFrom);
  const becomesActive = version.baseline === head.active && sameFields(fields, drift.fields);
  const newKey = nextVersionKey(now, newest.key);
  const change = difference(active.fields, fields, written);
  return {
    head: {
      active: becomesActive ? version.key : newKey,
      open: head.open.filter((key) => key !== version.key && !closed.some((other) => other.key === key)),
      paths,
      epoch: head.epoch + 1,
    },
    joined: becomesActive ? undefined : {
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
      observed: drift.observed,
    },
    activeFrom,
    accepted: drift.diff.removed.filter((path) => active.fields.has(path)),
    closed,
  };
}

async function compareAgain(
  others: ApprovalInput['others'], after: { fields: Fields; paths: Fields; family: Family }, hasRoom: (version: ShownVersion) => boolean,
): Promise<{ fields: Fields; paths: Fields; closed: ShownVersion[] }> {
  let { fields, paths } = after;
  const closed: ShownVersion[] = [];
  for await (const other of others) {
    const left = remaining(other, { active: fields, paths, family: after.family });
    // One that does not fit stays open, for a person: it is compared again with the next approval.
    if (left.kind !== 'drift' && hasRoom(other.version)) {
      ({ fields, paths } = left);
      closed.push(other.version);
    }
  }
  return { fields, paths, closed };
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
    added: [...after.keys()].filter((path) => !before.has(path)),
    removed: [...before.keys()].filter((path) => !after.has(path)).sort(),
    typeChanged: changes,
  };
}

function sameFields(a: Fields, b: Fields): boolean {
  return a.size === b.size && [...a].every(([path, type]) => b.get(path) === type);
}
