import type { TextChunk } from '../../lambda-src/core/formats/stored/text-chunk';

/** Cuts text into records, chunk by chunk. */
export interface RecordReader<R> {
  push(chunk: TextChunk): Iterable<R>;
  end(): Iterable<R>;
}

/**
 * The records that each chunk completes, and then those that the end completes. They come in batches, because awaiting a
 * single record would cost more than reading it.
 */
export async function* batches<R>(chunks: AsyncIterable<TextChunk>, reader: RecordReader<R>): AsyncGenerator<Iterable<R>> {
  for await (const chunk of chunks) {
    yield reader.push(chunk);
  }
  yield reader.end();
}
