/** Control and format characters (escape sequences, right-to-left marks, characters without width) and line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Makes text from a file safe for a terminal: names in a hostile file must not move the cursor, forge lines or hide
 * themselves. A character that could do so is shown as `\u001b`.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}
