import type { UnmarkedFile } from '../formats/stored/end-mark';

/** A scanner, from its first byte to its result. */
export interface Scanner<S> {
  readonly earliestOffset: number;
  push(bytes: Uint8Array): void;
  end(): S;
}

/**
 * Reads all chunks.
 *
 * @param keepers keep what the scanner may still ask for.
 * @throws FileFault
 */
export async function scanAll<S>(
  chunks: AsyncIterable<Uint8Array>, scanner: Scanner<S>, ...keepers: readonly Pick<UnmarkedFile, 'forget'>[]
): Promise<S> {
  for await (const chunk of chunks) {
    scanner.push(chunk);
    keepers.forEach((keeper) => keeper.forget(scanner.earliestOffset));
  }
  return scanner.end();
}

/** A place in the file's UTF-8, without the byte order mark. */
export function placeAfterStart(offset: number | undefined, { start }: Pick<UnmarkedFile, 'start'>): number | undefined {
  return offset === undefined ? undefined : offset - start;
}
