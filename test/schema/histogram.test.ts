import * as fc from 'fast-check';
import { type Histogram, lengthBucket, mergeHistograms, numberBucket, quantile } from '../../lambda-src/core/schema/histogram';

const GREATEST = 385;

test('the buckets of lengths are contiguous, and the width of each is at most a quarter of its lower border', () => {
  for (let bucket = 0; bucket < 112; bucket++) {
    const { low, high } = lengthBucket(bucket);
    expect(high).toBe(lengthBucket(bucket + 1).low);
    expect(Math.ceil(high) - low).toBeLessThanOrEqual(Math.max(1, low / 4));
  }
  expect(lengthBucket(0).low).toBe(0);
  expect(lengthBucket(16)).toEqual({ low: 16, high: 20 });
});

test('the buckets of numbers are contiguous from minus infinity to infinity, and symmetric around zero', () => {
  expect(numberBucket(-GREATEST).low).toBe(-Infinity);
  expect(numberBucket(GREATEST)).toEqual({ low: 2 ** 64, high: Infinity });
  for (let bucket = -GREATEST; bucket < GREATEST; bucket++) {
    expect(numberBucket(bucket).high).toBe(numberBucket(bucket + 1).low);
    if (bucket > 0) {
      expect(numberBucket(-bucket)).toEqual({ low: -numberBucket(bucket).high, high: -numberBucket(bucket).low });
    }
  }
});

const histogram: fc.Arbitrary<Histogram> = fc.uniqueArray(fc.tuple(fc.integer({ min: -GREATEST, max: GREATEST }), fc.integer({ min: 1, max: 9 })), {
  selector: ([bucket]) => bucket, maxLength: 12,
}).map((pairs) => pairs.sort(([a], [b]) => a - b));

test('merging adds up, in any order and grouping', () => {
  fc.assert(fc.property(histogram, histogram, histogram, (a, b, c) => {
    expect(mergeHistograms(a, b)).toEqual(mergeHistograms(b, a));
    expect(mergeHistograms(mergeHistograms(a, b), c)).toEqual(mergeHistograms(a, mergeHistograms(b, c)));
    expect(mergeHistograms(a, [])).toEqual(a);
    const total = (of: Histogram) => of.reduce((sum, [, count]) => sum + count, 0);
    expect(total(mergeHistograms(a, b))).toBe(total(a) + total(b));
  }), { numRuns: 1_000 });
});

test('a quantile is within one bucket of the value at its rank, and quantiles ascend', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
    const sorted = [...values].sort((a, b) => a - b);
    const all = sorted.reduce<Histogram>((sum, each) => mergeHistograms(sum, [[bucketOf(each), 1]]), []);
    const range = [sorted[0], sorted[sorted.length - 1]] as const;
    const found = quantile(all, numberBucket, share, range);
    const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.abs(exact) / 4 + 2 ** -31);
    expect(quantile(all, numberBucket, Math.min(1, share + 0.1), range)).toBeGreaterThanOrEqual(found);
  }), { numRuns: 1_000 });
});

test('a quantile is finite even if the values are not', () => {
  const shares = [0.05, 0.5, 0.95];
  const of = (all: Histogram, range: readonly [number, number]) => shares.map((share) => quantile(all, numberBucket, share, range));
  expect(of([[-GREATEST, 2], [129, 2], [GREATEST, 2]], [-Infinity, Infinity])).toEqual([-(2 ** 64), expect.closeTo(1.125), 2 ** 64]);
  expect(of([[GREATEST, 9]], [Infinity, Infinity])).toEqual([2 ** 64, 2 ** 64, 2 ** 64]);
  expect(of([[-GREATEST, 9]], [-Infinity, -Infinity])).toEqual([-(2 ** 64), -(2 ** 64), -(2 ** 64)]);
});

function bucketOf(value: number): number {
  for (let bucket = -GREATEST; ; bucket++) {
    const { high } = numberBucket(bucket);
    if (bucket < 0 ? value <= high : value < high) {
      return bucket;
    }
  }
}
