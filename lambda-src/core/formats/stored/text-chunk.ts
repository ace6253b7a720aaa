/** The text of a file, with positions. */

/** A piece of the text, which is UTF-8 in the file; it never ends within a character. */
export class TextChunk {
  /** @param byteOffset the offset of the first character in the UTF-8. */
  constructor(readonly text: string, protected readonly byteOffset: number) {}

  /** The byte offset of the character at `index`, plus the bytes of `text`. It encodes again to count, but only for faults. */
  byteOffsetAt(index: number, text = ''): number {
    return this.byteOffset + Buffer.byteLength(this.text.slice(0, index) + text);
  }
}
