/** The first pass over a file: it finds how the file is written and what its schema is. */

import { batches } from './batches';
import { CsvProfile } from './csv-profile';
import { CsvTable } from './csv-table';
import { JsonProfile } from './json-profile';
import { JsonRecords } from './json-records';
import { type TextFile, openText } from './open-text';
import { type Dialect, declaredReading } from '../../lambda-src/core/formats/dialect';
import type { Seen } from '../../lambda-src/core/formats/scanning/seen';
import { hintedAs, hintsOf, withHints } from '../../lambda-src/core/schema/hints';
import type { SchemaProfile } from '../../lambda-src/core/schema/schema-profile';
import type { ReadingConfig } from '../../src/source-config';

export interface FileProfile {
  readonly dialect: Dialect;
  readonly records: number;
  /** The number of bytes read, as stored (packed). */
  readonly bytes: number;
  readonly schema: SchemaProfile;
  /** CSV: rows that were skipped. */
  readonly blank?: Seen;
}

/**
 * Reads the whole file as a stream. Memory does not grow with the size of the file.
 *
 * @throws FileFault if the file cannot be used; an error of `bytes` is passed on as it is
 */
export async function profileFile(bytes: AsyncIterable<Uint8Array>, options: ReadingConfig): Promise<FileProfile> {
  const file = await openText(bytes, options.csv?.encoding);
  const { schema, blank, ...written } = options.format === 'csv' ? await profileCsv(file, options) : await profileJson(file, options);
  const { nullMarkers = [] } = options;
  const marked = nullMarkers.length === 0 ? {} : { nullMarkers };
  const dialect = { ...written, ...marked, encoding: file.encoding, compression: file.compression };
  return { dialect, records: schema.records, bytes: file.bytesRead(), blank, schema: withHints(schema, hintsOf(options.typeHints)) };
}

type Found = Omit<Dialect, 'encoding' | 'compression'> & Pick<FileProfile, 'schema' | 'blank'>;

async function profileJson(file: TextFile, { typeHints, nullMarkers }: ReadingConfig): Promise<Found> {
  const records = new JsonRecords();
  const profile = new JsonProfile({ maps: hintedAs('map', hintsOf(typeHints)), nullMarkers });
  for await (const batch of batches(file.chunks, records)) {
    for (const record of batch) {
      profile.add(record);
    }
  }
  return { format: records.format, schema: profile.finish() };
}

async function profileCsv(file: TextFile, { csv = {}, nullMarkers }: ReadingConfig): Promise<Found> {
  const table = new CsvTable({ ...csv, nullMarkers });
  const profile = new CsvProfile();
  for await (const batch of batches(file.chunks, table)) {
    for (const row of batch) {
      profile.add(row);
    }
  }
  return {
    ...declaredReading(csv),
    format: 'csv',
    delimiter: table.form!.delimiter,
    decidedBy: table.form!.decidedBy,
    ...table.hasSeparatorLine ? { separatorLine: true } : {},
    ...table.isHeaderless ? { columnNames: table.columns } : {},
    ...csv.columnNames !== undefined && !table.isHeaderless ? { header: true } : {},
    blank: table.blankRows,
    schema: profile.finish(table.columns),
  };
}
