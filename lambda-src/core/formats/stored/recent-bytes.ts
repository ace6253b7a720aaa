/** Keeps the bytes that were read last. If some of them cannot be decoded, they show in which encodings the file may be. */

/** So many bytes before the place and after it. */
const SAMPLE_BYTES = 2 * 1024;
/** A reader looks so far ahead before it judges what it has read: the head of a CSV file takes most. */
const KEPT_BYTES = 512 * 1024;

export class RecentBytes {
  private readonly chunks: Uint8Array[] = [];
  private bytes = 0;
  private end: number;

  /** @param start offset of the first byte in the file. */
  constructor(start: number) {
    this.end = start;
  }

  /** The same chunks. */
  async* kept(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.chunks.push(chunk);
      this.bytes += chunk.length;
      this.end += chunk.length;
      while (this.bytes - this.chunks[0].length >= KEPT_BYTES) {
        this.bytes -= this.chunks.shift()!.length;
      }
      yield chunk;
    }
  }

  /** The bytes around a place in the file, as far as they are still there. */
  around(offset: number): Uint8Array {
    const at = offset - (this.end - this.bytes);
    return Buffer.concat(this.chunks).subarray(Math.max(0, at - SAMPLE_BYTES), Math.max(0, at + SAMPLE_BYTES));
  }
}
