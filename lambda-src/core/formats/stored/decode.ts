/** Strict decoding of the complete characters in a run of bytes. The bytes that are left over begin the next run. */

import { isUtf8 } from 'node:buffer';
import { tableTranscoder } from './tables';
import type { Transcoder } from './transcoder';
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

/** @param encoding any but UTF-8, which needs no transcoder. */
export function transcoderOf(encoding: Encoding): Transcoder {
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? utf16(encoding) : tableTranscoder(encoding);
}

function utf16(encoding: 'utf-16le' | 'utf-16be'): Transcoder {
  return {
    toUtf8: (bytes, offset) => {
      const { text, used } = decodeUtf16(bytes, offset, encoding);
      return { utf8: Buffer.from(text), used };
    },
    bytesOf: (_, units) => 2 * units,
  };
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
