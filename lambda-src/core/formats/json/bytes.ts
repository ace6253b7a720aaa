/** What single bytes mean in JSON. */

/** The end of the text, in the place of a byte. */
export const END = -1;
export const [TAB, LINE_FEED, RETURN, BLANK] = [0x09, 0x0a, 0x0d, 0x20];
export const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c];
export const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** What a byte outside of strings means to a value that is copied; 0 if it means nothing. */
export const [OPENS, CLOSES, QUOTES] = [1, 2, 3];
const ENDS_LINE = 4;
export const MEANING = new Uint8Array(256);
MEANING[OPEN_ARRAY] = MEANING[OPEN_OBJECT] = OPENS;
MEANING[CLOSE_ARRAY] = MEANING[CLOSE_OBJECT] = CLOSES;
MEANING[QUOTE] = QUOTES;
MEANING[LINE_FEED] = MEANING[RETURN] = ENDS_LINE;

export function isBlank(byte: number): boolean {
  return byte === BLANK || byte === LINE_FEED || byte === RETURN || byte === TAB;
}

/** Whether the byte may be part of a number, `true`, `false` or `null`; anything else in a word is a fault of the word. */
export function isInWord(byte: number): boolean {
  return byte > BLANK && byte !== COMMA && byte !== COLON && MEANING[byte] === 0;
}

/** What kind of value the byte begins, for messages. */
export function kindOf(byte: number): string {
  switch (byte) {
    case OPEN_OBJECT: return 'an object';
    case OPEN_ARRAY: return 'an array';
    case QUOTE: return 'a string';
    case 0x74: case 0x66: return 'a boolean';
    case 0x6e: return 'null';
    default: return byte === 0x2d || (byte >= 0x30 && byte <= 0x39) ? 'a number' : 'no value';
  }
}
