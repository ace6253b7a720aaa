import * as fc from 'fast-check';
import { ALGEBRA, anyFields, anyProfile, expectHeld, families, fields, profile } from './support';
import type { ChangeClass } from '../../lambda-src/core/schema/change';
import { type Family, type FieldType, type Fields, isWidening, join, physicalType } from '../../lambda-src/core/schema/field-type';
import { closedPaths, hasAncestor, joinFields } from '../../lambda-src/core/schema/fields';
import { type JudgeInput, firstVersion, judge } from '../../lambda-src/core/schema/judge';

type Types = Record<string, FieldType>;

/** A judgement in which ACTIVE, the baseline and `head.paths` are the same, unless the case says otherwise. */
function judged(active: Types, seen: Types, more: {
  family?: Family; records?: number; paths?: Types; baseline?: Types; written?: Types; optional?: string[];
} = {}) {
  return judge({
    profile: profile(seen, more.family ?? 'json', more.records ?? 10),
    active: fields(active),
    baseline: fields(more.baseline ?? active),
    paths: fields(more.paths ?? active),
    written: fields(more.written ?? {}),
    optional: new Set(more.optional ?? []),
  });
}

describe('the truth table', () => {
  type More = NonNullable<Parameters<typeof judged>[2]>;
  type Row = [change: string, active: Types, seen: Types, more: More, outcome: string, classes: Record<string, ChangeClass>, after: Types];
  const CSV: More = { family: 'csv' };

  test.each<Row>([
    // no new version
    ['nothing', { a: 'bigint' }, { a: 'bigint' }, {}, 'unchanged FULL', {}, { a: 'bigint' }],
    ['a narrower type', { a: 'double' }, { a: 'bigint' }, {}, 'unchanged FULL', {}, { a: 'double' }],
    ['only nulls', { a: 'string' }, { a: 'unknown' }, {}, 'unchanged FULL', {}, { a: 'string' }],
    ['another order', { a: 'string', b: 'date' }, { b: 'date', a: 'string' }, CSV, 'unchanged FULL', {}, { a: 'string', b: 'date' }],
    ['a scalar in a mixed field', { a: 'json' }, { a: 'bigint' }, {}, 'unchanged FULL', {}, { a: 'json' }],
    // fields added
    ['an added field', { a: 'bigint' }, { a: 'bigint', b: 'string' }, {}, 'active FULL', {}, { a: 'bigint', b: 'string' }],
    ['an added field that an older version had narrower', { a: 'bigint' }, { a: 'bigint', b: 'double' }, { paths: { a: 'bigint', b: 'bigint' } },
      'active BACKWARD', { b: 'widened' }, { a: 'bigint', b: 'double' }],
    ['an added field that an older version had wider', { a: 'bigint' }, { a: 'bigint', b: 'bigint' }, { paths: { a: 'bigint', b: 'double' } },
      'active FULL', {}, { a: 'bigint', b: 'double' }],
    ['an added field that an older version had incompatible', { a: 'bigint' }, { a: 'bigint', b: 'string' }, { paths: { a: 'bigint', b: 'bigint' } },
      'breaking NONE', { b: 'incompatible' }, { a: 'bigint', b: 'json' }],
    // fields absent
    ['an absent field', { a: 'bigint', b: 'string' }, { a: 'bigint' }, {}, 'breaking BACKWARD', {}, { a: 'bigint' }],
    ['an absent field and an added one', { a: 'bigint', b: 'string' }, { a: 'bigint', c: 'string' }, {},
      'breaking BACKWARD', {}, { a: 'bigint', c: 'string' }],
    // types changed
    ['an unknown type resolved', { a: 'unknown' }, { a: 'timestamp' }, CSV, 'active FULL', { a: 'resolved' }, { a: 'timestamp' }],
    ['bigint to double', { a: 'bigint' }, { a: 'double' }, {}, 'active BACKWARD', { a: 'widened' }, { a: 'double' }],
    ['date to timestamp', { a: 'date' }, { a: 'timestamp' }, CSV, 'active BACKWARD', { a: 'widened' }, { a: 'timestamp' }],
    ['more decimal digits', { a: 'decimal(19,0)' }, { a: 'decimal(30,0)' }, {}, 'active BACKWARD', { a: 'widened' }, { a: 'decimal(30,0)' }],
    ['integers beyond 2^53 when smaller ones are promoted', { a: 'bigint' }, { a: 'bigint(wide)' }, { written: { a: 'bigint' } },
      'active FULL', { a: 'precision' }, { a: 'bigint(wide)' }],
    ['bigint to double when bigint is promoted', { a: 'bigint' }, { a: 'double' }, { written: { a: 'bigint' } },
      'breaking BACKWARD', { a: 'physical' }, { a: 'double' }],
    ['any other type when the first one is promoted', { a: 'bigint' }, { a: 'string' }, { written: { a: 'bigint' } },
      'breaking NONE', { a: 'physical' }, { a: 'json' }],
    ['a re-added field with another type when the first one is promoted', {}, { b: 'double' }, { paths: { b: 'bigint' }, written: { b: 'bigint' } },
      'breaking BACKWARD', { b: 'physical' }, { b: 'double' }],
    ['wide integers to doubles', { a: 'bigint(wide)' }, { a: 'double' }, {}, 'breaking NONE', { a: 'incompatible' }, { a: 'json' }],
    ['a number to text', { a: 'bigint' }, { a: 'string' }, CSV, 'breaking NONE', { a: 'incompatible' }, { a: 'string' }],
    ['an object to a scalar', { 'a': 'struct', 'a.x': 'bigint' }, { a: 'bigint' }, {}, 'breaking NONE', { a: 'incompatible' }, { a: 'json' }],
    ['an array to an object', { 'a': 'array', 'a[]': 'bigint' }, { 'a': 'struct', 'a.x': 'bigint' }, {},
      'breaking NONE', { a: 'incompatible' }, { a: 'json' }],
    ['a type changed and a field absent', { a: 'bigint', b: 'bigint' }, { a: 'string' }, {}, 'breaking NONE', { a: 'incompatible' }, { a: 'json' }],
    ['a type widened and a field absent', { a: 'bigint', b: 'bigint' }, { a: 'double' }, {}, 'breaking BACKWARD', { a: 'widened' }, { a: 'double' }],
  ])('%s', (_, active, seen, more, outcome, classes, after) => {
    const judgement = judged(active, seen, more);
    expect(`${judgement.outcome} ${judgement.compatibility}`).toBe(outcome);
    expect(Object.fromEntries([...judgement.diff.typeChanged].map(([path, change]) => [path, change.class]))).toEqual(classes);
    expect(judgement.fields).toEqual(fields(after));
    expect(judgement.physical).toBe(Object.values(classes).includes('physical'));
  });

  test('the first file is ACTIVE and FULL, whatever it shows', () => {
    const first = firstVersion(profile({ a: 'bigint', b: 'unknown' }));
    expect(first).toMatchObject({ outcome: 'active', compatibility: 'FULL', physical: false });
    expect(first.fields).toEqual(fields({ a: 'bigint', b: 'unknown' }));
    expect(first.paths).toEqual(first.fields);
    expect(firstVersion(profile({}, 'json', 0)).outcome).toBe('active');
  });
});

