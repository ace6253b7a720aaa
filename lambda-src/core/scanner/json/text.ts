// JSON strings. Strings with escapes or multibyte characters are decoded; plain ASCII is counted as it is.

import { fail, mismatch, mismatchFrom } from '../common/fault';
import { BAD_UTF8, EXPECTED_ESCAPE, EXPECTED_HEX_DIGITS, EXPECTED_TEXT, LONE_SURROGATE } from '../common/fault-codes';
import { isMarker } from '../common/markers';
import { BORDERS_END } from '../common/records';
import { HASHED_BYTES } from '../common/sketch';
import { multibyteLength } from '../common/utf8';
import { addText } from '../common/count-value';
import { SKETCHES } from '../common/variant';
import { formatsOf } from './format';
import { hexDigit } from './hex-digit';
import { Node } from './node';

const QUOTE: u32 = 34;
const SLASH: u32 = 47;
const BACKSLASH: u32 = 92;
const LOWER_U: u32 = 117;

/** Where decoded text is written: at most MAX_KEPT bytes and 16 more. */
export const DECODED: usize = BORDERS_END;
const MAX_KEPT: usize = 2048;
export const DECODED_END: usize = DECODED + MAX_KEPT + 64;

/** How many bytes the decoded text has. Only the first `keep` of them are stored. */
export let decodedBytes: u32 = 0;
/** How many code points the decoded text has. */
export let decodedLength: u32 = 0;

let keep: u32 = 0;

/** How many bytes of a decoded string value are kept: enough for minimum, maximum, formats and null markers. */
const VALUE_BYTES: u32 = 64;

/**
 * Counts the string value whose quote is at `p`.
 *
 * @returns the byte after it; 0 on a fault, or if it is not complete before `end`.
 */
// @ts-ignore: decorator
@inline
export function scanText(node: Node, p: usize, end: usize, final: bool): usize {
  const text = p + 1;
  const close = plainEnd(text);
  if (close) {
    const bytes = <u32>(close - text);
    countText(node, text, bytes, bytes);
    return close + 1;
  }
  const slow = decodeText(text, end, final, SKETCHES ? HASHED_BYTES : VALUE_BYTES);
  if (!slow) return 0;
  countText(node, DECODED, decodedBytes, decodedLength);
  return slow + 1;
}

// @ts-ignore: decorator
@inline
function countText(node: Node, text: usize, bytes: u32, length: u32): void {
  if (isMarker(text, bytes)) {
    node.nulls++;
    return;
  }
  addText(node, text, bytes, length);
  if (node.formats) node.formats &= formatsOf(text, bytes, node.formats);
}

/** The quote that ends the string whose content begins at `p`, if the string is plain ASCII; otherwise 0. */
// @ts-ignore: decorator
@inline
export function plainEnd(p: usize): usize {
  let high: u32 = 0;
  while (true) {
    const bytes = v128.load(p);
    const above = i8x16.bitmask(bytes);
    const stops = stopBits(bytes);
    if (stops) {
      high |= above & ((stops & -stops) - 1);
      p += ctz(stops);
      return !high && load<u8>(p) == QUOTE ? p : 0;
    }
    high |= above;
    p += 16;
  }
}

// @ts-ignore: decorator
@inline
function put(byte: u32): void {
  if (decodedBytes < keep) store<u8>(DECODED + decodedBytes, <u8>byte);
  decodedBytes++;
}

function putCodePoint(code: u32): void {
  decodedLength++;
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | (code >> 6));
    put(0x80 | (code & 63));
  } else if (code < 0x10000) {
    put(0xe0 | (code >> 12));
    put(0x80 | ((code >> 6) & 63));
    put(0x80 | (code & 63));
  } else {
    put(0xf0 | (code >> 18));
    put(0x80 | ((code >> 12) & 63));
    put(0x80 | ((code >> 6) & 63));
    put(0x80 | (code & 63));
  }
}

