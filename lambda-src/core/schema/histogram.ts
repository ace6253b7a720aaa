/**
 * How values are distributed: counts in buckets with fixed borders, four for every power of two. So the histograms of two
 * files add up to the histogram of both. The upper border of a bucket is at most a quarter above its lower border.
 */

/** Buckets that have values, in order. */
export type Histogram = ReadonlyArray<readonly [bucket: number, count: number]>;

/** A bucket holds the values from `low` (included) to `high` (excluded). */
export interface Bucket {
  readonly low: number;
  readonly high: number;
}

const BUCKETS_OF_POWER = 4;

/** Each length below this one has a bucket of its own. */
const EXACT_LENGTHS = 16;

/** The bucket of lengths of texts: up to 15 there is one per length, then four for every power of two. */
export function lengthBucket(bucket: number): Bucket {
  if (bucket < EXACT_LENGTHS) {
    return { low: bucket, high: bucket + 1 };
  }
  const border = (at: number) => quarterPower(at, Math.log2(EXACT_LENGTHS));
  return { low: border(bucket - EXACT_LENGTHS), high: border(bucket - EXACT_LENGTHS + 1) };
}

/** Numbers whose magnitude is between these powers of two have buckets of their own. */
export const NumberPowers = { LEAST: -32, GREATEST: 64 } as const;

/** The bucket of all greater magnitudes. */
const GREATEST_BUCKET = (NumberPowers.GREATEST - NumberPowers.LEAST) * BUCKETS_OF_POWER + 1;

/** The bucket of numbers: 0 for numbers near zero, 1, 2 … for greater numbers, and −1, −2 … for negative numbers by magnitude. */
export function numberBucket(bucket: number): Bucket {
  const border = (at: number) => quarterPower(at, NumberPowers.LEAST);
  if (bucket === 0) {
    return { low: -border(0), high: border(0) };
  }
  const magnitude = Math.abs(bucket);
  const [low, high] = [border(magnitude - 1), magnitude === GREATEST_BUCKET ? Infinity : border(magnitude)];
  return bucket > 0 ? { low, high } : { low: -high, high: -low };
}

/** The histogram of the values of both together. */
export function mergeHistograms(a: Histogram, b: Histogram): Histogram {
  const counts = new Map(a);
  for (const [bucket, count] of b) {
    counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  }
  return [...counts].sort(([one], [other]) => one - other);
}

/**
 * The value below which about this share of all values lies, assuming that the values of a bucket are spread evenly. It is
 * always finite: an infinite value counts as the outermost border of the buckets.
 *
 * @param bucketOf `lengthBucket` or `numberBucket`.
 * @param share between 0 and 1.
 * @param range the least and the greatest value.
 */
export function quantile(
  histogram: Histogram, bucketOf: (bucket: number) => Bucket, share: number, [least, greatest]: readonly [number, number],
): number {
  const total = histogram.reduce((sum, [, count]) => sum + count, 0);
  let before = 0;
  for (const [bucket, count] of histogram) {
    if (before + count >= share * total) {
      const { low, high } = bucketOf(bucket);
      const [from, to] = [Math.max(low, least), Math.min(high, greatest)];
      // JSON has no Infinity, and values cannot be spread evenly up to it.
      if (!Number.isFinite(from) || !Number.isFinite(to)) {
        return Number.isFinite(low) ? low : high;
      }
      return from + (to - from) * (share * total - before) / count;
    }
    before += count;
  }
  return greatest;
}

function quarterPower(quarters: number, firstPower: number): number {
  return 2 ** (firstPower + Math.floor(quarters / BUCKETS_OF_POWER)) * (1 + (quarters % BUCKETS_OF_POWER) / BUCKETS_OF_POWER);
}
