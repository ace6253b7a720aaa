/** Second pass over a file: the copy that promotion reads. */

import { pipeline } from 'stream/promises';
import { createGzip } from 'zlib';
import { withoutBadLines } from './bad-lines';
import { BadRecords } from './bad-records';
import { batches } from './batches';
import { CopyBounds } from './bounds';
import { CanonicalCsv, CanonicalJson } from './canonical-record';
import { openCsv } from './csv-file';
import { CsvRowFitter } from './csv-row-fitter';
import { CsvRows } from './csv-rows';
import { Dialect } from './dialect';
import { FileFault } from './fault';
import { CsvOptions } from './file-options';
import { JsonRecords } from './json-records';
import { openFile } from './stored-file';
import { textChunks } from './text';
import { Utf8File, asUtf8 } from './utf8-file';
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
  const file = asUtf8(await openFile(bytes, dialect.encoding));
  const blocks = dialect.format === 'csv' ? csvBlocks(file, dialect) : jsonBlocks(file, dialect, readTypes);
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

async function* jsonBlocks(file: Utf8File, dialect: Dialect, readTypes: Fields): AsyncGenerator<Block> {
  const canonical = new CanonicalJson(readTypes, dialect.nullMarkers);
  const bad = badRecords(dialect);
  const chunks = textChunks(bad === undefined ? file.chunks : withoutBadLines(file.chunks, bad), file.start);
  yield* blocksOf(batches(chunks, new JsonRecords()), (record) => record.read((cursor) => canonical.line(cursor)));
}

async function* csvBlocks(file: Utf8File, dialect: Dialect): AsyncGenerator<Block> {
  const { nullMarkers } = dialect;
  const { delimiter, columns: { names }, chunks, offset, fillsRows } = await openCsv(file, csvOptions(dialect), nullMarkers, badRecords(dialect));
  const canonical = new CanonicalCsv(names);
  const fitter = new CsvRowFitter({ delimiter, width: names.length, fillsRows, nullMarkers });
  const rows = new CsvRows(delimiter);
  rows.countFirst();
  yield* blocksOf(batches(textChunks(chunks, offset), rows), (row) => canonical.line(fitter.fit(row).cells));
}

/** What the first pass found, as if the source had said it. */
function csvOptions({ delimiter, columnNames, preambleLines, footerLines, fillsRows }: Dialect): CsvOptions {
  return { delimiter, header: columnNames === undefined, columnNames, preambleLines, footerLines, raggedRows: fillsRows ? 'fill' : 'refuse' };
}

/** They were found, and found to be few enough, by the first pass. */
function badRecords(dialect: Dialect): BadRecords | undefined {
  return dialect.badRecords === undefined ? undefined : new BadRecords(1, new FileFault('bad_record_ratio', 'the second pass found more'));
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
