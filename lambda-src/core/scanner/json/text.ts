// JSON strings. Strings with escapes or multibyte characters are decoded; plain ASCII is used as it is.

import { fail, mismatch, mismatchFrom } from '../common/fault';
import { BAD_UTF8, EXPECTED_ESCAPE, EXPECTED_HEX_DIGITS, EXPECTED_TEXT, LONE_SURROGATE } from '../common/fault-codes';
import { DATE, dateDays, dateKind, NO_DATE, timestampMillis } from '../common/dates';
import { isMarker } from '../common/markers';
import { FIXED } from '../common/memory';
import { multibyteLength } from '../common/utf8';
import { FILLS, SKETCHES } from '../common/variant';
import { countText } from '../count/count-value';
import { HASHED_BYTES } from '../count/sketch';
import { Column, KIND_DATE, KIND_JSON, KIND_TEXT, KIND_TIMESTAMP, reserveText } from '../fill/column';
import { noteMisfit, storeDate, storeText, storeTimestamp, storeWrittenText } from '../fill/store-value';
import { addNull, columnOf } from '../value/sink';
import { formatsOf } from './format';
import { countFormattedText, storeFormattedText } from './formatted';
import { hexDigit } from './hex-digit';
import { Node } from './node';

const QUOTE: u32 = 34;
const SLASH: u32 = 47;
const BACKSLASH: u32 = 92;
const LOWER_U: u32 = 117;

/** Where decoded text is written if it is not kept as a whole: at most MAX_KEPT bytes and 16 more. */
export const DECODED: usize = FIXED;
const MAX_KEPT: usize = 2048;
export const DECODED_END: usize = DECODED + MAX_KEPT + 64;

/** How many bytes the decoded text has. Only the first `keep` of them are written. */
export let decodedBytes: u32 = 0;
/** How many code points the decoded text has. */
let decodedLength: u32 = 0;

/** Where the text is written now. */
let decoded: usize = DECODED;
let keep: u32 = 0;
/** Filling: the column to whose heap the text is written; `keep` grows with the heap then. */
let growing: usize = 0;

/** How many bytes of a decoded string value are kept: enough for minimum, maximum, formats of texts and of fields, and null markers. */
const VALUE_BYTES: u32 = 64;

/**
 * Reads and adds the string value whose quote is at `p`.
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
    addText(node, text, bytes, bytes, p, close + 1);
    return close + 1;
  }
  if (FILLS && columnOf(node).kind == KIND_TEXT) return storeDecoded(node, text, end, final);
  const slow = decodeText(text, end, final, SKETCHES ? HASHED_BYTES : VALUE_BYTES);
  if (!slow) return 0;
  addText(node, DECODED, decodedBytes, decodedLength, p, slow + 1);
  return slow + 1;
}

/** Adds a text. In the file it is the string from `start` to `after`. */
// @ts-ignore: decorator
@inline
function addText(node: Node, text: usize, bytes: u32, length: u32, start: usize, after: usize): void {
  if (isMarker(text, bytes)) {
    addNull(node);
  } else if (FILLS) {
    storeString(node, text, bytes, start, after);
  } else {
    countText(node, text, bytes, length);
    if (node.formats) node.formats &= formatsOf(node, text, bytes, node.formats);
    if (node.format) countFormattedText(node, text, bytes);
  }
}

// @ts-ignore: decorator
@inline
function storeString(node: Node, text: usize, bytes: u32, start: usize, after: usize): void {
  const column = columnOf(node);
  const kind = column.kind;
  if (kind == KIND_TEXT) {
    storeText(column, text, bytes);
  } else if (kind == KIND_JSON) {
    storeText(column, start, <u32>(after - start));
  } else if (node.format) {
    storeFormattedText(node, text, bytes);
  } else if (kind == KIND_TIMESTAMP || kind == KIND_DATE) {
    const found = dateKind(text, bytes);
    if (found == NO_DATE) noteMisfit(column);
    else if (found == DATE) storeDate(column, dateDays);
    else storeTimestamp(column, timestampMillis);
  } else {
    noteMisfit(column);
  }
}

/** Decodes the string whose content begins at `text` to the end of the column's heap. Returns the same as `scanText`. */
function storeDecoded(node: Node, text: usize, end: usize, final: bool): usize {
  const column = columnOf(node);
  reserveText(column, 64);
  growing = changetype<usize>(column);
  useHeap(column);
  const close = decode(text, end, final);
  growing = 0;
  if (!close) return 0;
  if (isMarker(column.heap + column.heapBytes, decodedBytes)) addNull(node);
  else storeWrittenText(column, decodedBytes);
  return close + 1;
}

/** Lets decoded text be written to the end of the column's heap. */
function useHeap(column: Column): void {
  decoded = column.heap + column.heapBytes;
  keep = column.heapCapacity - column.heapBytes - 32;
}

/** Whether what is decoded next is kept. */
// @ts-ignore: decorator
@inline
function keeps(): bool {
  return decodedBytes < keep || (FILLS && growing != 0 && growHeap(changetype<Column>(growing)));
}

function growHeap(column: Column): bool {
  // What was written after the end of the heap moves too.
  column.heapBytes += decodedBytes;
  reserveText(column, decodedBytes + 64);
  column.heapBytes -= decodedBytes;
  useHeap(column);
  return true;
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
  if (keeps()) store<u8>(decoded + decodedBytes, <u8>byte);
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
function stopBits(bytes: v128): u32 {
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
  decoded = DECODED;
  keep = keepBytes;
  return decode(p, end, final);
}

function decode(p: usize, end: usize, final: bool): usize {
  decodedBytes = 0;
  decodedLength = 0;
  while (true) {
    const bytes = v128.load(p);
    const special = stopBits(bytes) | i8x16.bitmask(bytes);
    const plain: u32 = special ? ctz(special) : 16;
    if (keeps()) v128.store(decoded + decodedBytes, bytes);
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
      if (keeps()) store<u32>(decoded + decodedBytes, load<u32>(p));
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
