/** Second pass over a file: the copy that promotion reads. */

import { Dialect } from './dialect';
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

/**
 * Writes the canonical copy of a file, in order, as gzipped NDJSON parts. A file without records has no parts.
 *
 * @param readTypes the types under which the file was judged: `Judgement.types`.
 * @param openPart called for parts 0, 1, … one after the other, each after the one before was closed.
 */
export async function writeCanonical(
  _bytes: AsyncIterable<Uint8Array>, _dialect: Dialect, _readTypes: Fields, _openPart: (index: number) => PartSink,
): Promise<CanonicalPart[]> {
  throw new Error('not built yet');
}
