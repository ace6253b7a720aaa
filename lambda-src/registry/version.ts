import type { VersionKey } from './keys';
import type { LargeMapAttribute } from './large-map';

export type Status = 'ACTIVE' | 'DEPRECATED' | 'BREAKING';

/** What was decided about a version. Files go to promotion unless theirs was `rejected`. */
export type Verdict = 'approved' | 'deprecated' | 'rejected' | 'superseded';

/** A decision, with the words of the person who took it. */
export interface Resolution {
  readonly verdict: Verdict;
  readonly at: string;
  readonly note?: string;
  readonly plan?: string;
  /** Paths whose absence was accepted, by path; a large map, as there may be many. */
  readonly paths?: LargeMapAttribute;
}

/** A `version#` item; its large maps are read on demand (`RegistryTable`). */
export interface Version {
  readonly key: VersionKey;
  /** What the item says, whoever wrote it: a person may have typed anything, or taken it away. */
  readonly status: unknown;
  readonly compatibility: string;
  readonly physical: boolean;
  readonly promotedAt?: string;
  readonly seq: number;
  readonly fingerprint: string;
  readonly baseline?: VersionKey;
  readonly activeFrom?: string;
  readonly activeUntil?: string;
  readonly sampleKey: string;
  readonly note?: string;
  readonly plan?: string;
  readonly resolution?: Resolution;
  readonly maps: {
    readonly fields: LargeMapAttribute;
    readonly field_diff: LargeMapAttribute;
    readonly observed: LargeMapAttribute;
  };
}

type Item = Record<string, unknown>;

/** Reads an item; a text that a person wrote counts only where it is a string that says something. */
export function versionOf(item: Item): Version {
  return {
    key: item.sk as VersionKey,
    status: item.status,
    compatibility: item.compatibility as string,
    physical: item.physical === true,
    promotedAt: item.promoted_at as string | undefined,
    seq: item.seq as number,
    fingerprint: item.fingerprint as string,
    baseline: item.baseline as VersionKey | undefined,
    activeFrom: item.active_from as string | undefined,
    activeUntil: item.active_until as string | undefined,
    sampleKey: item.sample_key as string,
    note: textOf(item.note),
    plan: textOf(item.plan),
    resolution: item.resolution as Resolution | undefined,
    maps: {
      fields: item.fields as LargeMapAttribute,
      field_diff: item.field_diff as LargeMapAttribute,
      observed: item.observed as LargeMapAttribute,
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/**
 * The version that was ACTIVE at that time; none before the first. A decision makes a version ACTIVE long after its key
 * was made, so keys do not tell.
 *
 * @param at ISO time
 */
export function activeAt(versions: readonly Version[], at: string): Version | undefined {
  return versions.find(({ activeFrom, activeUntil }) =>
    activeFrom !== undefined && activeFrom <= at && (activeUntil === undefined || at < activeUntil));
}

/** The time, but a millisecond after the one before at least: two versions are never ACTIVE at once. */
export function laterOf(at: string, before: string | undefined): string {
  const earliest = before === undefined ? at : new Date(Date.parse(before) + 1).toISOString();
  return at > earliest ? at : earliest;
}
