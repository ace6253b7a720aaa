/** Bytes that wait for what follows them. Kept in pieces: a line of many chunks would else be copied with every one of them. */
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

  /** A copy of what was held; nothing is held then. */
  take(): Buffer {
    const all = Buffer.concat(this.pieces);
    this.pieces = [];
    this.bytes = 0;
    return all;
  }
}
