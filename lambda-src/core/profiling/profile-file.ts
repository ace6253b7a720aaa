/** Profiles a file: finds how it is written and what its schema is. */

import type { CsvConfig, ReadingConfig } from '../../../src/source-config';
import { withoutPlaces } from '../formats/bad-places';
import { type BadRecord, BadRecords, isFaultOfRecord, placesOf } from '../formats/bad-records';
import { CsvScanner, type ScannedCsv } from '../formats/csv/csv-scanner';
import { type CsvBeginning, findForm } from '../formats/csv/form';
import { openCsv } from '../formats/csv/open-csv';
import { type CsvForm, type Dialect, declaredReading } from '../formats/dialect';
import { FileFault } from '../formats/fault';
import { withoutBadLines } from '../formats/json/bad-lines';
import { JsonScanner, type ScannedJson } from '../formats/json/json-scanner';
import { openFile } from '../formats/stored/stored-file';
import { type Utf8File, asUtf8 } from '../formats/stored/utf8-file';
import { hintedAs, hintsOf, withHints } from '../schema/hints';
import type { SchemaProfile } from '../schema/schema-profile';

/** What is known about one file besides its bytes, and what else to find in it. */
export interface FileContext {
  /** Size of the stored file, if it is known in advance. It bounds what gzip may unpack to. */
  readonly storedBytes?: number;
  /** Name of the file, if it has one: `.tsv` indicates tabs. */
  readonly filename?: string;
  /** Gives the column names of the source's ACTIVE version. It is called only if the file alone does not settle how it is read. */
  readonly activeColumns?: () => Promise<ReadonlySet<string> | undefined>;
  /** Whether to estimate how many different values each field has, and how they are spread. */
  readonly sketches?: boolean;
}

export interface FileProfile {
  readonly dialect: Dialect;
  /** Number of records, without bad ones. */
  readonly records: number;
  /** Bytes read, as stored (packed). */
  readonly bytes: number;
  /** With the source's type hints applied. */
  readonly schema: SchemaProfile;
  /** What else was found: counts and extremes of every path or column. */
  readonly scanned: ScannedJson | ScannedCsv;
  /** CSV: the names of the columns, in order. */
  readonly columns?: readonly string[];
  /** Bytes of the byte order mark. */
  readonly markBytes: number;
  /** Where the first record begins: an offset in the file's UTF-8, without the byte order mark. */
  readonly start: number;
  /** Where the records end, counted in the same way; undefined if they end with the file. */
  readonly end?: number;
  /** Records that are left out, in order; as many as the source allows, at most. */
  readonly badRecords: readonly BadRecord[];
}

/**
 * Profiles a file of a source that may allow bad records. If the file has any, it is read a second time, by a slower reader that
 * leaves them out.
 *
 * @param open gives the bytes from the beginning.
 * @throws FileFault if the file cannot be used. An error while the bytes are fetched is passed on unchanged.
 */
export async function profileTolerantly(
  open: () => Promise<AsyncIterable<Uint8Array>>, declared: ReadingConfig, context: FileContext = {},
): Promise<FileProfile> {
  const { maxBadRecordRatio = 0 } = declared;
  try {
    return await profileFile(await open(), declared, context);
  } catch (error) {
    if (maxBadRecordRatio === 0 || !isFaultOfRecord(error)) {
      throw error;
    }
    const bad = new BadRecords(maxBadRecordRatio, error);
    const profile = await profileFile(await open(), declared, context, bad).catch((second: unknown) => {
      // If all records are bad, nothing is left to read.
      if (second instanceof FileFault && second.reason === 'empty_file') {
        bad.assertFewEnough();
        throw error;
      }
      throw second;
    });
    bad.assertFewEnough();
    if (profile.records === 0) {
      throw error;
    }
    return profile;
  }
}

/**
 * Reads the whole file as a stream; memory does not grow with its size.
 *
 * @param bad takes the bad records, if the source allows any; or has them already, from an earlier reading.
 * @throws FileFault if the file cannot be used. An error from `bytes` is passed on unchanged.
 */
