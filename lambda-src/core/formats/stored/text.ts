/** Text of a file, with positions. */

/** A piece of the text, which is UTF-8; it never ends within a character. */
export class TextChunk {
  /** @param byteOffset of the first character in the UTF-8. */
  constructor(readonly text: string, protected readonly byteOffset: number) {}

  /** Offset of what comes `text` after the character at `index`. Encodes again to count, which only faults pay for. */
  byteOffsetAt(index: number, text = ''): number {
    return this.byteOffset + Buffer.byteLength(this.text.slice(0, index) + text);
  }
}
