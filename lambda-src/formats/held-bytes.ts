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

  /** A copy of what was held with `piece` behind it; nothing is held then. */
  takeWith(piece: Uint8Array): Buffer {
    const all = Buffer.concat([...this.pieces, piece]);
    this.pieces = [];
    this.bytes = 0;
    return all;
  }
}
