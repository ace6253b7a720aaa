/** What one file shows about its schema: a type and counts for each path. */

import { type Family, type FieldType, type Fields, join } from './field-type';
import { MapRules, settle } from './maps';
import { isElement, parentOf } from '../../../src/field-path';

/** What was seen at one path. The counts are of occurrences, so a field inside an array is counted once per element. */
export interface FieldEvidence {
  readonly type: FieldType;
  /** How often it held a value that is not null (CSV: a cell that is not empty). */
  readonly values: number;
  /** How often it was there and null (CSV: an empty cell). */
  readonly nulls: number;
  /** How often its parent was there to hold it: records, objects of the parent path, or elements of its array. */
  readonly parents: number;
  /** For a JSON path of type `string`: `date` if all its texts are dates, `timestamp` if all are dates or timestamps. */
  readonly temporal?: 'date' | 'timestamp';
  /** For a path with the hint `decimal(p,s)`: how many values are such decimals. */
  readonly fitting?: number;
  /** For a path of type `json`: whether none of its values was an object or an array. */
  readonly scalars?: boolean;
}

/** How often the field was there, with a value or null. If this is less than `parents`, it was sometimes absent. */
export function presence(evidence: FieldEvidence): number {
  return evidence.values + evidence.nulls;
}

/** The schema of a file, or of several files merged. */
export interface SchemaProfile {
  readonly family: Family;
  readonly records: number;
  /** Escaped path → evidence, in the order in which the paths were first seen, or for CSV in the order of the header. */
  readonly fields: ReadonlyMap<string, FieldEvidence>;
}

/** The profile of the records of both: types are joined, counts are added, and objects that now have too many names become maps. */
export function mergeProfiles(a: SchemaProfile, b: SchemaProfile): SchemaProfile {
  const merged = new Map(a.fields);
  for (const [path, evidence] of b.fields) {
    const known = merged.get(path);
    merged.set(path, known === undefined ? evidence : joinEvidence(known, evidence, a.family));
  }
  return settled({ family: a.family, records: a.records + b.records, fields: merged }, MapRules.STRUCT_KEYS);
}

/** The profile as it is read under `readTypes`: members of maps are merged into them, and there is nothing below `json`. */
export function profileReadAs(profile: SchemaProfile, readTypes: Fields): SchemaProfile {
  if (![...readTypes.values()].some((type) => type === 'json' || type === 'map')) {
    return profile;
  }
  return settled(profile, Infinity, readTypes);
}

/** Merges the members of maps into them, drops what is below `json`, and counts again how often parents were there. */
export function settled(profile: SchemaProfile, structKeys: number, readTypes?: Fields): SchemaProfile {
  const { family, records } = profile;
  const isMap = (evidence: FieldEvidence, path: string) => evidence.type === 'struct' && readTypes?.get(path) === 'map';
  const { fields } = settle<FieldEvidence>(profile.fields, {
    typeOf: (evidence, path) => readTypes?.get(path) ?? evidence.type,
    asMap: (evidence) => ({ ...evidence, type: 'map' }),
    join: (one, other) => joinEvidence(one, other, family),
  }, structKeys);
  for (const [path, evidence] of fields) {
    const parent = parentOf(path);
    // A profile without the path may still have its parent: each occurrence of the parent counts as one without the path.
    const parents = parent === undefined ? records : isElement(path) ? presence(evidence) : fields.get(parent)?.values ?? 0;
    fields.set(path, { ...evidence, type: isMap(evidence, path) ? 'map' : evidence.type, parents });
  }
  return { family, records, fields };
}

function joinEvidence(a: FieldEvidence, b: FieldEvidence, family: Family): FieldEvidence {
  const type = join(a.type, b.type, family);
  const temporal = type === 'string' ? joinTemporal(a, b) : undefined;
  return {
    type,
    values: a.values + b.values,
    nulls: a.nulls + b.nulls,
    parents: a.parents + b.parents,
    ...temporal === undefined ? {} : { temporal },
    ...a.fitting === undefined && b.fitting === undefined ? {} : { fitting: (a.fitting ?? 0) + (b.fitting ?? 0) },
    ...type === 'json' ? { scalars: holdsScalars(a) && holdsScalars(b) } : {},
  };
}

/** If one of them never had a value, the other says what all texts are. */
function joinTemporal(a: FieldEvidence, b: FieldEvidence): FieldEvidence['temporal'] {
  if (a.type === 'unknown') {
    return b.temporal;
  }
  if (b.type === 'unknown') {
    return a.temporal;
  }
  if (a.temporal === undefined || b.temporal === undefined) {
    return undefined;
  }
  return a.temporal === b.temporal ? a.temporal : 'timestamp';
}

/** Whether every value was a scalar. */
export function holdsScalars({ type, scalars }: FieldEvidence): boolean {
  if (type === 'json') {
    return scalars === true;
  }
  return type !== 'array' && type !== 'struct' && type !== 'map';
}

/** {path: type} of a profile. */
export function fieldTypes(profile: SchemaProfile): ReadonlyMap<string, FieldType> {
  return new Map([...profile.fields].map(([path, evidence]) => [path, evidence.type]));
}