describe('absence', () => {
  test('is noticed at the topmost missing path only', () => {
    const { diff, fields: left } = judged({ 'a': 'struct', 'a.x': 'struct', 'a.x.y': 'bigint', 'b': 'string' }, { b: 'string' });
    expect(diff.removed).toEqual(['a']);
    expect(left).toEqual(fields({ b: 'string' }));
  });

  test('is noticed inside an object that is there', () => {
    expect(judged({ 'a': 'struct', 'a.x': 'bigint', 'a.y': 'bigint' }, { 'a': 'struct', 'a.x': 'bigint' }).diff.removed).toEqual(['a.y']);
  });

  test('does not count if the parent was null, an array had no elements, or there was no record', () => {
    expect(judged({ 'a': 'struct', 'a.x': 'bigint' }, { a: 'unknown' }).outcome).toBe('unchanged');
    expect(judged({ 'a': 'array', 'a[]': 'struct', 'a[].x': 'bigint' }, { a: 'array' }).outcome).toBe('unchanged');
    expect(judged({ a: 'bigint' }, {}, { records: 0 }).outcome).toBe('unchanged');
  });

  test('counts in the elements of an array that has some', () => {
    const elements = judged({ 'a': 'array', 'a[]': 'struct', 'a[].x': 'bigint', 'a[].y': 'bigint' }, { 'a': 'array', 'a[]': 'struct', 'a[].x': 'bigint' });
    expect(elements.diff.removed).toEqual(['a[].y']);
  });

  test('of a column counts by the header, even without a row', () => {
    expect(judged({ a: 'bigint', b: 'bigint' }, { a: 'unknown' }, { family: 'csv', records: 0 }).diff.removed).toEqual(['b']);
  });

  test('of an optional field, or of anything below one, is not drift', () => {
    const active: Types = { 'a': 'struct', 'a.x': 'bigint', 'b': 'string' };
    expect(judged(active, { b: 'string' }, { optional: ['a'] }).outcome).toBe('unchanged');
    expect(judged(active, { a: 'struct', b: 'string' }, { optional: ['a'] }).outcome).toBe('unchanged');
    expect(judged(active, { b: 'string' }, { optional: ['a.x'] }).outcome).toBe('breaking');
  });

  test('counts only if the version at the time of receipt and the current one both require the field', () => {
    const late = judged({ a: 'bigint', added: 'string' }, { a: 'bigint' }, { baseline: { a: 'bigint' } });
    expect(late.outcome).toBe('unchanged');
    const beforeRemoval = judged({ a: 'bigint' }, { a: 'bigint' }, { baseline: { a: 'bigint', gone: 'string' }, paths: { a: 'bigint', gone: 'string' } });
    expect(beforeRemoval.outcome).toBe('unchanged');
  });
});

