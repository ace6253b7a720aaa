import type { VersionKey } from './version-key';
import type { VERDICTS } from '../../../src/contract';
import type { Attributes, LargeMapAttribute } from '../items/attributes';
import type { FieldDiff } from '../schema/change';
import type { Fields } from '../schema/field-type';

export type Status = 'ACTIVE' | 'DEPRECATED' | 'BREAKING';

/** What was decided about a version. Its files are promoted unless it was `rejected`. */
export type Verdict = typeof VERDICTS[number];

/** A decision, with the words of the person who took it. */
export interface Resolution {
  readonly verdict: Verdict;
  readonly at: string;
  readonly note?: string;
  readonly plan?: string;
  /** The paths whose absence was accepted: a large map, since there may be many. */
  readonly paths?: LargeMapAttribute;
}

/** The attributes that the program finds when it makes a version. They never change. */
export const FACTS = ['fields', 'field_diff', 'observed', 'compatibility', 'physical', 'seq', 'fingerprint', 'baseline', 'sample_key'] as const;

/** The attributes that say what became of a version. */
export const LIFE = ['active_from', 'active_until', 'resolution', 'promoted_at'] as const;

/**
 * A version as the program knows it: not by the item that people see and edit, but by the program's own two items. Its large maps
 * are read on demand.
 */
export interface Version {
  readonly key: VersionKey;
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
  /** All that the program's two items say, as the version's own item is to show it. */
  readonly known: Attributes;
}

/** A version with its `version#` item: what people see, and where they say what they decide. */
export interface ShownVersion extends Version {
  /** The item as it is; undefined if somebody deleted it. */
  readonly item?: Attributes;
  /** What the item says, whoever wrote it: a person may have typed anything, or removed it. */
  readonly status: unknown;
  /** The person's text, if it is not blank, cut to the length that a resolution keeps. */
  readonly note?: string;
  readonly plan?: string;
}

/** A version to be written. */
export interface NewVersion {
  readonly key: VersionKey;
  readonly status: Status;
  readonly compatibility: string;
  readonly physical: boolean;
  readonly seq: number;
  readonly fingerprint: string;
  readonly baseline?: VersionKey;
  readonly activeFrom?: string;
  readonly sampleKey: string;
  readonly fields: Fields;
  readonly diff: FieldDiff;
  readonly observed: Fields;
}

/** What changes on a version. What is undefined stays as it is. */
export interface VersionChange {
  readonly status: Status;
  readonly activeFrom?: string;
  readonly activeUntil?: string;
  /** It records the person's words, which are then removed from their own attributes. */
  readonly resolution?: Resolution;
}

/** Longest text of a person that is kept, in UTF-16 code units. The item must hold it beside the maps. */
const MAX_TEXT = 8_000;

/** @param known the attributes of the program's two items */
export function versionOf(key: VersionKey, known: Attributes): Version {
  return {
    key,
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

/** The version with its item. Of the item, only what a person may say counts. */
export function shownVersion(version: Version, item: Attributes | undefined): ShownVersion {
  return { ...version, item, status: item?.status, note: textOf(item?.note), plan: textOf(item?.plan) };
}

/** Those of the attributes that have one of the names and a value. */
export function picked(attributes: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(names.filter((name) => attributes[name] !== undefined).map((name) => [name, attributes[name]]));
}

/** What the version's item says in the attributes that belong to people, unchanged. */
export function saidOn({ item }: ShownVersion): Attributes {
  return { status: item?.status, note: item?.note, plan: item?.plan };
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') {
    return undefined;
  }
  // A surrogate pair must not be cut in two: no table would take the text.
  return value.length <= MAX_TEXT ? value : `${value.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * The version that was ACTIVE at that time; undefined before the first. Keys do not tell: a decision may make a version ACTIVE
 * long after its key was made.
 *
 * @param at ISO time
 */
export function activeAt(versions: readonly Version[], at: string): Version | undefined {
  return versions.find(({ activeFrom, activeUntil }) =>
    activeFrom !== undefined && activeFrom <= at && (activeUntil === undefined || at < activeUntil));
}

/** The time `at`, or a millisecond after `before` if that is later: two versions are never ACTIVE at once. */
export function laterOf(at: string, before: string | undefined): string {
  const earliest = before === undefined ? at : new Date(Date.parse(before) + 1).toISOString();
  return at > earliest ? at : earliest;
}
