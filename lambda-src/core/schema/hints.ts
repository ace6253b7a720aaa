/**
 * Types that a source declares for some paths. A hint says how the values of a path are read, but not which values are there.
 * So it applies only if every value of the path in a file conforms to it. Otherwise the path has the type that it has without
 * a hint, and the difference is a type change that a person decides on. No value is lost or altered.
 */

import { type FieldType, join } from './field-type';
import { type FieldEvidence, type SchemaProfile, holdsScalars, settled } from './schema-profile';

/** Path → type. */
export type Hints = ReadonlyMap<string, FieldType>;

/** The hints of a source, whose configuration was checked when it was deployed. */
export function hintsOf(typeHints: Readonly<Record<string, string>> = {}): Hints {
  return new Map(Object.entries(typeHints) as [string, FieldType][]);
}

/** The paths that are declared to have this type. */
export function hintedAs(type: FieldType, hints: Hints): ReadonlySet<string> {
  return new Set([...hints].filter(([, hint]) => hint === type).map(([path]) => path));
}

/** The profile with the hints applied. Call it at the end of a file: only then is it certain whether all values conform. */
export function withHints(profile: SchemaProfile, hints: Hints): SchemaProfile {
  const fields = new Map(profile.fields);
  for (const [path, hint] of hints) {
    const evidence = fields.get(path);
    if (evidence !== undefined && conforms(evidence, hint, profile.family)) {
      fields.set(path, { ...evidence, type: hint });
    }
  }
  return hints.size === 0 ? profile : settled({ ...profile, fields }, Infinity);
}

/** Whether every value of the path conforms to the hint. */
export function conforms(evidence: FieldEvidence, hint: FieldType, family: SchemaProfile['family']): boolean {
  const { type, temporal, values, fitting } = evidence;
  switch (hint) {
    case 'struct':
    case 'array':
      // These hints do not change a type here; a hint `struct` only keeps the object from being taken for a map.
      return false;
    case 'map':
      return type === 'struct' || type === 'map';
    case 'json':
      return true;
    case 'string':
      return holdsScalars(evidence);
    case 'date':
      return join(type, hint, family) === hint || temporal === 'date';
    case 'timestamp':
      return join(type, hint, family) === hint || temporal !== undefined;
    default:
      return join(type, hint, family) === hint || (hint.startsWith('decimal(') && fitting === values);
  }
}
