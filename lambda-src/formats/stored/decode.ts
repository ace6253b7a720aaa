/** Strict decoding of the whole characters of a run of bytes; what is left over begins the next run. */

import { isUtf8 } from 'buffer';
import { Encoding } from '../dialect';
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

/** How many bytes at the end begin a character that needs more of them. */
function unfinishedUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? back : 0;
    }
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** Length of the longest valid prefix that ends with a whole character; called once, on the way out. */
function validUtf8Prefix(bytes: Buffer): number {
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 1) {
    const middle = Math.floor((valid + invalid) / 2);
    const whole = middle - unfinishedUtf8(bytes.subarray(0, middle));
    if (isUtf8(bytes.subarray(0, whole))) valid = middle;
    else invalid = middle;
  }
  return valid - unfinishedUtf8(bytes.subarray(0, valid));
}

/**
 * What is sent under the name Latin-1 is windows-1252, as browsers read it too: it has quotes, dashes and the euro sign
 * where ISO 8859-1 has control characters that nobody sends. Five bytes stand for nothing.
 */
const WINDOWS_1252 = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';
const FIRST_SPECIAL = 0x80;

function decodeLatin1(bytes: Uint8Array, offset: number): Decoded {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').replace(/[\x80-\x9f]/g, (control, at: number) => {
    const character = WINDOWS_1252[control.charCodeAt(0) - FIRST_SPECIAL];
    if (character !== '\0') return character;
    throw new FileFault('invalid_encoding', `byte ${offset + at} is no character of Latin-1 (windows-1252)`, { byteOffset: offset + at });
  });
  return { text, used: bytes.length };
}

/** Decodes an encoding whose characters have the same number of bytes for each UTF-16 code unit: see `unitBytes`. */
export function decodeUnits(bytes: Uint8Array, offset: number, encoding: Exclude<Encoding, 'utf-8'>): Decoded {
  return encoding === 'latin1' ? decodeLatin1(bytes, offset) : decodeUtf16(bytes, offset, encoding);
}

/** Bytes of a UTF-16 code unit of the text. */
export function unitBytes(encoding: Exclude<Encoding, 'utf-8'>): number {
  return encoding === 'latin1' ? 1 : 2;
}

function decodeUtf16(bytes: Uint8Array, offset: number, encoding: 'utf-16le' | 'utf-16be'): Decoded {
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
