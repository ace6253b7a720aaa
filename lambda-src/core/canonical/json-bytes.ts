/**
 * Finds where things end in the bytes of a JSON record. The scanner has read the record before and would have found any fault, so
 * nothing is checked here. (If the bytes are wrong nevertheless, each function still finds an end.)
 */

const [QUOTE, COMMA, BACKSLASH, SPACE] = [0x22, 0x2c, 0x5c, 0x20];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The end of the white space that may begin here. */
export function spaceEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] <= SPACE) {
    at++;
  }
  return at;
}

/** The end of the string that begins here. */
export function stringEnd(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      return at + 1;
    }
    if (byte === BACKSLASH) {
      at++;
    }
  }
  return bytes.length;
}

/** The end of the value that begins here. */
export function valueEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start];
  if (first === QUOTE) {
    return stringEnd(bytes, start);
  }
  if (first === OPEN_BRACE || first === OPEN_BRACKET) {
    return nestedEnd(bytes, start);
  }
  let at = start;
  while (bytes[at] > SPACE && bytes[at] !== COMMA && bytes[at] !== CLOSE_BRACE && bytes[at] !== CLOSE_BRACKET) {
    at++;
  }
  return at;
}

function nestedEnd(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length;) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = stringEnd(bytes, at);
      continue;
    }
    at++;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
    } else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) {
      return at;
    }
  }
  return bytes.length;
}

/** Whether these bytes are the text. */
export function isText(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start !== text.length) {
    return false;
  }
  for (let i = 0; i < text.length; i++) {
    if (bytes[start + i] !== text[i]) {
      return false;
    }
  }
  return true;
}

/** Whether a string has escapes. */
export function isEscaped(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at] === BACKSLASH) {
      return true;
    }
  }
  return false;
}

/** What a string says, in UTF-8 and quotes, without escapes. */
export function unescaped(bytes: Uint8Array, start: number, end: number): Buffer {
  return Buffer.from(`"${JSON.parse(Buffer.from(bytes.subarray(start, end)).toString())}"`);
}
