/** First pass over a file: how it is written and what its schema is. */

import { readHead } from './csv-head';
import { CsvScanner, ScannedCsv } from './csv-scanner';
import { Dialect } from './dialect';
import { JsonScanner, ScannedJson } from './json-scanner';
import { openFile } from './stored-file';
import { Utf8File, asUtf8 } from './utf8-file';
import { Family } from '../schema/field-type';
import { SchemaProfile } from '../schema/profile';

export interface FileProfile {
  readonly dialect: Dialect;
  readonly records: number;
  /** Bytes read, as stored (packed). */
  readonly bytes: number;
  readonly schema: SchemaProfile;
  /** What else was found: counts and extremes of every path or column, and what decides how the file may be read again. */
  readonly scanned: ScannedJson | ScannedCsv;
}

/**
 * Reads the whole file as a stream; memory does not grow with its size.
 *
 * @throws FileFault if the file cannot be used; whatever `bytes` throws is passed on as it is.
 */
export async function profileFile(bytes: AsyncIterable<Uint8Array>, options: { readonly format: Family }): Promise<FileProfile> {
  const stored = await openFile(bytes);
  const { scanned, ...written } = await (options.format === 'csv' ? scanCsv : scanJson)(asUtf8(stored));
  const dialect = { ...written, encoding: stored.encoding, compression: stored.compression };
  return { dialect, records: scanned.schema.records, bytes: stored.bytesRead(), schema: scanned.schema, scanned };
}

type Found<S> = Pick<Dialect, 'format' | 'delimiter'> & { readonly scanned: S };

async function scanJson(file: Utf8File): Promise<Found<ScannedJson>> {
  const scanner = new JsonScanner(file);
  await scanAll(file.chunks, scanner, file);
  const scanned = scanner.end();
  return { format: scanned.format, scanned };
}

async function scanCsv(file: Utf8File): Promise<Found<ScannedCsv>> {
  const chunks = file.chunks[Symbol.asyncIterator]();
  try {
    const { delimiter, columns, rest, offset } = await readHead(chunks, file);
    const scanner = new CsvScanner(columns, delimiter, { start: offset, sourceOffset: file.sourceOffset });
    scanner.push(rest);
    await scanAll({ [Symbol.asyncIterator]: () => chunks }, scanner, file);
    return { format: 'csv', delimiter, scanned: scanner.end() };
  } finally {
    await chunks.return?.();
  }
}

async function scanAll(chunks: AsyncIterable<Uint8Array>, scanner: JsonScanner | CsvScanner, file: Utf8File): Promise<void> {
  for await (const chunk of chunks) {
    scanner.push(chunk);
    file.forget(scanner.earliestOffset);
  }
}