export async function profileFile(
  bytes: AsyncIterable<Uint8Array>, declared: ReadingConfig, context: FileContext = {}, bad?: BadRecords | readonly BadRecord[],
): Promise<FileProfile> {
  const { format, nullMarkers = [] } = declared;
  const stored = await openFile(bytes, declared.csv?.encoding, context.storedBytes);
  const { scanned, columns, start, end, ...written } = await (format === 'csv' ? scanCsv : scanJson)(asUtf8(stored), declared, context, bad);
  const badRecords = bad instanceof BadRecords ? bad.all : bad ?? [];
  const dialect = {
    ...written,
    encoding: stored.encoding,
    compression: stored.compression,
    ...nullMarkers.length === 0 ? {} : { nullMarkers },
    ...bad === undefined ? {} : { badRecords: badRecords.length },
  };
  const schema = withHints(scanned.schema, hintsOf(declared.typeHints));
  return {
    dialect,
    records: scanned.schema.records,
    bytes: stored.bytesRead(),
    schema,
    scanned,
    columns,
    markBytes: stored.markBytes,
    start,
    end,
    badRecords,
  };
}

type Found<S> = Omit<Dialect, 'encoding' | 'compression'> & Pick<FileProfile, 'columns' | 'start' | 'end'> & { readonly scanned: S };

async function scanJson(
  file: Utf8File, { typeHints, nullMarkers }: ReadingConfig, { sketches }: FileContext, bad?: BadRecords | readonly BadRecord[],
): Promise<Found<ScannedJson>> {
  const maps = hintedAs('map', hintsOf(typeHints));
  const scanner = new JsonScanner(file, { maps, nullMarkers, sketches });
  await scanAll(withoutBad(file.chunks, bad), scanner, file);
  const scanned = scanner.end();
  return { format: scanned.format, start: 0, scanned };
}

function withoutBad(chunks: AsyncIterable<Uint8Array>, bad: BadRecords | readonly BadRecord[] | undefined): AsyncIterable<Uint8Array> {
  if (bad === undefined) {
    return chunks;
  }
  return bad instanceof BadRecords ? withoutBadLines(chunks, bad) : withoutPlaces(chunks, 0, placesOf(bad));
}

async function scanCsv(
  file: Utf8File, { csv = {}, nullMarkers }: ReadingConfig, context: FileContext, bad?: BadRecords | readonly BadRecord[],
): Promise<Found<ScannedCsv>> {
  const reading = { ...csv, nullMarkers };
  const { form: { delimiter, decidedBy }, hasSeparatorLine, columns: { names, isRecord }, headerText, chunks, offset, end } = await openCsv(
    file, reading, (beginning) => formOf(beginning, csv, context), bad,
  );
  const { sketches } = context;
  const scanner = new CsvScanner(names, delimiter, { start: offset, sourceOffset: file.sourceOffset }, { ...reading, headerText, sketches });
  await scanAll(chunks, scanner, file);
  const recordsEnd = end();
  return {
    ...declaredReading(csv),
    format: 'csv',
    delimiter,
    decidedBy,
    ...hasSeparatorLine ? { separatorLine: true } : {},
    ...isRecord ? { columnNames: names } : {},
    columns: names,
    start: offset - file.start,
    end: recordsEnd === undefined ? undefined : recordsEnd - file.start,
    scanned: scanner.end(),
  };
}

/** Asks for the ACTIVE version only if its column names can make a difference. */
async function formOf(beginning: CsvBeginning, declared: CsvConfig, { filename, activeColumns }: FileContext): Promise<CsvForm> {
  const found = findForm(beginning, { declared, filename });
  if (!found.isOpen || activeColumns === undefined) {
    return found.form();
  }
  return findForm(beginning, { declared, filename, activeColumns: await activeColumns() }).form();
}

async function scanAll(chunks: AsyncIterable<Uint8Array>, scanner: JsonScanner | CsvScanner, file: Utf8File): Promise<void> {
  for await (const chunk of chunks) {
    scanner.push(chunk);
    file.forget(scanner.earliestOffset);
  }
}
