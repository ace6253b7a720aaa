/** Text in JSON strings, byte by byte. */

/** By byte, what stands for it in a JSON string; undefined if it stands for itself. */
export const ESCAPED: ReadonlyArray<Uint8Array | undefined> = Array.from({ length: 256 }, (_, byte) => {
  const text = byte < 0x80 ? JSON.stringify(String.fromCharCode(byte)).slice(1, -1) : '';
  return text.length > 1 ? Buffer.from(text) : undefined;
});

/** Most bytes that stand for one: `\u0001`. */
export const LONGEST_ESCAPE = 6;
