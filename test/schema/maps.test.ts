import * as fc from 'fast-check';
import { ALGEBRA, fields, profile } from './support';
import { approved, remaining } from '../../lambda-src/core/schema/decision';
import type { Fields } from '../../lambda-src/core/schema/field-type';
import { joinFields, readAs } from '../../lambda-src/core/schema/fields';
import { type JudgeInput, firstVersion, judge } from '../../lambda-src/core/schema/judge';
import { MapRules } from '../../lambda-src/core/schema/maps';
import { type FieldEvidence, type SchemaProfile, fieldTypes, mergeProfiles } from '../../lambda-src/core/schema/schema-profile';
import { withSparseMaps } from '../../lambda-src/core/schema/sparse-maps';

afterEach(() => jest.restoreAllMocks());

const names = (count: number, prefix = 'k') => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

function objectOf(members: Record<string, 'bigint' | 'string' | 'double'>): SchemaProfile {
  return profile({ m: 'struct', ...Object.fromEntries(Object.entries(members).map(([name, type]) => [`m.${name}`, type])) });
}

describe('an object', () => {
  test('is a struct with up to 2,000 different names, and with more a map whose value type joins those of its values', () => {
    const first = objectOf(Object.fromEntries(names(2_000).map((name) => [name, 'bigint'])));
    expect(mergeProfiles(first, first).fields.get('m')!.type).toBe('struct');
    const merged = mergeProfiles(first, objectOf({ another: 'double' }));
    expect(fieldTypes(merged)).toEqual(fields({ 'm': 'map', 'm{}': 'double' }));
    expect(merged.fields.get('m{}')).toEqual({ type: 'double', values: 20_010, nulls: 0, parents: 20_010 });
  });

  test('that has become a map merges the members of its members', () => {
    const together = readAs(fields({
      'm': 'map', 'm.a': 'struct', 'm.a.x': 'bigint', 'm.b': 'struct', 'm.b.x': 'double', 'm.b.y': 'array', 'm.b.y[]': 'string', 'm{}': 'struct', 'm{}.z': 'date',
    }));
    expect(together).toEqual(fields({ 'm': 'map', 'm{}': 'struct', 'm{}.x': 'double', 'm{}.y': 'array', 'm{}.y[]': 'string', 'm{}.z': 'date' }));
  });

  test('that has become a map of values without a common type is a map of json with nothing below it', () => {
    expect(readAs(fields({ 'm': 'map', 'm.a': 'bigint', 'm.b': 'struct', 'm.b.x': 'double' }))).toEqual(fields({ 'm': 'map', 'm{}': 'json' }));
  });

  test('makes maps of its values if one of its members was a map', () => {
    expect(readAs(fields({ 'm': 'map', 'm.a': 'map', 'm{}': 'struct', 'm{}.x': 'double' }))).toEqual(fields({ 'm': 'map', 'm{}': 'map', 'm{}{}': 'double' }));
  });
});

/** Profiles of records with few names and few shapes. Even three names are enough for a map here. */
const shapes = fc.constantFrom<Fields>(
  fields({ '.': 'bigint' }), fields({ '.': 'string' }), fields({ '.': 'unknown' }), fields({ '.': 'array', '.[]': 'struct', '.[].k': 'double' }),
  fields({ '.': 'struct', '.k': 'bigint' }), fields({ '.': 'struct', '.k': 'struct', '.k.x': 'date', '.k.y': 'bigint' }),
  fields({ '.': 'struct', '.l': 'string', '.m': 'double', '.n': 'boolean' }), fields({ '.': 'map', '.{}': 'bigint' }),
);

const record = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), shapes, { maxKeys: 3 }).map((members): SchemaProfile => {
  const types = new Map<string, ReturnType<Fields['get']> & string>([['m', 'struct']]);
  for (const [name, shape] of Object.entries(members)) {
    for (const [path, type] of shape) {
      types.set(path === '.' ? `m.${name}` : `m.${name}${path.startsWith('.[') || path.startsWith('.{') ? path.slice(1) : path}`, type);
    }
  }
  return profile(types as Fields, 'json', 1);
});

function sorted(of: SchemaProfile) {
  return { ...of, fields: [...of.fields].sort(([a], [b]) => (a < b ? -1 : 1)) };
}

const merge = (profiles: readonly SchemaProfile[]) => profiles.reduce(mergeProfiles);

describe('merging profiles with maps beyond three names', () => {
  beforeEach(() => {
    jest.replaceProperty(MapRules as { STRUCT_KEYS: number }, 'STRUCT_KEYS', 3);
  });

  test('is commutative, associative, and idempotent in types', () => {
    fc.assert(fc.property(record, record, record, fc.array(record, { maxLength: 4 }), (a, b, c, more) => {
      const d = merge([c, ...more]);
      expect(sorted(mergeProfiles(a, d))).toEqual(sorted(mergeProfiles(d, a)));
      expect(sorted(mergeProfiles(mergeProfiles(a, b), d))).toEqual(sorted(mergeProfiles(a, mergeProfiles(b, d))));
      expect(fieldTypes(mergeProfiles(d, d))).toEqual(fieldTypes(d));
    }), ALGEBRA);
  });

  test('gives the same result for any order and any split of the records', () => {
    const records = fc.array(record, { minLength: 2, maxLength: 8 });
    fc.assert(fc.property(records, fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), fc.nat(), (all, keys, cut) => {
      const shuffled = all.map((each, i) => [keys[i], each] as const).sort(([a], [b]) => a - b).map(([, each]) => each);
      const at = 1 + (cut % (all.length - 1));
      expect(sorted(mergeProfiles(merge(shuffled.slice(0, at)), merge(shuffled.slice(at))))).toEqual(sorted(merge(all)));
    }), ALGEBRA);
  });
});

