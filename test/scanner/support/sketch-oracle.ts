/** Makes the sketches that a scanner must make, with obvious code: one value at a time, in BigInt, and buckets by search. */

/* eslint-disable no-bitwise -- a hash is defined by its bits */

import type { Sketches } from '../../../lambda-src/core/formats/scanning/scanned-sketches';
import { REGISTERS } from '../../../lambda-src/core/schema/distinct';
import { type Bucket, type Histogram, NumberPowers, lengthBucket, numberBucket } from '../../../lambda-src/core/schema/histogram';

const [MULTIPLIER, MIXER, SEED] = [0x9e3779b97f4a7c15n, 0xd6e8feb86659fd93n, 0xd1b54a32d192ed03n];
const HASHED_BYTES = 2048;

const NUMBER_BUCKETS = 4 * (NumberPowers.GREATEST - NumberPowers.LEAST) + 1;
const LENGTH_BUCKETS = 120;

const word = (value: bigint) => BigInt.asUintN(64, value);

function mix(bits: bigint): bigint {
  let hash = bits ^ SEED;
  hash ^= hash >> 32n;
  hash = word(hash * MIXER);
  return hash ^ (hash >> 32n);
}

function textHash(text: string): bigint {
  const bytes = Buffer.from(text);
  let hash = word(BigInt(bytes.length) * MULTIPLIER);
  const hashed = bytes.subarray(0, HASHED_BYTES);
  for (let at = 0; at < hashed.length; at += 8) {
    const piece = Buffer.alloc(8);
    hashed.copy(piece, 0, at);
    hash = word((hash ^ piece.readBigUInt64LE()) * MULTIPLIER);
    if (at + 8 <= hashed.length) {
      hash ^= hash >> 29n;
    }
  }
  return mix(hash);
}

function doubleHash(value: number): bigint {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 53) {
    return mix(word(BigInt(value) * MULTIPLIER));
  }
  const bits = Buffer.alloc(8);
  bits.writeDoubleLE(value);
  return mix(word(bits.readBigUInt64LE() * MULTIPLIER));
}

/** The double made of a number's first 19 digits and its exponent. Only its last bits may differ from those of the number. */
function nearly(source: string): number {
  const [, sign, whole, fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source)!;
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = digits.slice(0, 19);
  const dropped = digits.length - kept.length;
  const exponent = Number(power) - fraction.length + dropped;
  if (Math.abs(exponent) > 22) {
    return Number(source);
  }
  const mantissa = Number(BigInt(kept || '0'));
  const value = exponent < 0 ? mantissa / 10 ** -exponent : mantissa * 10 ** exponent;
  return sign === '-' ? -value : value;
}

export class SketchCounter {
  private readonly distinct = new Uint8Array(REGISTERS);
  private readonly lengths = new Map<number, number>();
  private readonly numbers = new Map<number, number>();
  private isEmpty = true;

  integer(source: string): void {
    this.hash(mix(word(BigInt(source) * MULTIPLIER)));
    this.number(Number(source));
  }

  bigInteger(source: string): void {
    this.value(source);
    this.number(nearly(source));
  }

  double(source: string): void {
    const value = Number.isFinite(Number(source)) ? nearly(source) : Number(source);
    this.hash(doubleHash(value));
    if (!Number.isNaN(value)) {
      this.number(value);
    }
  }

  /** A value that is equal to another if their texts are equal. */
  value(source: string): void {
    this.hash(textHash(source));
  }

  length(text: string): void {
    const length = [...text].length;
    this.isEmpty = false;
    add(this.lengths, bucketOf(length, lengthBucket, 0, LENGTH_BUCKETS));
  }

  result(): Sketches | undefined {
    if (this.isEmpty) {
      return undefined;
    }
    return { distinct: this.distinct, lengths: inOrder(this.lengths), numbers: inOrder(this.numbers) };
  }

  private hash(hash: bigint): void {
    this.isEmpty = false;
    const bits = hash.toString(2).padStart(64, '0');
    const register = parseInt(bits.slice(0, 7), 2);
    const zeros = bits.slice(7).indexOf('1');
    this.distinct[register] = Math.max(this.distinct[register], 1 + (zeros === -1 ? 57 : zeros));
  }

  private number(value: number): void {
    add(this.numbers, bucketOf(value, numberBucket, -NUMBER_BUCKETS, NUMBER_BUCKETS));
  }
}

/** Finds the bucket by search. A bucket of negative numbers contains its upper border but not its lower one. */
function bucketOf(value: number, borders: (bucket: number) => Bucket, first: number, last: number): number {
  let [from, to] = [first, last];
  const isBelow = (bucket: number) => (bucket < 0 ? value <= borders(bucket).high : value < borders(bucket).high);
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (isBelow(middle)) {
      to = middle;
    } else {
      from = middle + 1;
    }
  }
  return from;
}

function add(counts: Map<number, number>, bucket: number): void {
  counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
}

function inOrder(counts: Map<number, number>): Histogram {
  return [...counts].sort(([a], [b]) => a - b);
}
