/**
 * Encodings whose characters come from tables: all but UTF-8 and UTF-16. The tables are those of the platform's `TextDecoder`.
 * Each run of bytes is decoded by itself, so it ends where no character is open.
 */

import { isAscii } from 'node:buffer';
import { TextDecoder } from 'node:util';
import type { Transcoder } from './transcoder';
import { Bounds } from '../bounds';
import { FileFault } from '../fault';

/** The encodings in which some characters take several bytes. */
const MULTI_BYTE: ReadonlySet<string> = new Set(['shift_jis', 'euc-jp', 'iso-2022-jp', 'euc-kr', 'big5', 'gbk', 'gb18030']);

export function tableTranscoder(encoding: string): Transcoder {
  return MULTI_BYTE.has(encoding) ? new MultiByte(encoding) : new SingleByte(encoding);
}

const FIRST_SPECIAL = 0x80;

/**
 * The characters of windows-1252 from 0x80 on; NUL for the five bytes that have none. They are written out because some versions
 * of Node.js decode windows-1252 as ISO 8859-1, which has control characters there.
 */
const WINDOWS_1252 = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';

class SingleByte implements Transcoder {
  /** The UTF-8 of each byte; undefined for the bytes that have no character. */
  private readonly table: readonly (Uint8Array | undefined)[];

  constructor(private readonly encoding: string) {
    this.table = Array.from({ length: 256 }, (_, byte) => {
      const character = characterOf(byte, encoding);
      return character === undefined ? undefined : Buffer.from(character);
    });
  }

  /** Works on bytes, because strings would cost several times as much. */
  toUtf8(bytes: Uint8Array, offset: number): { utf8: Uint8Array; used: number } {
    if (isAscii(bytes)) {
      return { utf8: bytes, used: bytes.length };
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
      const character = this.table[byte];
      if (character === undefined) {
        throw undecodable(offset + i, this.encoding);
      }
      for (let part = 0; part < character.length; part++) {
        utf8[end++] = character[part];
      }
    }
    return { utf8: utf8.subarray(0, end), used: bytes.length };
  }

  bytesOf(_bytes: Uint8Array, units: number): number {
    return units;
  }
}

/** In the encodings of Windows, the standard decodes a byte without a character as a control character. */
function characterOf(byte: number, encoding: string): string | undefined {
  if (encoding === 'windows-1252' && byte >= FIRST_SPECIAL && byte < FIRST_SPECIAL + WINDOWS_1252.length) {
    const character = WINDOWS_1252[byte - FIRST_SPECIAL];
    return character === '\0' ? undefined : character;
  }
  try {
    const character = new TextDecoder(encoding, { fatal: true }).decode(Uint8Array.of(byte));
    return encoding.startsWith('windows-') && /[\x80-\x9f]/.test(character) ? undefined : character;
  } catch {
    return undefined;
  }
}

class MultiByte implements Transcoder {
  private readonly decoder: TextDecoder;

  constructor(private readonly encoding: string) {
    this.decoder = strict(encoding);
  }

  toUtf8(bytes: Uint8Array, offset: number, final: boolean): { utf8: Uint8Array; used: number } {
    const used = final ? bytes.length : this.safeEnd(bytes);
    const run = bytes.subarray(0, used);
    if (used === 0 && bytes.length > Bounds.RECORD_BYTES) {
      throw new FileFault('record_too_long', `the text goes on without a line end for more than ${Bounds.RECORD_BYTES} bytes`, { byteOffset: offset });
    }
    if (this.encoding !== 'iso-2022-jp' && isAscii(run)) {
      return { utf8: run, used };
    }
    try {
      return { utf8: Buffer.from(this.decoder.decode(run)), used };
    } catch {
      throw undecodable(offset + this.firstUndecodable(run), this.encoding);
    }
  }

  /** Finds the shortest beginning that has so much text. It is called only for faults. */
  bytesOf(bytes: Uint8Array, units: number): number {
    return least(bytes.length, (length) => this.beginning(bytes, length)!.length >= units);
  }

  /** The end of the last character that certainly ends in these bytes. */
  private safeEnd(bytes: Uint8Array): number {
    if (this.encoding === 'iso-2022-jp') {
      // Escape sequences switch between tables. `ESC ( B` switches back to ASCII, with which every run begins.
      const ascii = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf('\x1b(B', undefined, 'latin1');
      return ascii !== -1 ? ascii + 3 : bytes.includes(0x1b) ? 0 : bytes.length;
    }
    // In the other encodings, no byte below the digits is ever part of a longer character.
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] >= 0x30) {
      end--;
    }
    return end;
  }

  private firstUndecodable(bytes: Uint8Array): number {
    const invalid = least(bytes.length, (length) => this.beginning(bytes, length) === undefined);
    const text = this.beginning(bytes, invalid - 1) ?? '';
    return this.bytesOf(bytes.subarray(0, invalid - 1), text.length);
  }

  /** The text of the first bytes, without a character that is not complete; undefined if they are not valid. */
  private beginning(bytes: Uint8Array, length: number): string | undefined {
    try {
      return strict(this.encoding).decode(bytes.subarray(0, length), { stream: true });
    } catch {
      return undefined;
    }
  }
}

function strict(encoding: string): TextDecoder {
  return new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
}

/** The least number up to `most` for which the condition holds. It holds for all greater ones too, and is taken to hold for `most`. */
function least(most: number, holds: (n: number) => boolean): number {
  let [below, found] = [-1, most];
  while (found - below > 1) {
    const middle = Math.floor((below + found) / 2);
    if (holds(middle)) {
      found = middle;
    } else {
      below = middle;
    }
  }
  return found;
}

function undecodable(at: number, encoding: string): FileFault {
  return new FileFault('invalid_encoding', `byte ${at} is not a character of ${encoding}`, { byteOffset: at });
}
