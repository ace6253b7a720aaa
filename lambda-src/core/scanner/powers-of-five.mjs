/**
 * The source of `fill/powers-of-five.ts`: the powers of five from 5^-342 to 5^308, each as its first 128 bits, the upper 64 first.
 * Negative powers are rounded up, as the algorithm that uses them requires (`fill/doubles.ts`).
 */
export function powersOfFive() {
  const halves = [];
  for (let power = -342; power <= 308; power++) {
    const bits = firstBits(power);
    halves.push(bits >> 64n, bits & ((1n << 64n) - 1n));
  }
  const words = halves.map((half) => `0x${half.toString(16)}`);
  return `export const POWERS_OF_FIVE: usize = memory.data<u64>([${words.join(', ')}]);\n`;
}

function firstBits(power) {
  const five = 5n ** BigInt(Math.abs(power));
  const length = BigInt(five.toString(2).length);
  if (power >= 0) return length <= 128n ? five << (128n - length) : five >> (length - 128n);
  const shift = power >= -27 ? length + 127n : 2n * length + 128n;
  let bits = (1n << shift) / five + 1n;
  while (bits >= 1n << 128n) bits >>= 1n;
  return bits;
}
