/** How the text of one encoding becomes UTF-8. */
export interface Transcoder {
  /**
   * The same text in UTF-8, up to a place at which no character is open.
   *
   * @param offset of the first byte in the file, for the fault.
   * @param final whether these are the last bytes.
   * @returns the text, and how many bytes it took. The rest begins the next run.
   * @throws FileFault if the bytes are not valid.
   */
  toUtf8(bytes: Uint8Array, offset: number, final: boolean): { readonly utf8: Uint8Array; readonly used: number };
  /** How many of the bytes the first `units` UTF-16 code units of their text take. */
  bytesOf(bytes: Uint8Array, units: number): number;
}
