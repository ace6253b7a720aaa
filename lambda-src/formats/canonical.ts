/** Second pass over a file: the copy that promotion reads. */

import { pipeline } from 'stream/promises';
import { createGzip } from 'zlib';
import { batches } from './batches';
import { CopyBounds } from './bounds';
import { CanonicalCsv, CanonicalJson } from './canonical-record';
import { CsvTable } from './csv-table';
import { Dialect } from './dialect';
import { JsonRecords } from './json-records';
import { TextChunk, openText } from './text';
import { Fields } from '../schema/field-type';

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

/** Lines, each with its line end. */
interface Block {
  readonly text: string;
  readonly records: number;
}

/**
 * Writes the canonical copy of a file, in the order of its records, as gzipped NDJSON parts. A file without records has
 * no parts.
 *
 * @param dialect what the first pass found.
 * @param readTypes the types under which the file was judged: `Judgement.types`.
 * @param openPart called for parts 0, 1, … one after the other, each after the one before was closed.
 */
export async function writeCanonical(
  bytes: AsyncIterable<Uint8Array>, dialect: Dialect, readTypes: Fields, openPart: (index: number) => PartSink,
): Promise<CanonicalPart[]> {
  const { chunks } = await openText(bytes);
  const blocks = dialect.format === 'csv' ? csvBlocks(chunks, dialect) : jsonBlocks(chunks, readTypes);
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
  let [bytes, records, chars] = [0, 0, 0];
  async function* text(): AsyncGenerator<string> {
    for (let block = first; ;) {
      records += block.records;
      chars += block.text.length;
      yield block.text;
      if (chars >= CopyBounds.PART_CHARS) return;
      const next = await rest.next();
      if (next.done) return;
      block = next.value;
    }
  }
  await pipeline(text, createGzip(), async (packed: AsyncIterable<Uint8Array>) => {
    for await (const piece of packed) {
      bytes += piece.length;
      await sink.write(piece);
    }
  });
  await sink.close();
  return { bytes, records };
}

async function* jsonBlocks(chunks: AsyncIterable<TextChunk>, readTypes: Fields): AsyncGenerator<Block> {
  const canonical = new CanonicalJson(readTypes);
  yield* blocksOf(batches(chunks, new JsonRecords()), (record) => record.read((cursor) => canonical.line(cursor)));
}

async function* csvBlocks(chunks: AsyncIterable<TextChunk>, dialect: Dialect): AsyncGenerator<Block> {
  const table = new CsvTable(dialect.delimiter);
  let canonical: CanonicalCsv | undefined;
  yield* blocksOf(batches(chunks, table), (row) => (canonical ??= new CanonicalCsv(table.columns)).line(row.cells));
}

async function* blocksOf<R>(recordBatches: AsyncIterable<Iterable<R>>, lineOf: (record: R) => string): AsyncGenerator<Block> {
  let [text, records] = ['', 0];
  for await (const batch of recordBatches) {
    for (const record of batch) {
      text += `${lineOf(record)}\n`;
      records++;
      if (text.length >= CopyBounds.BLOCK_CHARS) {
        yield { text, records };
        [text, records] = ['', 0];
      }
    }
  }
  if (records > 0) yield { text, records };
}
