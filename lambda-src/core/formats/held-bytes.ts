/** Bytes that wait for what follows them. They are kept in pieces: otherwise a line of many chunks would be copied with every chunk. */
export class HeldBytes {
  private pieces: Uint8Array[] = [];
  private bytes = 0;

  get length(): number {
    return this.bytes;
  }

  add(piece: Uint8Array): void {
    this.pieces.push(piece);
    this.bytes += piece.length;
  }

  /** Returns a copy of the bytes that were held, and forgets them. */
  take(): Buffer {
    const all = Buffer.concat(this.pieces);
    this.pieces = [];
    this.bytes = 0;
    return all;
  }
}
