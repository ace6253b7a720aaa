import type { TextChunk } from '../../lambda-src/core/formats/stored/text';

/** Something that cuts text into records, in step with its chunks. */
export interface RecordReader<R> {
  push(chunk: TextChunk): Iterable<R>;
  end(): Iterable<R>;
}

/**
 * The records that each chunk completes, then those that the end completes. Records come in batches because awaiting each
 * of them would cost more than reading it.
 */
export async function* batches<R>(chunks: AsyncIterable<TextChunk>, reader: RecordReader<R>): AsyncGenerator<Iterable<R>> {
  for await (const chunk of chunks) {
    yield reader.push(chunk);
  }
  yield reader.end();
}
