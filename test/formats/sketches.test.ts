import * as fc from 'fast-check';
import { Bounds } from '../../lambda-src/core/formats/bounds';
import { mergePaths } from '../../lambda-src/core/formats/json/scanned-path';
import { type ScannedValues, mergeValues } from '../../lambda-src/core/formats/scanning/scanned-values';
import type { FileProfile } from '../../lambda-src/core/profiling/file-profile';
import { profileFile } from '../../lambda-src/core/profiling/profile-file';
import { estimateDistinct } from '../../lambda-src/core/schema/distinct';
import type { Family } from '../../lambda-src/core/schema/field-type';

async function profiled(text: string, format: Family, sketches = true): Promise<FileProfile> {
  async function* chunks() {
    yield Buffer.from(text);
  }
  // With random cells it may be unclear whether the first row is a header.
  return profileFile(async () => chunks(), { format, ...format === 'csv' ? { csv: { delimiter: ',', header: true } } : {} }, { sketches });
}

/** What was counted in the part of a file that comes after so many records. */
function after<T extends ScannedValues>(records: number, values: T): T {
  const later = (first: number | undefined) => first === undefined ? undefined : first + records;
  const moved = Object.entries(values).map(([name, value]) => {
    if (name === 'firsts') {
      return [name, Object.fromEntries(Object.entries(value as Record<string, number>).map(([kind, first]) => [kind, later(first)]))];
    }
    if (name.startsWith('first')) {
      return [name, later(value as number | undefined)];
    }
    const isSeen = typeof value === 'object' && value !== null && 'first' in value;
    return [name, isSeen ? { ...value, first: later(value.first as number) } : value];
  });
  return Object.fromEntries(moved) as T;
}

/** By path or column name. */
function valuesOf({ schema, scanned }: FileProfile): Map<string, ScannedValues> {
  if ('paths' in scanned) {
    return new Map(scanned.paths);
  }
  return new Map([...schema.fields.keys()].map((path, i) => [path, scanned.columns[i]]));
}

const scalar = fc.oneof(
  fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string(), fc.boolean(), fc.constantFrom(null, '2024-01-02', '2024-01-02T03:04:05Z', '2024-01-02T03:04:05', 0, -0.5, 1e300, ''),
);
const record = fc.record({ a: scalar, b: scalar, c: fc.array(scalar, { maxLength: 3 }), d: fc.record({ e: scalar }) }, { requiredKeys: ['a'] });
const cell = fc.oneof(scalar.filter((each) => typeof each !== 'string').map((each) => String(each ?? '')), fc.string({ unit: fc.constantFrom('a', 'é', '1') }));

describe('two parts of a file together have every count, extreme and sketch of the whole file', () => {
  test('JSON', async () => {
    await fc.assert(fc.asyncProperty(fc.array(record, { minLength: 2, maxLength: 12 }), fc.nat(), async (records, cut) => {
      const lines = records.map((each) => `${JSON.stringify(each)}\n`);
      const at = 1 + (cut % (lines.length - 1));
      const [whole, first, second] = await Promise.all([lines, lines.slice(0, at), lines.slice(at)].map((part) => profiled(part.join(''), 'json')));
      for (const [path, values] of valuesOf(whole)) {
        const [a, b] = [first, second].map((part) => 'paths' in part.scanned ? part.scanned.paths.get(path) : undefined);
        const moved = b === undefined ? undefined : after(at, b);
        expect(a === undefined || moved === undefined ? a ?? moved : mergePaths(a, moved)).toEqual(values);
      }
    }), { numRuns: 1_000 });
  });

  test('CSV', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 12 }), fc.nat(), async (rows, cut) => {
      const lines = rows.map((cells) => `x,${cells.join(',')}\n`);
      const at = 1 + (cut % (lines.length - 1));
      const [whole, first, second] = await Promise.all([lines, lines.slice(0, at), lines.slice(at)].map((part) => profiled(`k,a,b\n${part.join('')}`, 'csv')));
      for (const [path, values] of valuesOf(whole)) {
        const merged = mergeValues(valuesOf(first).get(path)!, after(at, valuesOf(second).get(path)!));
        expect(values).toMatchObject(merged);
      }
    }), { numRuns: 1_000 });
  });
});

test('equal values count as the same, however they are written', async () => {
  const { scanned } = await profiled('{"a":1,"b":"A"}{"a":1.0,"b":"\\u0041"}{"a":10e-1,"b":"A"}', 'json');
  const paths = 'paths' in scanned ? scanned.paths : undefined;
  expect(estimateDistinct(paths!.get('a')!.sketches!.distinct)).toBe(1);
  expect(estimateDistinct(paths!.get('b')!.sketches!.distinct)).toBe(1);
});

test('the members of a map share one sketch', async () => {
  const labels = Object.fromEntries(Array.from({ length: 2_100 }, (_, i) => [`name${i}`, i % 7]));
  const { scanned } = await profiled(JSON.stringify({ labels }), 'json');
  const values = 'paths' in scanned ? scanned.paths.get('labels{}')! : undefined;
  expect(values!.integers).toBe(2_100);
  expect(estimateDistinct(values!.sketches!.distinct)).toBe(7);
});

test('there are no sketches unless they are requested', async () => {
  const profile = await profiled('a,b\n1,2\n', 'csv', false);
  expect([...valuesOf(profile).values()].every(({ sketches }) => sketches === undefined)).toBe(true);
});

describe(`a file with more than ${Bounds.SKETCHED_FIELDS} fields has no sketches`, () => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`);

  test.each([[Bounds.SKETCHED_FIELDS, true], [Bounds.SKETCHED_FIELDS + 1, false]])('CSV, %d: %p', async (count, has) => {
    const profile = await profiled(`${names(count).join(',')}\n${names(count).join(',')}\n`, 'csv');
    const found = [...valuesOf(profile).values()];
    expect(found).toHaveLength(count);
    expect(found.every(({ sketches }) => (sketches !== undefined) === has)).toBe(true);
  });

  test.each([[Bounds.SKETCHED_FIELDS, true], [Bounds.SKETCHED_FIELDS + 1, false]])('JSON, %d: %p', async (count, has) => {
    // Five objects, which are fields themselves, because one object with more than 2,000 names would be a map.
    const members = names(count - 5);
    const object = (i: number) => Object.fromEntries(members.slice(i * 900, (i + 1) * 900).map((name) => [name, 1]));
    const file = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`o${i}`, object(i)]));
    const profile = await profiled(JSON.stringify(file), 'json');
    const found = [...valuesOf(profile)].filter(([path]) => path.includes('.'));
    expect(found).toHaveLength(members.length);
    expect(found.every(([, { sketches }]) => (sketches !== undefined) === has)).toBe(true);
  });
});
