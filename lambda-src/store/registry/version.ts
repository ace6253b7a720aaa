import type { VersionKey } from './keys';
import type { LargeMapAttribute } from './large-map';
import type { VERDICTS } from '../../../src/contract';

export type Status = 'ACTIVE' | 'DEPRECATED' | 'BREAKING';

/** What was decided about a version. Files go to promotion unless theirs was `rejected`. */
export type Verdict = typeof VERDICTS[number];

/** A decision, with the words of the person who took it. */
export interface Resolution {
  readonly verdict: Verdict;
  readonly at: string;
  readonly note?: string;
  readonly plan?: string;
  /** Paths whose absence was accepted, by path; a large map, as there may be many. */
  readonly paths?: LargeMapAttribute;
}

/** Attributes of an item. */
export type Attributes = Readonly<Record<string, unknown>>;

/** What the program finds when it makes a version; these attributes never change. */
export const FACTS = ['fields', 'field_diff', 'observed', 'compatibility', 'physical', 'seq', 'fingerprint', 'baseline', 'sample_key'] as const;

/** What becomes of a version. */
export const LIFE = ['active_from', 'active_until', 'resolution', 'promoted_at'] as const;

/**
 * A version as the program knows it: never by the item that people see and edit, but by its own two (`factsKey`, `lifeKey`).
 * Its large maps are read on demand (`RegistryTable`).
 */
export interface Version {
  readonly key: VersionKey;
  readonly compatibility: string;
  readonly physical: boolean;
  readonly promotedAt?: string;
  readonly seq: number;
  readonly fingerprint: string;
  readonly baseline?: VersionKey;
  readonly activeFrom?: string;
  readonly activeUntil?: string;
  readonly sampleKey: string;
  readonly resolution?: Resolution;
  readonly maps: {
    readonly fields: LargeMapAttribute;
    readonly field_diff: LargeMapAttribute;
    readonly observed: LargeMapAttribute;
  };
  /** The attributes that say all this, as they are to be seen on the version's item. */
  readonly known: Attributes;
}

/** A version with its `version#` item: what people see, and where they say what they decide. */
export interface ShownVersion extends Version {
  /** The item as it is; undefined where somebody deleted it. */
  readonly item?: Attributes;
  /** What the item says, whoever wrote it: a person may have typed anything, or taken it away. */
  readonly status: unknown;
  /** A text that says something, cut where a resolution could not keep all of it. */
  readonly note?: string;
  readonly plan?: string;
}

/** Longest text of a person that is kept, in UTF-16 code units: the item has to hold it beside the maps. */
const MAX_TEXT = 8_000;

/** @param known attributes of both items that the program keeps */
export function versionOf(key: VersionKey, known: Attributes): Version {
  return {
    key,
    compatibility: known.compatibility as string,
    physical: known.physical === true,
    promotedAt: known.promoted_at as string | undefined,
    seq: known.seq as number,
    fingerprint: known.fingerprint as string,
    baseline: known.baseline as VersionKey | undefined,
    activeFrom: known.active_from as string | undefined,
    activeUntil: known.active_until as string | undefined,
    sampleKey: known.sample_key as string,
    resolution: known.resolution as Resolution | undefined,
    maps: {
      fields: known.fields as LargeMapAttribute,
      field_diff: known.field_diff as LargeMapAttribute,
      observed: known.observed as LargeMapAttribute,
    },
    known: picked(known, [...FACTS, ...LIFE]),
  };
}

/** The version with its item; of that only what a person may say counts, and a text only where it is one that says something. */
export function shownVersion(version: Version, item: Attributes | undefined): ShownVersion {
  return { ...version, item, status: item?.status, note: textOf(item?.note), plan: textOf(item?.plan) };
}

/** Those of the attributes that have one of the names and a value. */
export function picked(attributes: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(names.filter((name) => attributes[name] !== undefined).map((name) => [name, attributes[name]]));
}

/** What a version's item says of what a person may say, as it is. */
export function saidOn({ item }: ShownVersion): Attributes {
  return { status: item?.status, note: item?.note, plan: item?.plan };
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') {
    return undefined;
  }
  // A pair of code units is not cut in two, which no table would take.
  return value.length <= MAX_TEXT ? value : `${value.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, '')}…`;
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
