/** Text of a file, with positions. */

import { unitBytes } from './decode';
import { Encoding } from '../dialect';

/** A piece of the text; it never ends within a character. */
export class TextChunk {
  /** @param byteOffset of the first character in the unpacked file. */
  constructor(readonly text: string, private readonly byteOffset: number, private readonly encoding: Encoding) {}

  /**
   * Offset in the unpacked file of what comes `text` after the character at `index`. Encodes again to count, which only
   * faults pay for.
   */
  byteOffsetAt(index: number, text = ''): number {
    const between = this.text.slice(0, index) + text;
    return this.byteOffset + (this.encoding === 'utf-8' ? Buffer.byteLength(between) : between.length * unitBytes(this.encoding));
  }
}
