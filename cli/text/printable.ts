/** Control and format characters (escape sequences, text that runs backwards, what has no width) and line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text from a file, fit for a terminal: names in a hostile file must not move the cursor, forge lines or hide
 * themselves. What could is shown as `\u001b`.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}
