// The formats that all texts of a path have in common: an annotation for people, which does not affect types.

import { DATE, dateKind, hasOffset, TIMESTAMP } from '../common/dates';
import { countZone } from '../count/count-value';
import { Values } from '../count/values';
import { hexDigit } from './hex-digit';

const FORMAT_DATE: u32 = 1;
/** Dates have this format too, because a path may hold both. */
const FORMAT_TIMESTAMP: u32 = 2;
const FORMAT_UUID: u32 = 4;
const FORMAT_DIGITS: u32 = 8;

const HYPHEN: u8 = 45;

/** The longest text that counts as digits. */
const MAX_DIGITS: u32 = 38;

/** Which of the formats `candidates` the text has. A timestamp is counted by whether it has an offset. */
export function formatsOf(values: Values, text: usize, bytes: u32, candidates: u32): u32 {
  let found: u32 = 0;
  if (candidates & (FORMAT_DATE | FORMAT_TIMESTAMP)) {
    const kind = dateKind(text, bytes);
    if (kind == DATE) found = FORMAT_DATE | FORMAT_TIMESTAMP;
    else if (kind == TIMESTAMP) {
      found = FORMAT_TIMESTAMP;
      countZone(values, hasOffset);
    }
  }
  if (candidates & FORMAT_UUID && isUuid(text, bytes)) found |= FORMAT_UUID;
  if (candidates & FORMAT_DIGITS && isDigits(text, bytes)) found |= FORMAT_DIGITS;
  return found & candidates;
}

function isUuid(text: usize, bytes: u32): bool {
  if (bytes != 36) return false;
  for (let i: usize = 0; i < 36; i++) {
    const byte = load<u8>(text + i);
    if (i == 8 || i == 13 || i == 18 || i == 23 ? byte != HYPHEN : hexDigit(byte) < 0) return false;
  }
  return true;
}

function isDigits(text: usize, bytes: u32): bool {
  if (!bytes || bytes > MAX_DIGITS) return false;
  for (let i: u32 = 0; i < bytes; i++) if (<u32>load<u8>(text + i) - 48 > 9) return false;
  return true;
}
