/** What one file showed of its schema: a type and counts for each path. */

import { Family, FieldType, join } from './field-type';
import { hasAncestor } from './fields';

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
  const merged = new Map(a.fields);
  for (const [path, evidence] of b.fields) {
    const other = merged.get(path);
    merged.set(path, other === undefined ? evidence : {
      type: join(other.type, evidence.type, a.family),
      values: other.values + evidence.values,
      nulls: other.nulls + evidence.nulls,
      parents: other.parents + evidence.parents,
    });
  }
  for (const path of merged.keys()) {
    if (hasAncestor(path, (ancestor) => merged.get(ancestor)?.type === 'json')) merged.delete(path);
  }
  return { family: a.family, records: a.records + b.records, fields: merged };
}

/** {path: type} of a profile. */
export function fieldTypes(profile: SchemaProfile): ReadonlyMap<string, FieldType> {
  return new Map([...profile.fields].map(([path, evidence]) => [path, evidence.type]));
}
