import * as fc from 'fast-check';
import type { Family, FieldType, Fields } from '../../lambda-src/core/schema/field-type';
import { closedPaths, joinFields } from '../../lambda-src/core/schema/fields';
import type { Judgement } from '../../lambda-src/core/schema/judge';
import type { FieldEvidence, SchemaProfile } from '../../lambda-src/core/schema/schema-profile';
import { parentOf } from '../../src/field-path';

/** Fields from a literal of path and type. */
export function fields(types: Record<string, FieldType>): Fields {
  return new Map(Object.entries(types));
}

/** A profile that saw a value at every path in each of ten records, or never if the type of the path is unknown. */
export function profile(types: Record<string, FieldType> | Fields, family: Family = 'json', records = 10): SchemaProfile {
  const entries = types instanceof Map ? [...types] : Object.entries(types);
  const evidence = entries.map(([path, type]): [string, FieldEvidence] => {
    const values = type === 'unknown' ? 0 : records;
    return [path, { type, values, nulls: records - values, parents: records }];
  });
  return { family, records, fields: new Map(evidence) };
}

const SCALARS: FieldType[] = [
  'unknown', 'boolean', 'bigint', 'bigint(wide)', 'double', 'decimal(19,0)', 'decimal(25,0)', 'decimal(38,0)', 'decimal(3,0)', 'decimal(9,2)', 'decimal(22,20)',
  'decimal(38,10)', 'decimal(38,38)', 'date', 'timestamp', 'string',
];

export const families = fc.constantFrom<Family>('json', 'csv');

export function anyType(family: Family): fc.Arbitrary<FieldType> {
  return fc.constantFrom(...SCALARS, ...(family === 'json' ? ['array', 'struct', 'map', 'json'] as FieldType[] : []));
}

/** Schemas over few names, so that two of them have much in common. */
export function anyFields(family: Family): fc.Arbitrary<Fields> {
  const names = family === 'json' ? ['a', 'b', 'a.x', 'a.y', 'a.x.u', 'a{}', 'a{}.u', 'b[]', 'b[].x', 'c', 'c.z', 'c{}'] : ['a', 'b', 'c', 'd'];
  return fc.tuple(...names.map((name) => fc.option(anyType(family)).map((type) => [name, type] as const))).map(consistent);
}

/** Only paths that a file can show: members below structs, elements below arrays, values below maps. */
function consistent(candidates: readonly (readonly [string, FieldType | null])[]): Fields {
  const kept = new Map<string, FieldType>();
  for (const [path, type] of candidates) {
    if (type === null) {
      continue;
    }
    const parent = parentOf(path);
    const container = path.endsWith('[]') ? 'array' : path.endsWith('{}') ? 'map' : 'struct';
    if (parent === undefined || kept.get(parent) === container) {
      kept.set(path, type);
    }
  }
  return kept;
}

export function anyProfile(family: Family): fc.Arbitrary<SchemaProfile> {
  return fc.tuple(anyFields(family), fc.integer({ min: 0, max: 20 })).map(([types, records]) => profile(types, family, records));
}

/** Every value of the judged file has a column under these read types, and the column holds it. */
export function expectHeld({ observed, profile: { family } }: Judgement, paths: Fields): void {
  expect(joinFields(paths, observed, family)).toEqual(paths);
  const columns = closedPaths(paths);
  for (const path of closedPaths(observed)) {
    expect(columns).toContain(path);
  }
}

/** Enough runs to reach the corner cases of the algebra. */
export const ALGEBRA = { numRuns: 3_000 };
