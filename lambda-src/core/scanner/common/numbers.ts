// What both scanners and all variants know about numbers.

/** Any mantissa of this many digits fits into 64 unsigned bits. */
export const MANTISSA_DIGITS: u32 = 19;

/** Digits of the longest integer that a type holds: decimal(38,0). */
export const MAX_DECIMAL_DIGITS: u32 = 38;

/** Bytes of the longest text of a number that a type holds. */
export const MAX_NUMBER_BYTES: u32 = 1000;

/** Exact decimal value of the text at `p`, rounded as JavaScript does it. */
// @ts-ignore: decorator
@external("host", "toDouble")
export declare function hostToDouble(p: usize, length: i32): f64;

/** Whether the double that the text at `p` is read as does not give back all of its digits. */
// @ts-ignore: decorator
@external("host", "losesDigits")
export declare function hostLosesDigits(p: usize, length: i32): bool;

const POWERS_OF_TEN: usize = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]);

/** 10 to the `exponent`, 0 to 22: the powers that a double holds exactly. */
// @ts-ignore: decorator
@inline
export function powerOfTen(exponent: u32): f64 {
  return load<f64>(POWERS_OF_TEN + (<usize>exponent << 3));
}
