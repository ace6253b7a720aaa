/** First pass over a file: how it is written and what its schema is. */

import { CsvProfile } from './csv-profile';
import { JsonProfile } from './json-profile';
import { batches } from '../../lambda-src/formats/batches';
import { CsvTable } from '../../lambda-src/formats/csv-table';
import { Dialect } from '../../lambda-src/formats/dialect';
import { JsonRecords } from '../../lambda-src/formats/json-records';
import { TextFile, openText } from '../../lambda-src/formats/text';
import { Family } from '../../lambda-src/schema/field-type';
import { SchemaProfile } from '../../lambda-src/schema/profile';

export interface FileProfile {
  readonly dialect: Dialect;
  readonly records: number;
  /** Bytes read, as stored (packed). */
  readonly bytes: number;
  readonly schema: SchemaProfile;
}

/**
 * Reads the whole file as a stream; memory does not grow with its size.
 *
 * @throws FileFault if the file cannot be used; whatever `bytes` throws is passed on as it is.
 */
export async function profileFile(bytes: AsyncIterable<Uint8Array>, options: { readonly format: Family }): Promise<FileProfile> {
  const file = await openText(bytes);
  const { schema, ...written } = options.format === 'csv' ? await profileCsv(file) : await profileJson(file);
  const dialect = { ...written, encoding: file.encoding, compression: file.compression };
  return { dialect, records: schema.records, bytes: file.bytesRead(), schema };
}

type Found = Pick<Dialect, 'format' | 'delimiter'> & { readonly schema: SchemaProfile };

async function profileJson(file: TextFile): Promise<Found> {
  const records = new JsonRecords();
  const profile = new JsonProfile();
  for await (const batch of batches(file.chunks, records)) {
    for (const record of batch) profile.add(record);
  }
  return { format: records.format, schema: profile.finish() };
}

async function profileCsv(file: TextFile): Promise<Found> {
  const table = new CsvTable();
  const profile = new CsvProfile();
  for await (const batch of batches(file.chunks, table)) {
    for (const row of batch) profile.add(row);
  }
  return { format: 'csv', delimiter: table.delimiter, schema: profile.finish(table.columns) };
}
