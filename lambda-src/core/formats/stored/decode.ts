/** Strict decoding of the complete characters in a run of bytes. The bytes that are left over begin the next run. */

import { isAscii, isUtf8 } from 'node:buffer';
import type { Encoding } from '../dialect';
import { FileFault } from '../fault';

export interface Decoded {
  readonly text: string;
  /** Bytes decoded; the rest is an unfinished character. */
  readonly used: number;
}

/** @param offset of the first byte in the file, for the fault. */
export function decodeUtf8(bytes: Uint8Array, offset: number): Decoded {
  const used = bytes.length - unfinishedUtf8(bytes);
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, used);
  if (!isUtf8(whole)) {
    const at = offset + validUtf8Prefix(whole);
    throw new FileFault('invalid_encoding', `byte ${at} is not UTF-8; send UTF-8, or UTF-16 with a byte order mark`, { byteOffset: at });
  }
  return { text: whole.toString('utf8'), used };
}

/** How many bytes at the end belong to a character that is not complete. */
function unfinishedUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? back : 0;
    }
    if (byte < 0x80) {
      return 0;
    }
  }
  return 0;
}

/** Length of the longest valid prefix that ends with a complete character. It is called only once, for the fault. */
function validUtf8Prefix(bytes: Buffer): number {
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 1) {
    const middle = Math.floor((valid + invalid) / 2);
    const whole = middle - unfinishedUtf8(bytes.subarray(0, middle));
    if (isUtf8(bytes.subarray(0, whole))) {
      valid = middle;
    } else {
      invalid = middle;
    }
  }
  return valid - unfinishedUtf8(bytes.subarray(0, valid));
}

export interface Encoded {
  readonly utf8: Uint8Array;
  /** Bytes encoded; the rest is an unfinished character. */
  readonly used: number;
}

/** The same text in UTF-8. @throws FileFault if it is not valid. */
export function toUtf8(bytes: Uint8Array, offset: number, encoding: Exclude<Encoding, 'utf-8'>): Encoded {
  if (encoding === 'latin1') {
    return { utf8: latin1ToUtf8(bytes, offset), used: bytes.length };
  }
  const { text, used } = decodeUtf16(bytes, offset, encoding);
  return { utf8: Buffer.from(text), used };
}

/**
 * What senders call Latin-1 is really windows-1252, and browsers read it in the same way. It has quotes, dashes and the euro
 * sign in the place of control characters of ISO 8859-1, which nobody sends. Five bytes have no character.
 */
const WINDOWS_1252 = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';
const FIRST_SPECIAL = 0x80;

/** The UTF-8 of each byte; undefined for the bytes that have no character. */
const LATIN_1_AS_UTF_8 = Array.from({ length: 256 }, (_, byte) => {
  const character = WINDOWS_1252[byte - FIRST_SPECIAL] ?? String.fromCharCode(byte);
  return character === '\0' && byte > 0 ? undefined : Buffer.from(character);
});

/** Works on bytes, because strings would cost several times as much. */
function latin1ToUtf8(bytes: Uint8Array, offset: number): Uint8Array {
  if (isAscii(bytes)) {
    return bytes;
  }
  // No character takes more than three bytes.
  const utf8 = Buffer.allocUnsafe(3 * bytes.length);
  let end = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte < FIRST_SPECIAL) {
      utf8[end++] = byte;
      continue;
    }
    const character = LATIN_1_AS_UTF_8[byte];
    if (character === undefined) {
      throw new FileFault('invalid_encoding', `byte ${offset + i} is not a character of Latin-1 (windows-1252)`, { byteOffset: offset + i });
    }
    for (let part = 0; part < character.length; part++) {
      utf8[end++] = character[part];
    }
  }
  return utf8.subarray(0, end);
}

/** How many bytes a UTF-16 code unit of the decoded text takes in the file. */
export function unitBytes(encoding: Exclude<Encoding, 'utf-8'>): number {
  return encoding === 'latin1' ? 1 : 2;
}

/** @param offset of the first byte in the file, for the fault. */
export function decodeUtf16(bytes: Uint8Array, offset: number, encoding: 'utf-16le' | 'utf-16be'): Decoded {
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  const text = (encoding === 'utf-16be' ? even.swap16() : even).toString('utf16le');
  const last = text.charCodeAt(text.length - 1);
  const whole = last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
  const lone = whole.search(/\p{Surrogate}/u);
  if (lone !== -1) {
    const at = offset + lone * 2;
    throw new FileFault('invalid_encoding', `byte ${at} begins half of a surrogate pair in ${encoding}`, { byteOffset: at });
  }
  return { text: whole, used: whole.length * 2 };
}