describe('a late file', () => {
  const removedSince = { baseline: { a: 'bigint', gone: 'bigint' } as Types, paths: { a: 'bigint', gone: 'bigint' } as Types };

  test('does not bring back a field that a decision has removed, and the values of the field are still read', () => {
    const late = judged({ a: 'bigint' }, { a: 'bigint', gone: 'bigint' }, removedSince);
    expect(late.outcome).toBe('unchanged');
    expect(late.paths).toEqual(fields(removedSince.paths));
  });

  test('with another type for a removed field is drift', () => {
    const late = judged({ a: 'bigint' }, { a: 'bigint', gone: 'double' }, removedSince);
    expect(late).toMatchObject({ outcome: 'breaking', compatibility: 'BACKWARD' });
    expect(late.fields).toEqual(fields({ a: 'bigint', gone: 'double' }));
  });

  test('with a new member of a removed object is drift, and an approval brings the object back', () => {
    const late = judged({ a: 'bigint' }, { 'a': 'bigint', 'o': 'struct', 'o.x': 'bigint', 'o.new': 'bigint' }, {
      baseline: { 'a': 'bigint', 'o': 'struct', 'o.x': 'bigint' }, paths: { 'a': 'bigint', 'o': 'struct', 'o.x': 'bigint' },
    });
    expect(late.outcome).toBe('breaking');
    expect(late.diff.added).toEqual(['o.new']);
    expect(late.fields).toEqual(fields({ 'a': 'bigint', 'o': 'struct', 'o.new': 'bigint' }));
  });
});

describe('a mixed path', () => {
  test('hides everything below it, in the file and in ACTIVE', () => {
    const judgement = judged({ 'a': 'struct', 'a.x': 'bigint' }, { 'a': 'struct', 'a.x': 'bigint', 'a.y': 'string' }, { paths: { a: 'json' } });
    expect(judgement.outcome).toBe('unchanged');
    expect(judgement.observed).toEqual(fields({ a: 'struct' }));
  });
});

describe('the epoch', () => {
  test('moves with drift, a changed type or the first column of a known path, but not with an added field', () => {
    expect(judged({ a: 'bigint' }, { a: 'bigint', b: 'string' }).epochMoves).toBe(false);
    expect(judged({ a: 'bigint', b: 'bigint' }, { a: 'bigint' }).epochMoves).toBe(true);
    expect(judged({ a: 'unknown' }, { a: 'string' }).epochMoves).toBe(true);
    expect(judged({ a: 'bigint' }, { a: 'double' }).epochMoves).toBe(true);
    expect(judged({ a: 'array' }, { 'a': 'array', 'a[]': 'string' }).epochMoves).toBe(true);
    expect(judged({ a: 'array' }, { 'a': 'array', 'a[]': 'unknown' }).epochMoves).toBe(false);
  });
});

