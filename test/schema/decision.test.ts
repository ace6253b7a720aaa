import * as fc from 'fast-check';
import { ALGEBRA, anyProfile, expectHeld, families, fields, profile } from './support';
import { approved, remaining } from '../../lambda-src/core/schema/decision';
import type { FieldType, Fields } from '../../lambda-src/core/schema/field-type';
import { type Judgement, firstVersion, judge } from '../../lambda-src/core/schema/judge';

type Types = Record<string, FieldType>;
const NOTHING: Fields = new Map();

function drift(active: Types, seen: Types, more: { baseline?: Types; paths?: Types } = {}): Judgement {
  const judgement = judge({
    profile: profile(seen),
    active: fields(active),
    baseline: fields(more.baseline ?? active),
    paths: fields(more.paths ?? active),
    optional: new Set(),
    written: NOTHING,
  });
  expect(judgement.outcome).toBe('breaking');
  return judgement;
}

describe('an approval', () => {
  test('of a removal makes the field no longer required, and its column is still read', () => {
    const version = drift({ a: 'bigint', b: 'string' }, { a: 'bigint' });
    const now = { active: fields({ a: 'bigint', b: 'string' }), paths: fields({ a: 'bigint', b: 'string' }), written: NOTHING, family: 'json' as const };
    expect(approved(version, now)).toEqual({ fields: fields({ a: 'bigint' }), paths: fields({ a: 'bigint', b: 'string' }), physical: false });
  });

  test('keeps the fields that ACTIVE has gained since', () => {
    const version = drift({ a: 'bigint', b: 'string' }, { a: 'bigint', c: 'string' });
    const active = fields({ a: 'bigint', b: 'string', d: 'date' });
    expect(approved(version, { active, paths: active, written: NOTHING, family: 'json' }).fields)
      .toEqual(fields({ a: 'bigint', d: 'date', c: 'string' }));
  });

  test('does not bring back fields that another decision has removed since', () => {
    const version = drift({ a: 'bigint', b: 'string', c: 'string' }, { a: 'bigint', c: 'string', d: 'string' });
    const active = fields({ a: 'bigint', b: 'string' });
    const paths = fields({ a: 'bigint', b: 'string', c: 'string' });
    const approval = approved(version, { active, paths, written: NOTHING, family: 'json' });
    expect(approval.fields).toEqual(fields({ a: 'bigint', d: 'string' }));
    expect(approval.paths).toEqual(fields({ a: 'bigint', b: 'string', c: 'string', d: 'string' }));
  });

  test('of a type change gives the path the join of both types, and says whether promoted data forbids it', () => {
    const version = drift({ a: 'bigint' }, { a: 'string' });
    const now = { active: fields({ a: 'bigint' }), paths: fields({ a: 'bigint' }), family: 'json' as const };
    expect(approved(version, { ...now, written: NOTHING })).toMatchObject({ fields: fields({ a: 'json' }), physical: false });
    expect(approved(version, { ...now, written: fields({ a: 'bigint' }) }).physical).toBe(true);
  });

  test('is not forbidden by promoted data that has the same column type', () => {
    const version = drift({ a: 'bigint', b: 'string' }, { a: 'bigint(wide)' });
    const active = fields({ a: 'bigint', b: 'string' });
    expect(approved(version, { active, paths: active, written: fields({ a: 'bigint' }), family: 'json' }).physical).toBe(false);
  });

  test('of an object that became mixed drops its members', () => {
    const version = drift({ 'a': 'struct', 'a.x': 'bigint' }, { a: 'bigint' });
    const active = fields({ 'a': 'struct', 'a.x': 'bigint', 'a.new': 'string' });
    const approval = approved(version, { active, paths: active, written: fields({ 'a': 'struct', 'a.x': 'bigint' }), family: 'json' });
    expect(approval).toEqual({ fields: fields({ a: 'json' }), paths: fields({ a: 'json' }), physical: true });
  });
});

