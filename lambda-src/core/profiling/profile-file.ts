/** First pass over a file: how it is written and what its schema is. */

import type { CsvConfig, ReadingConfig } from '../../../src/contract';
import { type BadRecord, BadRecords, isFaultOfRecord } from '../formats/bad-records';
import { CsvScanner, type ScannedCsv } from '../formats/csv/csv-scanner';
import { type CsvBeginning, findForm } from '../formats/csv/form';
import type { CsvHeader } from '../formats/csv/head';
import { openCsv } from '../formats/csv/open-csv';
import { type CsvForm, type Dialect, declaredReading, isAsWritten } from '../formats/dialect';
import { FileFault } from '../formats/fault';
import { withoutBadLines } from '../formats/json/bad-lines';
import { JsonScanner, type ScannedJson } from '../formats/json/json-scanner';
import { openFile } from '../formats/stored/stored-file';
import { type Utf8File, asUtf8 } from '../formats/stored/utf8-file';
import { hintedAs, hintsOf, withHints } from '../schema/hints';
import type { SchemaProfile } from '../schema/profile';

/** What is known of one file beside its bytes, and what is wanted of it. */
export interface FileContext {
  /** Size of the file as it is stored, where it is known before it is read: what gzip may unpack to is measured by it. */
  readonly storedBytes?: number;
  /** What the file is called, where it has a name: a `.tsv` speaks for tabs. */
  readonly filename?: string;
  /** Gives the names of the columns of the source's ACTIVE version. It is asked only where the file alone does not settle how it is read. */
  readonly activeColumns?: () => Promise<ReadonlySet<string> | undefined>;
  /** How the same bytes were read before: what the source does not declare is read so again. */
  readonly readBefore?: CsvForm;
  /** Whether to find how many different values every field has, and how they are spread. */
  readonly sketches?: boolean;
}

export interface FileProfile {
  readonly dialect: Dialect;
  /** Without bad ones. */
  readonly records: number;
  /** Bytes read, as stored (packed). */
  readonly bytes: number;
  /** With the source's type hints applied. */
  readonly schema: SchemaProfile;
  /** What else was found: counts and extremes of every path or column, and what decides how the file may be read again. */
  readonly scanned: ScannedJson | ScannedCsv;
  /** CSV with a header row. */
  readonly header?: CsvHeader;
  /** JSON: paths whose objects are maps because the source says so. */
  readonly maps?: ReadonlySet<string>;
  /**
   * Whether records and values are what the bytes say by the rules of the format, with no help from what the source says:
   * who reads the bytes by these rules reads the same.
   */
  readonly isAsWritten: boolean;
  /** Records that could not be read, within what the source allows. */
  readonly badRecords: readonly BadRecord[];
}

/**
 * Profiles a file of a source that may allow bad records: a file that has any is read a second time, plainly and without
 * them.
 *
 * @param open gives the bytes from the beginning.
 * @throws FileFault if the file cannot be used; whatever the bytes throw is passed on as it is.
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
      // Where all are bad, nothing was left to read.
      if (second instanceof FileFault && second.reason === 'empty_file') {
        bad.assertFewEnough();
      }
      throw second;
    });
    bad.assertFewEnough();
    return profile;
  }
}

/**
 * Reads the whole file as a stream; memory does not grow with its size.
 *
 * @param bad takes bad records, where some may be.
 * @throws FileFault if the file cannot be used; whatever `bytes` throws is passed on as it is.
 */
export async function profileFile(
  bytes: AsyncIterable<Uint8Array>, declared: ReadingConfig, context: FileContext = {}, bad?: BadRecords,
): Promise<FileProfile> {
  const { format, nullMarkers = [] } = declared;
  const stored = await openFile(bytes, declared.csv?.encoding, context.storedBytes);
  const { scanned, header, maps, ...written } = await (format === 'csv' ? scanCsv : scanJson)(asUtf8(stored), declared, context, bad);
  const dialect = {
    ...written,
    encoding: stored.encoding,
    compression: stored.compression,
    ...nullMarkers.length === 0 ? {} : { nullMarkers },
    ...bad === undefined ? {} : { badRecords: bad.all.length },
  };
  const schema = withHints(scanned.schema, hintsOf(declared.typeHints));
  return {
    dialect,
    records: scanned.schema.records,
    bytes: stored.bytesRead(),
    schema,
    scanned,
    header,
    maps,
    isAsWritten: isAsWritten(dialect) && (format === 'csv' || textsAlone(scanned.schema, schema)),
    badRecords: bad?.all ?? [],
  };
}

/** Whether no hint makes text of values that are none. (CSV is text throughout.) */
function textsAlone(seen: SchemaProfile, hinted: SchemaProfile): boolean {
  return [...hinted.fields].every(([path, { type }]) => type !== 'string' || seen.fields.get(path)?.type === 'string');
}

type Found<S> = Omit<Dialect, 'encoding' | 'compression'> & Pick<FileProfile, 'header' | 'maps'> & { readonly scanned: S };

async function scanJson(
  file: Utf8File, { typeHints, nullMarkers }: ReadingConfig, { sketches }: FileContext, bad?: BadRecords,
): Promise<Found<ScannedJson>> {
  const maps = hintedAs('map', hintsOf(typeHints));
  const scanner = new JsonScanner(file, { maps, nullMarkers, sketches });
  await scanAll(bad === undefined ? file.chunks : withoutBadLines(file.chunks, bad), scanner, file);
  const scanned = scanner.end();
  return { format: scanned.format, maps, scanned };
}

async function scanCsv(
  file: Utf8File, { csv = {}, nullMarkers }: ReadingConfig, context: FileContext, bad?: BadRecords,
): Promise<Found<ScannedCsv>> {
  const reading = { ...csv, nullMarkers };
  const { form: { delimiter, decidedBy }, hasSeparatorLine, columns: { names, isRecord }, header, chunks, offset } = await openCsv(
    file, reading, (beginning) => formOf(beginning, csv, context), bad,
  );
  const { sketches } = context;
  const scanner = new CsvScanner(names, delimiter, { start: offset, sourceOffset: file.sourceOffset }, { ...reading, sketches });
  await scanAll(chunks, scanner, file);
  return {
    format: 'csv',
    ...declaredReading(csv),
    delimiter,
    decidedBy,
    ...hasSeparatorLine ? { separatorLine: true } : {},
    ...isRecord ? { columnNames: names } : {},
    header,
    scanned: scanner.end(),
  };
}

/** Asks for the ACTIVE version only where its names can matter. */
async function formOf(beginning: CsvBeginning, declared: CsvConfig, { filename, activeColumns, readBefore }: FileContext): Promise<CsvForm> {
  if (readBefore !== undefined) {
    const { delimiter = readBefore.delimiter, header = readBefore.header } = declared;
    return { delimiter, header, decidedBy: readBefore.decidedBy };
  }
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
