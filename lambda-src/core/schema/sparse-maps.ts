import { type FieldType, type Fields, join } from './field-type';
import { MapRules } from './maps';
import { type FieldEvidence, type SchemaProfile, presence, settled } from './schema-profile';
import { isElement, parentOf } from '../../../src/field-path';

/** What is known so far about the members of one object. */
interface Members {
  names: number;
  /** How often any of them was there. */
  present: number;
  /** The join of their types. */
  type: FieldType;
}

/**
 * Turns an object into a map if it has many names and each of them is rare, unless an accepted version knows the object. An
 * object that looks like a map in one file and like a struct in the next must stay what it was first.
 *
 * This looks at a whole file, and is not part of merging, because a share can fall again.
 *
 * @param known the read types of all paths that any accepted version had.
 * @param structs objects that the source declares to be structs.
 */
export function withSparseMaps(profile: SchemaProfile, known: Fields, structs: ReadonlySet<string> = new Set()): SchemaProfile {
  const objects = new Map<string, Members>();
  for (const [path, evidence] of profile.fields) {
    const owner = parentOf(path);
    if (owner === undefined || isElement(path) || known.has(owner) || structs.has(owner)) {
      continue;
    }
    const members = objects.get(owner) ?? { names: 0, present: 0, type: 'unknown' };
    members.names++;
    members.present += presence(evidence);
    members.type = join(members.type, evidence.type, profile.family);
    objects.set(owner, members);
  }
  const maps = [...objects].filter(([owner, members]) => isSparse(members, profile.fields.get(owner)!)).map(([owner]) => owner);
  if (maps.length === 0) {
    return profile;
  }
  const fields = new Map(profile.fields);
  for (const owner of maps) {
    fields.set(owner, { ...fields.get(owner)!, type: 'map' });
  }
  return settled({ ...profile, fields }, Infinity);
}

function isSparse({ names, present, type }: Members, object: FieldEvidence): boolean {
  return object.type === 'struct' && names >= MapRules.SPARSE_KEYS && type !== 'json'
    && present <= MapRules.SPARSE_PRESENCE * names * object.values;
}
