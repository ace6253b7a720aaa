/** What all files together show about the fields of their source. */

import { type Hint, type Reasoned, digitsOf, hintsFor } from './hints';
import { optionalFieldsOf } from './optional-fields';
import { hintsOf, withHints } from '../../lambda-src/core/schema/hints';
import { type SchemaProfile, mergeProfiles } from '../../lambda-src/core/schema/schema-profile';
import type { Accepted } from '../profile/outcome';

export interface Learned {
  /** Of all files together, with the hints; undefined if no file could be read. */
  readonly schema?: SchemaProfile;
  readonly hints: readonly Hint[];
  readonly optionalFields: readonly Reasoned[];
}

export function learned(accepted: ReadonlyArray<Pick<Accepted, 'profile' | 'schema'>>): Learned {
  const schemas = accepted.map(({ schema }) => schema);
  if (schemas.length === 0) {
    return { hints: [], optionalFields: [] };
  }
  const whole = schemas.reduce(mergeProfiles);
  const hints = hintsFor(whole, digitsIn(accepted));
  return {
    schema: withHints(whole, hintsOf(Object.fromEntries(hints.map(({ path, type }) => [path, type])))),
    hints,
    optionalFields: optionalFieldsOf(schemas, whole),
  };
}

/** The most digits of the integers of each field. */
function digitsIn(accepted: ReadonlyArray<Pick<Accepted, 'profile'>>): Map<string, number> {
  const digits = new Map<string, number>();
  for (const { profile: { schema, scanned } } of accepted) {
    [...schema.fields.keys()].forEach((path, i) => {
      const values = 'paths' in scanned ? scanned.paths.get(path) : scanned.columns[i];
      if (values !== undefined) {
        digits.set(path, Math.max(digits.get(path) ?? 0, digitsOf(values)));
      }
    });
  }
  return digits;
}