describe('after a decision, another open version', () => {
  const active: Types = { a: 'bigint', b: 'string', c: 'string' };
  const left = (version: Judgement, now: Types, paths: Types = now) => remaining(version, { active: fields(now), paths: fields(paths), family: 'json' });

  test('has nothing left if the decision covers it', () => {
    const version = drift(active, { a: 'bigint', b: 'string' });
    expect(left(version, { a: 'bigint', b: 'string' }, active).kind).toBe('nothing');
  });

  test('stays open if a field is still missing', () => {
    expect(left(drift(active, { a: 'bigint' }), { a: 'bigint', b: 'string' }, active).kind).toBe('drift');
  });

  test('stays open if a type still differs', () => {
    expect(left(drift(active, { a: 'string', b: 'string', c: 'string' }), active).kind).toBe('drift');
    expect(left(drift(active, { a: 'string', b: 'string', c: 'string' }), { ...active, a: 'json' }).kind).toBe('nothing');
  });

  test('closes and is joined if only additions are left', () => {
    const version = drift(active, { a: 'bigint', b: 'string', d: 'date' });
    const result = left(version, { a: 'bigint', b: 'string' }, active);
    expect(result.kind).toBe('additions');
    expect(result.fields).toEqual(fields({ a: 'bigint', b: 'string', d: 'date' }));
    expect(result.paths).toEqual(fields({ ...active, d: 'date' }));
  });

  test('does not count fields that were removed meanwhile as its additions', () => {
    const version = drift(active, { a: 'bigint', b: 'string' });
    expect(left(version, { a: 'bigint' }, active).kind).toBe('nothing');
  });

  test('stays open if its addition belongs to an object that was removed meanwhile', () => {
    const before: Types = { 'a': 'bigint', 'o': 'struct', 'o.x': 'bigint', 'b': 'string' };
    const version = drift(before, { 'a': 'bigint', 'o': 'struct', 'o.x': 'bigint', 'o.y': 'bigint' });
    expect(left(version, { a: 'bigint' }, before).kind).toBe('drift');
  });
});

describe('whatever drifted', () => {
  const drifts = families.chain((family) => fc.tuple(anyProfile(family), anyProfile(family), anyProfile(family)))
    .map(([first, second, third]) => {
      const { fields: active, paths } = firstVersion(first);
      const against = (seen: typeof second) => judge({ profile: seen, active, baseline: active, paths, optional: new Set(), written: NOTHING });
      return { family: first.family, active, paths, version: against(second), other: against(third) };
    });

  test('approving it at once gives the fields with which the version was announced', () => {
    fc.assert(fc.property(drifts, ({ family, active, paths, version }) => {
      expect(approved(version, { active, paths, written: NOTHING, family }).fields).toEqual(version.fields);
    }), ALGEBRA);
  });

  test('approving it gives every value of its files a column that holds it, and loses no column', () => {
    fc.assert(fc.property(drifts, ({ family, active, paths, version }) => {
      const after = approved(version, { active, paths, written: NOTHING, family }).paths;
      expectHeld(version, after);
      for (const path of paths.keys()) {
        expect([...after.keys()].some((kept) => path === kept || path.startsWith(kept))).toBe(true);
      }
    }), ALGEBRA);
  });

  test('approving it leaves nothing of it open', () => {
    fc.assert(fc.property(drifts, ({ family, active, paths, version }) => {
      const after = approved(version, { active, paths, written: NOTHING, family });
      expect(remaining(version, { active: after.fields, paths: after.paths, family }).kind).toBe('nothing');
    }), ALGEBRA);
  });

  test('approving two of them in either order reads the files of both in the same way', () => {
    fc.assert(fc.property(drifts, ({ family, active, paths, version, other }) => {
      const both = (one: Judgement, two: Judgement) => {
        const after = approved(one, { active, paths, written: NOTHING, family });
        return approved(two, { active: after.fields, paths: after.paths, written: NOTHING, family }).paths;
      };
      expect(new Map([...both(version, other)].sort())).toEqual(new Map([...both(other, version)].sort()));
    }), ALGEBRA);
  });
});
