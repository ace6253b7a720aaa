// Sketches of the scalar values of one path: how many different values there are, and how numbers and lengths are distributed.
//
// They are sums and maxima, so neither the order of values nor the way in which a file is cut can matter, and the sketches of
// two files merge into the sketch of both. `schema/distinct.ts` and `schema/histogram.ts` say what the numbers mean.

import { allocate } from '../common/memory';
import { Values } from './values';
import { SKETCHES } from '../common/variant';

/** The top bits of a hash choose a register. There are 2^7 registers, which gives a standard error of 9 %. */
const REGISTER_BITS: u32 = 7;
export const REGISTERS: u32 = 1 << REGISTER_BITS;

/** Each length below this one has a bucket of its own. From here on, there are four buckets for every power of two. */
const EXACT_LENGTHS: u32 = 16;
const EXACT_BITS: u32 = 4;
/** Enough for a text that fills the window. */
export const LENGTH_BUCKETS: u32 = EXACT_LENGTHS + 4 * 24;

/** Numbers of each sign have four buckets for every power of two from 2^-32 to 2^64, and one above. One bucket is for numbers near zero. */
const LEAST_KEY: i32 = (1023 - 32) << 2;
const KEYS: i32 = (32 + 64) << 2;
export const NUMBER_BUCKETS: u32 = 2 * (KEYS + 1) + 1;
const ZERO_BUCKET: u32 = KEYS + 1;

/** Longer texts count as the same value if their lengths and this many first bytes are the same. */
export const HASHED_BYTES: u32 = 2048;

// A sketch in memory: the registers, one byte each; the counts of lengths; the address of the counts of numbers, if there were any.
const LENGTHS: usize = REGISTERS;
const NUMBERS: usize = LENGTHS + 4 * LENGTH_BUCKETS;
const SKETCH_BYTES: usize = NUMBERS + 4;

const MULTIPLIER: u64 = 0x9e3779b97f4a7c15;
const MIXER: u64 = 0xd6e8feb86659fd93;
const SEED: u64 = 0xd1b54a32d192ed03;

/** How many more sketches there may be. */
let left: u32 = 0;
/** A spare sketch, used when no more are left: a file with that many paths has no sketches in the end. */
let spare: usize = 0;

/** Forgets all sketches; the heap must be empty too. `paths`: how many paths may have a sketch. */
export function resetSketches(paths: u32): void {
  if (!SKETCHES) return;
  left = paths;
  spare = allocate(SKETCH_BYTES);
}

// @ts-ignore: decorator
@inline
function sketchOf(values: Values): usize {
  return values.sketch ? values.sketch : newSketch(values);
}

function newSketch(values: Values): usize {
  values.sketch = left ? allocate(SKETCH_BYTES) : spare;
  if (left) left--;
  return values.sketch;
}

function numbersOf(sketch: usize): usize {
  const known: usize = load<u32>(sketch, NUMBERS);
  if (known) return known;
  const created = allocate(4 * NUMBER_BUCKETS);
  store<u32>(sketch, <u32>created, NUMBERS);
  return created;
}

// @ts-ignore: decorator
@inline
function mix(bits: u64): u64 {
  // Without the seed, 0 and the empty text would have the hash 0, which no other value comes near.
  let hash = bits ^ SEED;
  hash ^= hash >> 32;
  hash *= MIXER;
  return hash ^ (hash >> 32);
}

/** A file has fewer than 2^32 values, so no count overflows. */
// @ts-ignore: decorator
@inline
function increment(counter: usize): void {
  store<u32>(counter, load<u32>(counter) + 1);
}

function addHash(sketch: usize, hash: u64): void {
  const register = sketch + <usize>(hash >> (64 - REGISTER_BITS));
  const rank = <u8>(clz((hash << REGISTER_BITS) | (1 << (REGISTER_BITS - 1))) + 1);
  if (rank > load<u8>(register)) store<u8>(register, rank);
}

function addNumber(sketch: usize, value: f64): void {
  if (value != value) return;
  const key = <i32>((reinterpret<u64>(value) & i64.MAX_VALUE) >> 50) - LEAST_KEY + 1;
  const bucket: i32 = key < 0 ? 0 : min(key, KEYS + 1);
  const place = value < 0 ? ZERO_BUCKET - bucket : ZERO_BUCKET + bucket;
  increment(numbersOf(sketch) + (<usize>place << 2));
}

/** Adds an integer of 64 bits. */
export function sketchInteger(values: Values, value: i64): void {
  const sketch = sketchOf(values);
  addHash(sketch, mix(<u64>value * MULTIPLIER));
  addNumber(sketch, <f64>value);
}

/** Adds a double. A whole double is the same value as the integer. */
export function sketchDouble(values: Values, value: f64): void {
  const sketch = sketchOf(values);
  const whole = trunc(value) == value && abs(value) < 9007199254740992;
  addHash(sketch, mix((whole ? <u64>(<i64>value) : reinterpret<u64>(value)) * MULTIPLIER));
  addNumber(sketch, value);
}

/** Adds a number beyond 64 bits. Different digits are a different value. */
export function sketchBigInteger(values: Values, digits: usize, bytes: u32, value: f64): void {
  sketchValue(values, digits, bytes);
  addNumber(sketchOf(values), value);
}

/** Adds a value that is identified by its text. Reads up to 8 bytes after its hashed part. */
export function sketchValue(values: Values, text: usize, bytes: u32): void {
  let hash: u64 = <u64>bytes * MULTIPLIER;
  const end = text + min(bytes, HASHED_BYTES);
  let p = text;
  for (; p + 8 <= end; p += 8) {
    hash = (hash ^ load<u64>(p)) * MULTIPLIER;
    hash ^= hash >> 29;
  }
  if (p < end) {
    const rest = load<u64>(p) & (((<u64>1) << ((end - p) << 3)) - 1);
    hash = (hash ^ rest) * MULTIPLIER;
  }
  addHash(sketchOf(values), mix(hash));
}

/** Adds the length of a text, in code points. */
export function sketchLength(values: Values, length: u32): void {
  let bucket = length;
  if (length >= EXACT_LENGTHS) {
    const power: u32 = 31 - clz(length);
    bucket = EXACT_LENGTHS + ((power - EXACT_BITS) << 2) + ((length >> (power - 2)) & 3);
  }
  increment(sketchOf(values) + LENGTHS + (<usize>bucket << 2));
}

/** Where a sketch keeps its parts, for the host. */
export const SKETCH_LENGTHS: usize = LENGTHS;
export const SKETCH_NUMBERS: usize = NUMBERS;
