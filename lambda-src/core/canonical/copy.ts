/** Second pass over a file: the copy that promotion reads. */

import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type FirstPass, canonicalBlocks } from './blocks';
import type { Block } from './lines';
import { CopyBounds } from '../formats/bounds';
import type { Fields } from '../schema/field-type';

/** Where one part goes. A part is complete once `close` was called; after an error it never is. */
export interface PartSink {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface CanonicalPart {
  /** Bytes written (gzipped). */
  readonly bytes: number;
  readonly records: number;
}

/**
 * Packing takes at least two thirds of the second pass, and the level decides how long it takes. With zlib's usual 6, parts would
 * be an eighth to a sixth smaller, but the pass would take twice as long, and that time bounds the size of a file. 3 is in
 * between. All levels are unpacked equally fast. (`npm run bench -- profile` compares them.)
 */
const GZIP_LEVEL = 1;

/**
 * Writes the canonical copy of a file, in the order of its records, as gzipped NDJSON parts. A file without records has
 * no parts.
 *
 * @param first what the first pass found.
 * @param readTypes the types under which the file was judged: `Judgement.types`.
 * @param openPart called for parts 0, 1, … one after the other, each after the one before was closed.
 */
export async function writeCanonical(
  bytes: AsyncIterable<Uint8Array>, first: FirstPass, readTypes: Fields, openPart: (index: number) => PartSink,
): Promise<CanonicalPart[]> {
  const blocks = canonicalBlocks(bytes, first, readTypes);
  const parts: CanonicalPart[] = [];
  try {
    for (let next = await blocks.next(); !next.done; next = await blocks.next()) {
      parts.push(await writePart(next.value, blocks, openPart(parts.length)));
    }
  } finally {
    await blocks.return(undefined);
  }
  return parts;
}

async function writePart(first: Block, rest: AsyncGenerator<Block>, sink: PartSink): Promise<CanonicalPart> {
  let [packedBytes, records, bytes] = [0, 0, 0];
  async function* lines(): AsyncGenerator<Uint8Array> {
    for (let block = first; ;) {
      records += block.records;
      bytes += block.bytes.length;
      yield block.bytes;
      if (bytes >= CopyBounds.PART_BYTES) {
        return;
      }
      const next = await rest.next();
      if (next.done) {
        return;
      }
      block = next.value;
    }
  }
  await pipeline(lines, createGzip({ level: GZIP_LEVEL }), async (packed: AsyncIterable<Uint8Array>) => {
    for await (const piece of packed) {
      packedBytes += piece.length;
      await sink.write(piece);
    }
  });
  await sink.close();
  return { bytes: packedBytes, records };
}
