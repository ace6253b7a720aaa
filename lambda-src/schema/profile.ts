/** What one file showed of its schema: a type and counts for each path. */

import { Family, FieldType, join } from './field-type';
import { hasAncestor } from './fields';
import { isElement, parentOf } from './path';

/** What was seen at one path. Counts are of occurrences, so a field inside an array is counted per element. */
export interface FieldEvidence {
  readonly type: FieldType;
  /** How often it held a value that is not null (CSV: a cell that is not empty). */
  readonly values: number;
  /** How often it was there and null (CSV: an empty cell). */
  readonly nulls: number;
  /** How often its parent was there to hold it: records, objects of the parent path, or elements of its array. */
  readonly parents: number;
}

/** How often the field was there, with a value or null. Below `parents`, it was sometimes absent. */
export function presence(evidence: FieldEvidence): number {
  return evidence.values + evidence.nulls;
}

/** The schema of a file, or of several merged. */
export interface SchemaProfile {
  readonly family: Family;
  readonly records: number;
  /** Escaped path → evidence, in the order in which the paths were first seen; of CSV, the order of the header. */
  readonly fields: ReadonlyMap<string, FieldEvidence>;
}

/** The profile of the records of both: types join, counts add up. */
export function mergeProfiles(a: SchemaProfile, b: SchemaProfile): SchemaProfile {
  const records = a.records + b.records;
  const merged = new Map<string, FieldEvidence>();
  for (const path of new Set([...a.fields.keys(), ...b.fields.keys()])) {
    const [one, other] = [a.fields.get(path) ?? NEVER_SEEN, b.fields.get(path) ?? NEVER_SEEN];
    merged.set(path, {
      type: join(one.type, other.type, a.family),
      values: one.values + other.values,
      nulls: one.nulls + other.nulls,
      parents: 0,
    });
  }
  const fields = new Map<string, FieldEvidence>();
  for (const [path, evidence] of merged) {
    if (hasAncestor(path, (ancestor) => merged.get(ancestor)!.type === 'json')) continue;
    fields.set(path, { ...evidence, parents: parentsOf(path, evidence) });
  }
  return { family: a.family, records, fields };

  /** A profile that lacks a path still had its parents: they count as seen without it. */
  function parentsOf(path: string, evidence: FieldEvidence): number {
    const parent = parentOf(path);
    if (parent === undefined) return records;
    return isElement(path) ? presence(evidence) : merged.get(parent)!.values;
  }
}

const NEVER_SEEN: FieldEvidence = { type: 'unknown', values: 0, nulls: 0, parents: 0 };

/** {path: type} of a profile. */
export function fieldTypes(profile: SchemaProfile): ReadonlyMap<string, FieldType> {
  return new Map([...profile.fields].map(([path, evidence]) => [path, evidence.type]));
}
