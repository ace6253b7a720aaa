/** The order of columns: that of the files, with new columns after old ones, whatever happens to the schema. */
import * as fc from 'fast-check';
import { anyFields, families, fields, profile } from './support';
import { inPlace, placed } from '../../lambda-src/core/registry/head';
import { type OpenVersion, approved, remaining } from '../../lambda-src/core/schema/decision';
import type { Family, FieldType, Fields } from '../../lambda-src/core/schema/field-type';
import { closedPaths } from '../../lambda-src/core/schema/fields';
import { firstVersion, judge } from '../../lambda-src/core/schema/judge';
import { parentOf } from '../../src/field-path';

const NOTHING: Fields = new Map();

/** The paths with a column, in their order. */
function columnsOf(paths: Fields): string[] {
  const closed = closedPaths(paths);
  return [...paths.keys()].filter((path) => closed.has(path));
}

/** A map as DynamoDB may give it back. */
function shuffled<V>(map: ReadonlyMap<string, V>, seed: number): Map<string, V> {
  const rank = (path: string) => [...path].reduce((hash, c) => (hash * 31 + c.codePointAt(0)!) % 1_000_003, seed);
  return new Map([...map].sort(([a], [b]) => rank(a) - rank(b)));
}

/** The fields in another order in which each object comes before its members, as in a file. */
function inFileOrder(types: Fields, seed: number): Fields {
  const below = (parent: string | undefined): [string, FieldType][] => [...shuffled(types, seed)]
    .filter(([path]) => parentOf(path) === parent).flatMap((field) => [field, ...below(field[0])]);
  return new Map(below(undefined));
}

interface Source {
  active: Fields;
  paths: Fields;
  open: OpenVersion[];
}

/** A file comes; if it is a drift, it waits. */
function receive(source: Source, types: Fields, family: Family, seed: number): Source {
  const { active } = source;
  const judgement = judge({ profile: profile(types, family), active, baseline: active, paths: source.paths, optional: new Set(), written: NOTHING });
  if (judgement.outcome === 'breaking') {
    return { ...source, open: [...source.open, { diff: judgement.diff, observed: shuffled(judgement.observed, seed) }] };
  }
  return { ...source, active: judgement.fields, paths: judgement.paths };
}

/** A person approves the oldest drift, and the others are compared again. */
function approve({ active, paths, open: [drift, ...others] }: Source, family: Family): Source {
  const after = approved(drift, { active, paths, written: NOTHING, family });
  return others.reduce<Source>((source, other) => {
    const left = remaining(other, { ...source, family });
    return left.kind === 'drift' ? { ...source, open: [...source.open, other] } : { ...source, active: left.fields, paths: left.paths };
  }, { active: after.fields, paths: after.paths, open: [] });
}

test('the first file gives its columns its own order', () => {
  const types: Fields = new Map([['b', 'bigint'], ['2020', 'bigint'], ['a', 'struct'], ['a.y', 'date'], ['a.x', 'date'], ['1999', 'bigint']]);
  expect([...firstVersion(profile(types)).paths]).toEqual([...types]);
});

test('a new field comes after all others, in the table and in its struct', () => {
  const first = firstVersion(profile(fields({ 'b': 'bigint', 's': 'struct', 's.y': 'date' })));
  const { paths } = receive({ active: first.fields, paths: first.paths, open: [] },
    fields({ 'z': 'bigint', 'a': 'bigint', 's': 'struct', 's.x': 'date', 's.y': 'date', 'b': 'bigint' }), 'json', 1);
  expect(columnsOf(paths)).toEqual(['b', 's', 's.y', 'z', 'a', 's.x']);
});

test('a field that had only nulls comes after the columns that were there before its first value', () => {
  const first = firstVersion(profile({ b: 'unknown', c: 'bigint' }, 'csv'));
  expect([...first.paths.keys()]).toEqual(['b', 'c']);
  const { paths } = receive({ active: first.fields, paths: first.paths, open: [] }, fields({ b: 'date', c: 'bigint', a: 'bigint' }), 'csv', 1);
  expect(columnsOf(paths)).toEqual(['c', 'b', 'a']);
});

test('an approval gives the new fields of a drift the order of their file', () => {
  const first = firstVersion(profile({ b: 'bigint', c: 'bigint' }, 'csv'));
  const source = receive({ active: first.fields, paths: first.paths, open: [] }, fields({ z: 'date', c: 'bigint', y: 'date', x: 'date' }), 'csv', 1);
  expect(columnsOf(approve(source, 'csv').paths)).toEqual(['b', 'c', 'z', 'y', 'x']);
});

test('head keeps the order, although DynamoDB does not', () => {
  fc.assert(fc.property(anyFields('json'), fc.nat(), (types, seed) => {
    const paths = inFileOrder(types, seed);
    expect([...inPlace(shuffled(new Map(placed(paths)), seed + 1))]).toEqual([...paths]);
  }));
});

test('no sequence of files and approvals ever changes the order of the columns that are there', () => {
  const steps = families.chain((family) => fc.record({
    family: fc.constant(family),
    files: fc.array(fc.tuple(anyFields(family), fc.nat(), fc.boolean()), { minLength: 2, maxLength: 8 }),
  }));
  fc.assert(fc.property(steps, ({ family, files: [[types, seed], ...files] }) => {
    const first = firstVersion(profile(inFileOrder(types, seed), family));
    let source: Source = { active: first.fields, paths: first.paths, open: [] };
    for (const [next, order, approves] of files) {
      const before = columnsOf(source.paths);
      source = receive(source, inFileOrder(next, order), family, order);
      if (approves && source.open.length > 0) {
        source = approve(source, family);
      }
      const after = columnsOf(source.paths);
      // A column may vanish within one that becomes a map or JSON text.
      const kept = before.filter((path) => source.paths.has(path));
      expect(after.slice(0, kept.length)).toEqual(kept);
      source = { ...source, paths: inPlace(shuffled(new Map(placed(source.paths)), order)) };
    }
  }), { numRuns: 2_000 });
});
