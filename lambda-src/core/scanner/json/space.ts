// White space. A single space, as between a name and its value, is skipped on the spot. Longer runs are skipped here.

// @ts-ignore: decorator
@inline
export function isSpace(byte: u32): bool {
  return byte == 32 || byte == 10 || byte == 13 || byte == 9;
}

/** The first byte from `p` on that is not white space. */
export function skipSpace(p: usize): usize {
  while (true) {
    const bytes = v128.load(p);
    const breaks = v128.or(i8x16.eq(bytes, i8x16.splat(10)), i8x16.eq(bytes, i8x16.splat(13)));
    const blanks = v128.or(i8x16.eq(bytes, i8x16.splat(32)), i8x16.eq(bytes, i8x16.splat(9)));
    const others: u32 = ~i8x16.bitmask(v128.or(breaks, blanks)) & 0xffff;
    if (others) return p + ctz(others);
    p += 16;
  }
}
