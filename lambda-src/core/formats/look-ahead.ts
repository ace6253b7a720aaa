import { FileFault } from './fault';

/** The bytes of a stream on their way to a reader. The last ones are kept, so that what follows a fault can be looked at. */
export class LookAhead {
  private readonly held: Uint8Array[] = [];
  private readonly chunks: AsyncIterator<Uint8Array>;

  /** @param start offset of the first byte of the stream. */
  constructor(chunks: AsyncIterable<Uint8Array>, private start: number) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** A reader that stops early does not close the stream. */
  async* [Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (let next = await this.read(); next !== undefined; next = await this.read()) {
      yield next;
    }
  }

  /** Nobody will ask for bytes before this offset. */
  forget(before: number): void {
    while (this.held.length > 0 && this.start + this.held[0].length <= before) {
      this.start += this.held.shift()!.length;
    }
  }

  /** The bytes from an offset on, at most so many. If the stream has a fault of its own, they end there. */
  async from(offset: number, length: number): Promise<Buffer> {
    const end = offset - this.start + length;
    for (let bytes = this.held.reduce((sum, piece) => sum + piece.length, 0); bytes < end;) {
      const next = await this.read().catch(nothingAfterFault);
      if (next === undefined) {
        break;
      }
      bytes += next.length;
    }
    return Buffer.concat(this.held).subarray(offset - this.start, end);
  }

  /** Call once, when no more bytes are wanted. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  private async read(): Promise<Uint8Array | undefined> {
    const next = await this.chunks.next();
    if (next.done === true) {
      return undefined;
    }
    this.held.push(next.value);
    return next.value;
  }
}

function nothingAfterFault(error: unknown): undefined {
  if (!(error instanceof FileFault)) {
    throw error;
  }
}