describe('the fingerprint', () => {
  test('depends on the change, but not on the file or on promoted data', () => {
    const active: Types = { a: 'bigint', b: 'bigint', c: 'string' };
    const one = judged(active, { a: 'bigint', b: 'double' });
    expect(judged(active, { b: 'double', a: 'unknown' }, { records: 3, written: { b: 'bigint' } }).fingerprint).toBe(one.fingerprint);
    expect(judged(active, { a: 'bigint' }).fingerprint).not.toBe(one.fingerprint);
    expect(judged(active, { a: 'bigint', b: 'string' }).fingerprint).not.toBe(one.fingerprint);
    expect(judged(active, { a: 'bigint', b: 'double', d: 'string' }).fingerprint)
      .not.toBe(judged(active, { a: 'bigint', b: 'double', d: 'bigint' }).fingerprint);
  });
});

describe('whatever a file shows', () => {
  /** A possible history: the current paths contain everything that ACTIVE and the baseline ever had. */
  const histories = families.chain((family) => fc.record({
    profile: anyProfile(family), active: anyFields(family), baseline: anyFields(family), other: anyFields(family), written: fc.boolean(),
  })).map(({ profile: seen, active, baseline, other, written }): JudgeInput => {
    const paths = [active, baseline, other].reduce((a, b) => joinFields(a, b, seen.family));
    const known = (some: Fields): Fields => new Map([...some.keys()].filter((path) => paths.has(path)).map((path) => [path, paths.get(path)!]));
    const closed = closedPaths(paths);
    return {
      profile: seen,
      active: known(active),
      baseline: known(baseline),
      paths,
      optional: new Set(),
      written: written ? new Map([...paths].filter(([path]) => closed.has(path))) : new Map(),
    };
  });

  test('every value of a file that needs no decision has a column that holds it', () => {
    fc.assert(fc.property(histories, (input) => {
      const judgement = judge(input);
      if (judgement.outcome === 'breaking') {
        return;
      }
      expectHeld(judgement, judgement.paths);
    }), ALGEBRA);
  });

  test('nothing that is read today is lost or read differently without a decision', () => {
    fc.assert(fc.property(histories, (input) => {
      const judgement = judge(input);
      for (const [path, type] of input.paths) {
        const after = judgement.paths.get(path) ?? 'unknown';
        expect(type === 'unknown' || physicalType(type) === physicalType(after) || isWidening(type, after)).toBe(true);
      }
      for (const path of input.active.keys()) {
        if (judgement.outcome !== 'breaking') {
          expect(judgement.fields.has(path)).toBe(true);
        }
      }
    }), ALGEBRA);
  });

  test('the fields of a version are complete: every path has its parent, and no path lies below a mixed one', () => {
    fc.assert(fc.property(histories, (input) => {
      const { fields: after } = judge(input);
      for (const path of after.keys()) {
        expect(hasAncestor(path, (ancestor) => !['struct', 'array', 'map'].includes(after.get(ancestor) ?? 'absent'))).toBe(false);
      }
    }), ALGEBRA);
  });

  test('a second file like an accepted one changes nothing', () => {
    fc.assert(fc.property(histories, (input) => {
      const first = judge(input);
      if (first.outcome === 'breaking') {
        return;
      }
      const second = judge({ ...input, active: first.fields, baseline: first.fields, paths: first.paths });
      expect(second.diff.typeChanged.size).toBe(0);
      expect(second.diff.added.filter((path) => !input.baseline.has(path))).toEqual([]);
    }), ALGEBRA);
  });

  test('the order of two files that need no decision does not affect what is read', () => {
    fc.assert(fc.property(families.chain((family) => fc.tuple(anyProfile(family), anyProfile(family))), ([a, b]) => {
      const inOrder = (first: typeof a, then: typeof a) => {
        const { fields: active, paths } = firstVersion(first);
        return judge({ profile: then, active, baseline: active, paths, optional: new Set(), written: new Map() });
      };
      const [ab, ba] = [inOrder(a, b), inOrder(b, a)];
      if (ab.outcome === 'breaking' || ba.outcome === 'breaking') {
        return;
      }
      expect(new Map([...ab.paths].sort())).toEqual(new Map([...ba.paths].sort()));
      for (const [path, type] of ab.paths) {
        expect(type).toBe(join(a.fields.get(path)?.type ?? 'unknown', b.fields.get(path)?.type ?? 'unknown', a.family));
      }
    }), ALGEBRA);
  });
});
