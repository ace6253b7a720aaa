// Products of two numbers of 64 bits, which have 128.

/** The upper 64 bits of the last product. */
export let productHigh: u64 = 0;

/** The lower 64 bits of a × b. */
// @ts-ignore: decorator
@inline
export function product(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >> 32);
  const cross = aLow * bHigh + (middle & 0xffffffff);
  productHigh = aHigh * bHigh + (middle >> 32) + (cross >> 32);
  return (cross << 32) | (low & 0xffffffff);
}
