/** Longest name that a sender may give, in bytes of UTF-8. */
const MAX_FILENAME_BYTES = 255;

/** Control characters, path separators, and the marks that make a name look like a different one (bidirectional overrides). */
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f/\\\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/** Characters of a name that are kept in the S3 key: the same whether or not an event URL-encodes the key. */
const NOT_SAFE = /[^A-Za-z0-9._-]/gu;

/** The name that a sender gave to a file. */
export interface Filename {
  /** As it was meant, in Unicode normal form C. Kept as metadata only, never used as a path. */
  readonly original: string;
  /** The last part of the S3 key: `original` with every character outside `A-Z a-z 0-9 . _ -` replaced by `_`. */
  readonly safe: string;
}

/** A name that no received file may have. The message says what is wrong with it and what to send instead, as a part of a sentence. */
export class UnusableFilename extends Error {}

/** @throws UnusableFilename if it is not the name of a plain file */
export function parseFilename(name: string): Filename {
  const original = name.normalize('NFC');
  if (FORBIDDEN.test(original)) {
    throw new UnusableFilename('it contains a path separator, a control character or a mark that changes the direction of text; ' +
      'send only the last part of the path');
  }
  if (original === '' || /^[ .]|[ .]$/.test(original)) {
    throw new UnusableFilename('it is empty, or begins or ends with a space or a dot; send a name such as orders-2026-11-24.json');
  }
  const bytes = Buffer.byteLength(original, 'utf8');
  if (bytes > MAX_FILENAME_BYTES) {
    throw new UnusableFilename(`it has ${bytes} bytes; send a name of at most ${MAX_FILENAME_BYTES}`);
  }
  return { original, safe: original.replace(NOT_SAFE, '_') };
}
