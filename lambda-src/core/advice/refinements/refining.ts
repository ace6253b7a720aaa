/** What is suggested so far, while refinements add to it. */

import { type FieldType, join } from '../../schema/field-type';
import { type Read, attempt } from '../trying/attempt';
import { type Change, type Settings, changed } from '../trying/change';
import type { Proposal } from '../trying/proposal';
import type { Sample } from '../trying/sample';

/** Two or more declarations, of which only a person can choose. */
export interface OpenQuestion {
  readonly asks: string;
  readonly answers: readonly Settings[];
}

/** Path → type, over all samples. */
export type Types = ReadonlyMap<string, FieldType>;

/** Adds to the declaration what it finds, or asks. */
export type Refinement = (work: Refining) => Promise<void>;

export class Refining implements Proposal {
  declared: Proposal['declared'];
  profiles: Proposal['profiles'];
  readonly changes: Change[];
  readonly questions: OpenQuestion[] = [];

  /** @param isLate whether the time for it is over; what was found until then counts. */
  constructor(readonly samples: readonly Sample[], start: Proposal, private readonly isLate: () => boolean) {
    this.declared = start.declared;
    this.changes = [...start.changes];
    this.profiles = start.profiles;
  }

  /** Reads the samples with more declared. @returns undefined if no source can declare that, or if the samples cannot be read under it. */
  async with(set: Settings): Promise<Read | undefined> {
    const declared = this.isLate() ? undefined : changed(this.declared, set);
    const outcome = declared === undefined ? undefined : await attempt(this.samples, declared);
    return outcome !== undefined && 'profiles' in outcome ? outcome : undefined;
  }

  take(set: Settings, because: string, { profiles }: Read): void {
    this.declared = changed(this.declared, set)!;
    this.changes.push({ set, because, cost: 1 });
    this.profiles = profiles;
  }

  /** Whether any field might get a type. */
  hasTexts(): boolean {
    return [...typesOf(this).values()].some((type) => type === 'string' || type === 'json');
  }

  isCsv(): boolean {
    return this.declared.format === 'csv';
  }
}

/** The types of all samples together. */
export function typesOf({ profiles }: Read): Types {
  const types = new Map<string, FieldType>();
  for (const { schema } of profiles) {
    for (const [path, { type }] of schema.fields) {
      types.set(path, join(types.get(path) ?? 'unknown', type, schema.family));
    }
  }
  return types;
}

/** The fields that have a type of their own only after a change, and those that have one only before it. */
export function difference(before: Types, after: Types): { readonly gained: readonly string[]; readonly lost: readonly string[] } {
  const isText = (type: FieldType | undefined) => type === 'string' || type === 'json';
  const isTyped = (type: FieldType | undefined) => type !== undefined && type !== 'unknown' && !isText(type);
  return {
    gained: [...after].filter(([path, type]) => isTyped(type) && isText(before.get(path))).map(([path]) => path),
    lost: [...before].filter(([path, type]) => isTyped(type) && !isTyped(after.get(path))).map(([path]) => path),
  };
}

export function sameTypes(one: Types, other: Types): boolean {
  return one.size === other.size && [...one].every(([path, type]) => other.get(path) === type);
}

const MOST_NAMES = 3;

/** Some of the names, and how many more there are. */
export function named(paths: readonly string[]): string {
  const names = paths.slice(0, MOST_NAMES).map((path) => (/^[\p{L}\p{N}_.[\]{}-]+$/u.test(path) ? path : JSON.stringify(path))).join(', ');
  return paths.length > MOST_NAMES ? `${names} and ${paths.length - MOST_NAMES} more` : names;
}

/** The names as the subject of a sentence. */
export function whichHave(paths: readonly string[]): string {
  return `${named(paths)} ${paths.length === 1 ? 'has' : 'have'}`;
}
