// Strict UTF-8, by table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing beyond U+10FFFF.

/**
 * The number of bytes of the character that begins at `p` with a byte above 0x7F: 2 to 4; 0 if it is not well-formed; -1 if it
 * is well-formed so far but `end` comes first.
 */
export function multibyteLength(p: usize, end: usize): i32 {
  const lead: u32 = load<u8>(p);
  let following: u32 = 0;
  // The allowed range of the second byte excludes overlong forms, surrogates and everything beyond U+10FFFF.
  let low: u32 = 0x80;
  let high: u32 = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    following = 1;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    following = 2;
    if (lead == 0xe0) low = 0xa0;
    else if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    following = 3;
    if (lead == 0xf0) low = 0x90;
    else if (lead == 0xf4) high = 0x8f;
  } else {
    return 0;
  }
  for (let i: u32 = 1; i <= following; i++) {
    if (p + i >= end) return -1;
    const byte: u32 = load<u8>(p + i);
    if (byte < low || byte > high) return 0;
    low = 0x80;
    high = 0xbf;
  }
  return following + 1;
}
