// Numbers that count from the beginning of 1970.

import { decimalLow, readDecimal } from './decimal';
import { EPOCH_SECONDS } from './field-format';
import { GREATEST_MILLIS, LEAST_MILLIS } from './time';

/** The last moment, in milliseconds since 1970. */
export let epochMillis: i64 = 0;

/** More digits than any moment has, and few enough for 64 bits. */
const MOST_DIGITS: u32 = 18;

/** Takes the number, written as JSON writes it. False if it is not a whole number of milliseconds in the years 1 to 9999. */
export function readEpoch(epoch: u32, text: usize, bytes: u32): bool {
  if (!readDecimal(text, bytes, MOST_DIGITS, epoch == EPOCH_SECONDS ? 3 : 0)) return false;
  epochMillis = <i64>decimalLow;
  return epochMillis >= LEAST_MILLIS && epochMillis <= GREATEST_MILLIS;
}
