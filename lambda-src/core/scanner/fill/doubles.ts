// Decimal digits to doubles, correctly rounded.

import { hostToDouble, powerOfTen } from '../common/numbers';
import { product, productHigh } from '../common/product';
import { POWERS_OF_FIVE } from './powers-of-five';

/**
 * The double nearest to ±mantissa × 10^exponent, the number written at `start`.
 *
 * @param exact whether `mantissa` holds all digits. If not, the host reads the text; nearly no number has that many digits.
 */
export function nearestDouble(start: usize, length: u32, negative: bool, mantissa: u64, exponent: i32, exact: bool): f64 {
  if (!exact) return hostToDouble(start, length);
  let value: f64;
  // Mantissa and power are exact doubles, so there is only one rounding.
  if (mantissa <= <u64>1 << 53 && exponent >= -22 && exponent <= 22) {
    value = exponent < 0 ? <f64>mantissa / powerOfTen(-exponent) : <f64>mantissa * powerOfTen(exponent);
  } else {
    value = roundedProduct(mantissa, exponent);
  }
  return negative ? -value : value;
}

/** The exponents of 10 for which `POWERS_OF_FIVE` has a row: below, every double is 0, and above, infinite. */
const LEAST_POWER: i32 = -342;
const GREATEST_POWER: i32 = 308;

const MANTISSA_BITS: i32 = 52;
const EXPONENT_BIAS: i32 = 1023;
const INFINITE_POWER: i32 = 0x7ff;

/**
 * The double nearest to mantissa × 10^power, by the algorithm of Eisel and Lemire: "Number Parsing at a Gigabyte per Second" (2021).
 * For a mantissa of at most 19 digits it needs no second method (Mushtak and Lemire: "Fast Number Parsing Without Fallback", 2022).
 */
function roundedProduct(mantissa: u64, power: i32): f64 {
  if (mantissa == 0 || power < LEAST_POWER) return 0;
  if (power > GREATEST_POWER) return Infinity;
  const shift = <i32>clz(mantissa);
  const normal = mantissa << shift;
  const row = POWERS_OF_FIVE + (<usize>(power - LEAST_POWER) << 4);
  let low = product(normal, load<u64>(row));
  let top = productHigh;
  if ((top & 0x1ff) == 0x1ff) {
    // The bits that decide the rounding may still change: the lower half of the power is multiplied too.
    product(normal, load<u64>(row, 8));
    const carried = productHigh;
    low += carried;
    if (carried > low) top++;
  }
  const upper = <i32>(top >> 63);
  const drop = upper + 64 - MANTISSA_BITS - 3;
  let bits = top >> drop;
  // 152170 / 65536 is log2(5), plus 1 for each power of 2 in a power of 10.
  let exponent = (((152170 + 65536) * power) >> 16) + 63 + upper - shift + EXPONENT_BIAS;
  if (exponent <= 0) {
    // A subnormal double, or zero.
    if (1 - exponent >= 64) return 0;
    bits >>= 1 - exponent;
    bits += bits & 1;
    return reinterpret<f64>(bits >> 1);
  }
  // Exactly between two doubles: the even one is nearer.
  if (low <= 1 && power >= -4 && power <= 23 && (bits & 3) == 1 && bits << drop == top) bits &= ~1;
  bits += bits & 1;
  bits >>= 1;
  if (bits >= <u64>2 << MANTISSA_BITS) {
    bits = <u64>1 << MANTISSA_BITS;
    exponent++;
  }
  if (exponent >= INFINITE_POWER) return Infinity;
  return reinterpret<f64>((bits & ~(<u64>1 << MANTISSA_BITS)) | (<u64>exponent << MANTISSA_BITS));
}
