/* eslint-disable no-bitwise -- xorshift consists of bitwise operations */

/** A seeded source of choices. The same seed gives the same cases. */
export class Random {
  private state: number;

  constructor(seed: number) {
    // xorshift would never leave 0.
    this.state = (seed >>> 0) || 1;
  }

  /** In [0, 1). */
  next(): number {
    this.state ^= this.state << 13;
    this.state >>>= 0;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    this.state >>>= 0;
    return this.state / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Both ends included. */
  integer(least: number, greatest: number): number {
    return least + Math.floor(this.next() * (greatest - least + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)];
  }

  times<T>(count: number, make: (i: number) => T): T[] {
    return Array.from({ length: count }, (_, i) => make(i));
  }
}

/** Changes one or two bytes of a text, so that it probably gets a fault that real files have. */
export function damaged(bytes: Buffer, random: Random, likely: readonly number[]): Buffer {
  let result = bytes;
  for (let changes = random.integer(1, 2); changes > 0 && result.length > 0; changes--) {
    const at = random.integer(0, result.length - 1);
    const [before, from, after] = [result.subarray(0, at), result.subarray(at), result.subarray(at + 1)];
    const byte = Buffer.from([random.chance(0.5) ? random.pick(likely) : random.integer(0, 255)]);
    const kind = random.next();
    if (kind < 0.35) {
      result = Buffer.concat([before, byte, after]);
    } else if (kind < 0.6) {
      result = Buffer.concat([before, after]);
    } else if (kind < 0.85) {
      result = Buffer.concat([before, byte, from]);
    } else if (kind < 0.93) {
      result = Buffer.from(before);
    } else {
      result = Buffer.concat([before, Buffer.from(random.pick(NOT_UTF8)), from]);
    }
  }
  return result;
}

/** Overlong forms, a surrogate, code points beyond U+10FFFF, a lone continuation byte, a cut character, and one valid character. */
const NOT_UTF8 = [
  [0xe0, 0x80, 0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf0, 0x8f, 0xbf, 0xbf], [0xf5, 0x80, 0x80, 0x80],
  [0x80], [0xe2, 0x82], [0xef, 0xbf, 0xbf],
] as const;

/** The text in pieces of the given size. */
export function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}
