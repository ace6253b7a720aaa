// Functions that work on 16 bytes at a time.

/** Bit i is set if byte i of `digits` (already minus '0') is 0 to 9. */
// @ts-ignore: decorator
@inline
export function digitBits(digits: v128): u32 {
  return i8x16.bitmask(i8x16.eq(i8x16.min_u(digits, i8x16.splat(9)), digits));
}

/** The bytes at `p`, minus '0'. */
// @ts-ignore: decorator
@inline
export function minusZero(p: usize): v128 {
  return i8x16.sub(v128.load(p), i8x16.splat(48));
}

/** The number that 16 digits represent, the most significant digit first. */
// @ts-ignore: decorator
@inline
export function decimalOf16(digits: v128): u64 {
  const pairs = i16x8.add(i16x8.mul(v128.and(digits, i16x8.splat(255)), i16x8.splat(10)), i16x8.shr_u(digits, 8));
  const fours = i32x4.dot_i16x8_s(pairs, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const high = <u32>i32x4.extract_lane(fours, 0) * 10000 + <u32>i32x4.extract_lane(fours, 1);
  const low = <u32>i32x4.extract_lane(fours, 2) * 10000 + <u32>i32x4.extract_lane(fours, 3);
  return <u64>high * 100000000 + <u64>low;
}

// @ts-ignore: decorator
@inline
function laneNumbers(): v128 {
  return i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** Moves the first `count` bytes, the digits of a number, to the right end, and fills the rest with zeros. */
// @ts-ignore: decorator
@inline
export function rightAligned(digits: v128, count: u32): v128 {
  return i8x16.swizzle(digits, i8x16.add(laneNumbers(), i8x16.splat(<i8>(count - 16))));
}

/** The same for `count` bytes that have a point at index `dot`. The point is removed. */
// @ts-ignore: decorator
@inline
export function rightAlignedOverDot(digits: v128, count: u32, dot: u32): v128 {
  const lanes = i8x16.add(laneNumbers(), i8x16.splat(<i8>(count - 16)));
  return i8x16.swizzle(digits, i8x16.add(lanes, i8x16.le_s(lanes, i8x16.splat(<i8>dot))));
}

/** Whether `length` bytes at `a` and `b` are the same. Reads up to 15 bytes after either. */
export function sameBytes(a: usize, b: usize, length: u32): bool {
  let i: u32 = 0;
  for (; i + 16 <= length; i += 16) {
    if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false;
  }
  if (i == length) return true;
  const wanted: u32 = (1 << (length - i)) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i))) & wanted) == wanted;
}
