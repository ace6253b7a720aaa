import * as fc from 'fast-check';
import { ALGEBRA, anyProfile, families, profile } from './support';
import type { FieldType } from '../../lambda-src/core/schema/field-type';
import { closedPaths, withoutTrees } from '../../lambda-src/core/schema/fields';
import { type SchemaProfile, fieldTypes, mergeProfiles, presence } from '../../lambda-src/core/schema/schema-profile';

const profiles = (count: number) => families.chain((family) => fc.array(anyProfile(family), { minLength: count, maxLength: count }));

/** A profile with its paths sorted, because the order in which they were seen does not matter. */
function sorted(of: SchemaProfile) {
  return { ...of, fields: [...of.fields].sort(([a], [b]) => (a < b ? -1 : 1)) };
}

describe('merging profiles', () => {
  test('is commutative and associative', () => {
    fc.assert(fc.property(profiles(3), ([a, b, c]) => {
      expect(sorted(mergeProfiles(a, b))).toEqual(sorted(mergeProfiles(b, a)));
      expect(sorted(mergeProfiles(mergeProfiles(a, b), c))).toEqual(sorted(mergeProfiles(a, mergeProfiles(b, c))));
    }), ALGEBRA);
  });

  test('is idempotent in types', () => {
    fc.assert(fc.property(profiles(1), ([a]) => {
      expect(fieldTypes(mergeProfiles(a, a))).toEqual(fieldTypes(a));
    }), ALGEBRA);
  });

  test('counts presence, and drops everything below a path that became mixed', () => {
    const merged = mergeProfiles(profile({ 'x': 'struct', 'x.a': 'bigint', 'y': 'unknown' }), profile({ x: 'bigint', y: 'string' }, 'json', 5));
    expect(merged.records).toBe(15);
    expect(fieldTypes(merged)).toEqual(new Map([['x', 'json'], ['y', 'string']]));
    expect(merged.fields.get('y')).toEqual({ type: 'string', values: 5, nulls: 10, parents: 15 });
    expect(presence(merged.fields.get('y')!)).toBe(15);
  });

  test('counts the records of a file that lacks a field as records without it', () => {
    const merged = mergeProfiles(profile({ 'a': 'struct', 'a.x': 'bigint' }), profile({ a: 'struct' }, 'json', 5));
    expect(merged.fields.get('a.x')).toEqual({ type: 'bigint', values: 10, nulls: 0, parents: 15 });
  });
});

describe('a path', () => {
  const fieldsOf = (types: Record<string, FieldType>) => new Map(Object.entries(types));

  test('has a column as soon as there is something to write below it', () => {
    const closed = closedPaths(fieldsOf({
      'a': 'bigint',
      'u': 'unknown',
      's': 'struct',
      's.u': 'unknown',
      't': 'struct',
      't.x': 'string',
      'e': 'array',
      'n': 'array',
      'n[]': 'unknown',
      'm': 'array',
      'm[]': 'array',
      'm[][]': 'struct',
      'm[][].k': 'json',
    }));
    expect([...closed].sort()).toEqual(['a', 'm', 'm[]', 'm[][]', 'm[][].k', 't', 't.x']);
  });

  test('is removed together with everything below it, and nothing else', () => {
    const left = withoutTrees(fieldsOf({ 'a': 'struct', 'a.x': 'array', 'a.x[]': 'bigint', 'ab': 'bigint', 'a\\.b': 'bigint' }), ['a']);
    expect([...left.keys()]).toEqual(['ab', 'a\\.b']);
  });
});