/** Bit i is set if byte i of `bytes` is a quote, a backslash or a control character, which can end a plain run. */
// @ts-ignore: decorator
@inline
export function stopBits(bytes: v128): u32 {
  const quote = i8x16.eq(bytes, i8x16.splat(34));
  const backslash = i8x16.eq(bytes, i8x16.splat(92));
  const control = i8x16.eq(i8x16.min_u(bytes, i8x16.splat(31)), bytes);
  return i8x16.bitmask(v128.or(v128.or(quote, backslash), control));
}

/**
 * Decodes the string whose content begins at `p`, keeping the first `keepBytes` bytes.
 *
 * @returns the closing quote; 0 on a fault, or if the string is not complete before `end`.
 */
export function decodeText(p: usize, end: usize, final: bool, keepBytes: u32): usize {
  keep = keepBytes;
  decodedBytes = 0;
  decodedLength = 0;
  while (true) {
    const bytes = v128.load(p);
    const special = stopBits(bytes) | i8x16.bitmask(bytes);
    const plain: u32 = special ? ctz(special) : 16;
    if (decodedBytes < keep) v128.store(DECODED + decodedBytes, bytes);
    decodedBytes += plain;
    decodedLength += plain;
    p += plain;
    if (!special) continue;

    const byte: u32 = load<u8>(p);
    if (byte > 0x7f && p < end) {
      const length = multibyteLength(p, end);
      if (length <= 0) {
        if (length == 0 || final) fail(BAD_UTF8, p);
        return 0;
      }
      if (decodedBytes < keep) store<u32>(DECODED + decodedBytes, load<u32>(p));
      decodedBytes += length;
      decodedLength++;
      p += length;
    } else if (byte == QUOTE && p < end) {
      return p;
    } else if (byte == BACKSLASH && p < end) {
      p = decodeEscape(p, end, final);
      if (!p) return 0;
    } else {
      // A control character, or the window's end.
      mismatch(EXPECTED_TEXT, p, end, final);
      return 0;
    }
  }
}

/** Decodes the escape whose backslash is at `p`. Returns the byte after it, or 0 in the same cases as `decodeText`. */
function decodeEscape(p: usize, end: usize, final: bool): usize {
  const letter: u32 = load<u8>(p + 1);
  let code: u32 = 0;
  switch (letter) {
    case QUOTE:
    case BACKSLASH:
    case SLASH: code = letter; break;
    case 98: code = 8; break;
    case 102: code = 12; break;
    case 110: code = 10; break;
    case 114: code = 13; break;
    case 116: code = 9; break;
    case LOWER_U: return decodeUnicodeEscape(p, end, final);
  }
  if (!code || p + 1 >= end) {
    mismatch(EXPECTED_ESCAPE, p + 1, end, final);
    return 0;
  }
  putCodePoint(code);
  return p + 2;
}

function decodeUnicodeEscape(p: usize, end: usize, final: bool): usize {
  const unit = hexUnit(p + 2, end, final);
  if (unit < 0) return 0;
  if ((unit & 0xf800) != 0xd800) {
    putCodePoint(unit);
    return p + 6;
  }
  // Half of a surrogate pair. A high half is complete only if `\u` and a low half follow directly.
  if (unit < 0xdc00) {
    if (load<u8>(p + 6) == BACKSLASH && load<u8>(p + 7) == LOWER_U) {
      const low = hexUnit(p + 8, end, final);
      if (low < 0) return 0;
      if ((low & 0xfc00) == 0xdc00) {
        putCodePoint(0x10000 + (((unit & 0x3ff) << 10) | (low & 0x3ff)));
        return p + 12;
      }
    } else if (!final && (p + 6 >= end || (load<u8>(p + 6) == BACKSLASH && p + 7 >= end))) {
      return 0;
    }
  }
  fail(LONE_SURROGATE, p);
  return 0;
}

/** The 16 bits that the four hexadecimal digits at `p` represent; -1 in the cases in which `decodeText` returns 0. */
function hexUnit(p: usize, end: usize, final: bool): i32 {
  let unit: i32 = 0;
  for (let i: usize = 0; i < 4; i++) {
    const digit = hexDigit(load<u8>(p + i));
    if (digit < 0 || p + i >= end) {
      mismatchFrom(EXPECTED_HEX_DIGITS, p, p + i, end, final);
      return -1;
    }
    unit = (unit << 4) | digit;
  }
  return unit;
}
