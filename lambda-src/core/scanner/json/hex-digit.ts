/** The value of a hexadecimal digit; -1 if it is not one. */
export function hexDigit(byte: u32): i32 {
  if (byte - 48 < 10) return byte - 48;
  const letter = byte | 32;
  return letter - 97 < 6 ? letter - 87 : -1;
}