describe('a file is judged with maps:', () => {
  const judged = (seen: Fields, known: Fields, more: Partial<JudgeInput> = {}) => judge({
    profile: profile(seen), active: known, baseline: known, paths: known, optional: new Set(), written: new Map(), ...more,
  });
  const labels = fields({ 'labels': 'map', 'labels{}': 'bigint' });

  test('an object that is known as a map is a map, however few names a file has', () => {
    const { outcome, observed } = judged(fields({ 'labels': 'struct', 'labels.a': 'bigint', 'labels.b': 'bigint' }), labels);
    expect([outcome, observed]).toEqual(['unchanged', labels]);
  });

  test('the values of a map may widen like those of any other path', () => {
    const { outcome, diff } = judged(fields({ 'labels': 'struct', 'labels.a': 'double' }), labels);
    expect(outcome).toBe('active');
    expect([...diff.typeChanged]).toEqual([['labels{}', { from: 'bigint', to: 'double', class: 'widened' }]]);
  });

  test('a struct that a file shows as a map waits for a person, and none of its names counts as missing', () => {
    const { outcome, diff, compatibility } = judged(labels, fields({ 'labels': 'struct', 'labels.a': 'bigint' }));
    expect([outcome, compatibility, diff.removed]).toEqual(['breaking', 'NONE', []]);
    expect(diff.typeChanged.get('labels')).toEqual({ from: 'struct', to: 'map', class: 'incompatible' });
  });

  test('an approval joins a struct and a map into a map', () => {
    expect(joinFields(fields({ 'labels': 'struct', 'labels.a': 'double' }), labels, 'json')).toEqual(fields({ 'labels': 'map', 'labels{}': 'double' }));
    expect(judged(labels, fields({ 'labels': 'struct', 'labels.a': 'double' })).fields).toEqual(fields({ 'labels': 'map', 'labels{}': 'double' }));
  });
});

describe('a drift that added a member to an object that another decision made a map', () => {
  const before = fields({ 'a': 'bigint', 'm': 'struct', 'm.x': 'bigint' });
  const version = judge({
    profile: profile({ 'm': 'struct', 'm.x': 'bigint', 'm.y': 'double' }), active: before, baseline: before, paths: before, optional: new Set(), written: new Map(),
  });
  const now = { active: fields({ m: 'map' }), paths: fields({ 'a': 'bigint', 'm': 'map', 'm{}': 'unknown' }), family: 'json' as const };

  test('adds a value to the map when it is approved', () => {
    expect(version.outcome).toBe('breaking');
    expect(approved(version, { ...now, written: new Map() }).fields).toEqual(fields({ 'm': 'map', 'm{}': 'double' }));
  });

  test('has nothing left if the map has such values', () => {
    const full = { ...now, active: fields({ 'm': 'map', 'm{}': 'double' }), paths: fields({ 'm': 'map', 'm{}': 'double' }) };
    expect(remaining(version, full).kind).toBe('nothing');
    expect(remaining(version, { ...full, active: fields({ m: 'map' }), paths: fields({ m: 'map' }) })).toMatchObject({
      kind: 'additions', fields: fields({ 'm': 'map', 'm{}': 'double' }),
    });
  });
});

describe('an object with many rare names', () => {
  /** `count` names, each in one of as many objects. */
  const sparse = (count: number, type: 'bigint' | 'json' = 'bigint'): SchemaProfile => {
    const members = names(count).map((name): [string, FieldEvidence] => [`m.${name}`, { type, values: 1, nulls: 0, parents: count }]);
    const object: FieldEvidence = { type: 'struct', values: count, nulls: 0, parents: count };
    return { family: 'json', records: count, fields: new Map([['m', object], ...members]) };
  };
  const types = (of: SchemaProfile) => fieldTypes(of);

  test('is a map from 100 names on', () => {
    expect(types(firstShown(sparse(100)))).toEqual(fields({ 'm': 'map', 'm{}': 'bigint' }));
    expect(types(firstShown(sparse(99))).get('m')).toBe('struct');
  });

  test('is not a map if its names are in more than a tenth of the objects', () => {
    const { fields: shown, ...rest } = sparse(100);
    const often = new Map([...shown].map(([path, evidence]) => [path, path === 'm' ? { ...evidence, values: 9 } : evidence]));
    expect(types(firstShown({ ...rest, fields: often })).get('m')).toBe('struct');
  });

  test('is not a map if its values have no common type, if a version knows it, or if it is declared a struct', () => {
    expect(types(firstShown(sparse(100, 'json'))).get('m')).toBe('struct');
    expect(types(withSparseMaps(sparse(100), fields({ 'm': 'struct', 'm.k1': 'bigint' }))).get('m')).toBe('struct');
    expect(types(withSparseMaps(sparse(100), new Map(), new Set(['m']))).get('m')).toBe('struct');
    expect(firstVersion(sparse(100), new Set(['m'])).observed.get('m')).toBe('struct');
    expect(firstVersion(sparse(100)).observed).toEqual(fields({ 'm': 'map', 'm{}': 'bigint' }));
  });
});

function firstShown(of: SchemaProfile): SchemaProfile {
  return withSparseMaps(of, new Map());
}
