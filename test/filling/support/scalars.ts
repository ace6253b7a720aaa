/** Random texts of one type each, with the extremes of the type. */

import { type FieldType, decimalPrecision, decimalScale } from '../../../lambda-src/core/schema/field-type';
import { decimalSource } from '../../scanner/support/format-cases';
import { closeNumber, number } from '../../scanner/support/json-cases';
import type { Random } from '../../scanner/support/random';

function digits(random: Random, count: number): string {
  return `${random.integer(1, 9)}${random.times(count - 1, () => random.integer(0, 9)).join('')}`;
}

function sign(random: Random): string {
  return random.chance(0.3) ? '-' : '';
}

/** An integer that is not further from 0 than `most`. */
export function integerText(random: Random, most: bigint): string {
  const kind = random.next();
  if (kind < 0.1) {
    return random.pick([String(most), String(-most), '0', '-0', String(most - 1n), String(1n - most)]);
  }
  if (kind < 0.5) {
    return String(random.integer(-1_000, 1_000));
  }
  return sign(random) + digits(random, random.integer(1, String(most).length - 1));
}

export function decimalText(random: Random, type: FieldType): string {
  const [precision, scale] = [decimalPrecision(type), decimalScale(type)];
  if (scale > 0 || precision < 19) {
    return decimalSource(random, precision, scale);
  }
  const kind = random.next();
  if (kind < 0.15) {
    return sign(random) + '9'.repeat(precision);
  }
  if (kind < 0.2) {
    // Multiples of 2^64 and their neighbours are where the halves of a stored decimal meet.
    const near = 2n ** 64n * BigInt(random.integer(1, 1_000)) + BigInt(random.integer(-1, 1));
    return String(near).length <= precision ? sign(random) + String(near) : '1';
  }
  if (kind < 0.3) {
    return random.pick(['0', '-0', '1', '-1', '9223372036854775807', '-9223372036854775808', `1${'0'.repeat(precision - 1)}`, '9999999999999999999']);
  }
  return sign(random) + digits(random, random.integer(1, precision));
}

export function doubleText(random: Random): string {
  if (random.chance(0.006)) {
    // Beyond the largest double. The exponents of those from 2^1025 on do not fit into its 11 bits.
    return sign(random) + random.pick(['1.7976931348623159e308', '1.8e308', '4e308', '6.5e308', '8e308', '9e308', '1e309', '2e400']);
  }
  const kind = random.next();
  if (kind < 0.2) {
    return integerText(random, 2n ** 53n);
  }
  if (kind < 0.35) {
    return String(anyDouble(random));
  }
  if (kind < 0.5) {
    return `${sign(random)}${random.integer(0, 999)}.${digits(random, random.integer(1, 30))}`;
  }
  if (kind < 0.65) {
    return `${sign(random)}${random.integer(0, 9)}${random.pick(['', '.5', `.${digits(random, 18)}`])}${random.pick(['e', 'E'])}${random.pick(['', '+', '-'])}${random.integer(0, 300)}`;
  }
  if (kind < 0.7) {
    return halfway(random);
  }
  if (kind < 0.75) {
    return closeNumber(random);
  }
  if (kind < 0.85) {
    return random.pick([
      '-0', '-0.0', '0.0', '-0e5', '5e-324', '2e-324', '2.4703282292062328e-324', '1.7976931348623157e308', '2.2250738585072011e-308', '1e22', '1e23',
      '9007199254740993.0', '0.1', '4.9406564584124654e-324', '9007199254740992', '1.0000000000000002', '123456789012345678901234567890.5', '1e-400',
      `0.${'0'.repeat(300)}1`, `1${'0'.repeat(300)}.5`, '8.5e15', '72057594037927945.0', '6929495644600919.5',
    ]);
  }
  // Most numbers of the profiler's fuzz are of other types.
  const any = number(random);
  return /^-?(?:0|[1-9]\d*)(?:\.\d+|(?:\.\d+)?[eE][+-]?\d+)$/.test(any) && any.length <= 1_000 && Number.isFinite(Number(any)) ? any : '0.5';
}

/** About in the middle between two doubles, so that the last of many digits decides. */
function halfway(random: Random): string {
  const middle = 2n ** 53n + 2n * BigInt(random.integer(0, 1e12)) + 1n;
  const zeros = '0'.repeat(random.integer(0, 20));
  return sign(random) + random.pick([`${middle}.${zeros}0`, `${middle}.${zeros}1`, `${middle - 1n}.9${zeros.replaceAll('0', '9')}`]);
}

/** Every finite double is equally likely. JavaScript writes some as integers, which may be too large for a column of doubles. */
function anyDouble(random: Random): number {
  const bytes = Buffer.from(random.times(8, () => random.integer(0, 255)));
  const double = bytes.readDoubleBE();
  return Number.isFinite(double) && !Number.isInteger(double) ? double : random.next();
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

export function dayText(random: Random): string {
  if (random.chance(0.1)) {
    return random.pick(['0001-01-01', '9999-12-31', '1970-01-01', '1969-12-31', '2000-02-29', '2024-02-29', '1582-10-10', '0004-02-29', '1900-03-01']);
  }
  return `${padded(random.chance(0.5) ? random.integer(1900, 2100) : random.integer(1, 9999), 4)}-${padded(random.integer(1, 12), 2)}-${padded(random.integer(1, 28), 2)}`;
}

export function momentText(random: Random): string {
  const fraction = random.chance(0.5) ? '' : `.${random.times(random.integer(1, 9), () => random.integer(0, 9)).join('')}`;
  const zone = random.pick(['', 'Z', 'Z', `${random.pick(['+', '-'])}${padded(random.integer(0, 17), 2)}:${padded(random.integer(0, 59), 2)}`, '+18:00', '-18:00']);
  const time = `${padded(random.integer(0, 23), 2)}:${padded(random.integer(0, 59), 2)}:${padded(random.integer(0, 59), 2)}`;
  return `${dayText(random)}${random.pick(['T', 'T', ' '])}${time}${fraction}${zone}`;
}
