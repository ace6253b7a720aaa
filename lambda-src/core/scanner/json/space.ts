// White space. A single space, as between a name and its value, is skipped on the spot. Longer runs are skipped here.

/** Whether some record contains a line break, so that it cannot be read line by line. */
export let brokenRecord: bool = false;

export function resetSpace(): void {
  brokenRecord = false;
}

// @ts-ignore: decorator
@inline
export function isSpace(byte: u32): bool {
  return byte == 32 || byte == 10 || byte == 13 || byte == 9;
}

// @ts-ignore: decorator
@inline
function lineBreaks(bytes: v128): v128 {
  return v128.or(i8x16.eq(bytes, i8x16.splat(10)), i8x16.eq(bytes, i8x16.splat(13)));
}

/** Whether the last run of white space had a line break. */
export let sawLineBreak: bool = false;

/** The first byte from `p` on that is not white space. */
export function skipRun(p: usize): usize {
  sawLineBreak = false;
  while (true) {
    const bytes = v128.load(p);
    const breaks = lineBreaks(bytes);
    const blanks = v128.or(i8x16.eq(bytes, i8x16.splat(32)), i8x16.eq(bytes, i8x16.splat(9)));
    const others: u32 = ~i8x16.bitmask(v128.or(breaks, blanks)) & 0xffff;
    const run: u32 = others ? ctz(others) : 16;
    if (i8x16.bitmask(breaks) & ((1 << run) - 1)) sawLineBreak = true;
    p += run;
    if (others) return p;
  }
}

/** The same within a record. */
export function skipSpace(p: usize): usize {
  p = skipRun(p);
  if (sawLineBreak) brokenRecord = true;
  return p;
}
