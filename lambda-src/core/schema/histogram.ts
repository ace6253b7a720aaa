/**
 * How values are spread: counts in buckets whose borders are fixed, four to every power of two, so that histograms of two
 * files add up to that of both. A bucket is at most a quarter wider than its lower border.
 */

/** Buckets that have values, in order. */
export type Histogram = ReadonlyArray<readonly [bucket: number, count: number]>;

/** What a bucket holds: from `low` on, below `high`. */
export interface Bucket {
  readonly low: number;
  readonly high: number;
}

const BUCKETS_OF_POWER = 4;

/** Lengths below have a bucket each. */
const EXACT_LENGTHS = 16;

/** Lengths of texts: up to 15 exactly, then four buckets to every power of two. */
export function lengthBucket(bucket: number): Bucket {
  if (bucket < EXACT_LENGTHS) {
    return { low: bucket, high: bucket + 1 };
  }
  const border = (at: number) => quarterPower(at, Math.log2(EXACT_LENGTHS));
  return { low: border(bucket - EXACT_LENGTHS), high: border(bucket - EXACT_LENGTHS + 1) };
}

/** Numbers with one of these powers of two as magnitude, at least, have buckets of their own. */
export const NumberPowers = { LEAST: -32, GREATEST: 64 } as const;

/** The bucket of magnitudes that are too great for one of their own. */
const GREATEST_BUCKET = (NumberPowers.GREATEST - NumberPowers.LEAST) * BUCKETS_OF_POWER + 1;

/** Numbers: 0 for those near zero, 1 and on for greater ones, −1 and on for negative ones by their magnitude. */
export function numberBucket(bucket: number): Bucket {
  const border = (at: number) => quarterPower(at, NumberPowers.LEAST);
  if (bucket === 0) {
    return { low: -border(0), high: border(0) };
  }
  const magnitude = Math.abs(bucket);
  const [low, high] = [border(magnitude - 1), magnitude === GREATEST_BUCKET ? Infinity : border(magnitude)];
  return bucket > 0 ? { low, high } : { low: -high, high: -low };
}

/** The histogram of the values of both. */
export function mergeHistograms(a: Histogram, b: Histogram): Histogram {
  const counts = new Map(a);
  for (const [bucket, count] of b) {
    counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  }
  return [...counts].sort(([one], [other]) => one - other);
}

/**
 * The value below which a share of all values lies, about: within a bucket they are taken to be spread evenly. Always finite:
 * an infinite value counts as the border beyond which there are no more buckets.
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
      // Infinity is no number of JSON, and nothing is spread evenly up to it.
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
