/** Cuts the records of a file into batches, so that each record can be read for itself. Only files that are not as expected need it. */

import { HeldBytes } from '../held-bytes';

/** A record, or a row that is none, such as a comment. The offsets are those of the cut text. */
export interface RecordPlace {
  readonly start: number;
  readonly end: number;
  /** In an array of records: the offsets of the commas next to it. The comma after it is known when the cutter has come to it. */
  readonly before?: number;
  after?: number;
}

export interface RecordBatch {
  /** A copy, with blanks in place of the brackets and commas of an array. */
  readonly bytes: Uint8Array;
  /** Offset of its first byte. */
  readonly start: number;
  readonly records: readonly RecordPlace[];
}

/** Finds records in consecutive pieces of a text. */
export interface RecordFinder {
  /** The records that end in this piece, and the offsets of what an array has between and around them. */
  find(bytes: Uint8Array, start: number): { readonly ended: readonly RecordPlace[]; readonly blanks: readonly number[] };
  /** The record that the text ends with, if nothing else ends it. Call once, after the last piece. */
  last(end: number): RecordPlace | undefined;
}

const BLANK = 0x20;

/**
 * Every record is in one batch.
 *
 * @param start offset of the first byte
 * @param leastBytes of a batch
 */
export async function* recordBatches(
  chunks: AsyncIterable<Uint8Array>, start: number, finder: RecordFinder, leastBytes: number,
): AsyncGenerator<RecordBatch> {
  const held = new HeldBytes();
  let [batchStart, offset] = [start, start];
  let records: RecordPlace[] = [];
  let blanks: number[] = [];
  const batch = (): RecordBatch => {
    const bytes = held.take();
    const made = { bytes, start: batchStart, records };
    blanks.forEach((at) => bytes.fill(BLANK, at - batchStart, at - batchStart + 1));
    batchStart += bytes.length;
    [records, blanks] = [[], []];
    return made;
  };
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += leastBytes) {
      const piece = chunk.subarray(at, at + leastBytes);
      const { ended, blanks: commas } = finder.find(piece, offset);
      records.push(...ended);
      const isFull = ended.length > 0 && held.length + piece.length >= leastBytes;
      const cut = isFull ? ended.at(-1)!.end : offset + piece.length;
      held.add(piece.subarray(0, cut - offset));
      blanks.push(...commas.filter((comma) => comma < cut));
      if (isFull) {
        yield batch();
      }
      held.add(piece.subarray(cut - offset));
      blanks.push(...commas.filter((comma) => comma >= cut));
      offset += piece.length;
    }
  }
  const last = finder.last(offset);
  if (last !== undefined) {
    records.push(last);
  }
  if (held.length > 0) {
    yield batch();
  }
}
