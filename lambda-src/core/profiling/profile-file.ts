/** Profiles a file: finds how it is written and what its schema is. */

import type { CsvConfig, ReadingConfig } from '../../../src/source-config';
import { type BadRecord, BadRecords, isFaultOfRecord } from '../formats/bad-records';
import { CsvScanner, type ScannedCsv } from '../formats/csv/csv-scanner';
import { type CsvBeginning, findForm } from '../formats/csv/form';
import { tableLook } from '../formats/csv/one-column';
import { openCsv } from '../formats/csv/open-csv';
import { SEEN_BYTES, withReason } from '../formats/csv/ragged-row';
import { RecentBytes } from '../formats/csv/recent-bytes';
import { csvSyntax } from '../formats/csv/syntax';
import { type CsvForm, type Dialect, declaredReading } from '../formats/dialect';
import { FileFault } from '../formats/fault';
import { withoutBadLines } from '../formats/json/bad-lines';
import { JsonScanner, type ScannedJson } from '../formats/json/json-scanner';
import { type UnmarkedFile, withoutEndMark } from '../formats/stored/end-mark';
import { openFile } from '../formats/stored/stored-file';
import { asUtf8 } from '../formats/stored/utf8-file';
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
  /** CSV: how many columns follow them that have neither a name nor a value. They do not exist. */
  readonly nameless?: number;
  /** Bytes of the byte order mark. */
  readonly markBytes: number;
  /** Where the first record begins: an offset in the file's UTF-8, without the byte order mark. */
  readonly start: number;
  /** Where the records end, counted in the same way; undefined if they end with the file. */
  readonly end?: number;
  /** CSV: how many lines before and after the table were found that are no part of it, and are left out. */
  readonly found?: { readonly preambleLines: number; readonly footerLines: number };
  /** Records that could not be read; as many as the source allows, at most. */
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
 * @param bad takes the bad records, if the source allows any.
 * @throws FileFault if the file cannot be used. An error from `bytes` is passed on unchanged.
 */
export async function profileFile(
  bytes: AsyncIterable<Uint8Array>, declared: ReadingConfig, context: FileContext = {}, bad?: BadRecords,
): Promise<FileProfile> {
  const { format, nullMarkers = [] } = declared;
  const stored = await openFile(bytes, declared.csv?.encoding, context.storedBytes);
  const { scanned, columns, nameless, start, end, found, ...written } = await (format === 'csv' ? scanCsv : scanJson)(
    withoutEndMark(asUtf8(stored)), declared, context, bad,
  );
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
    columns,
    nameless,
    markBytes: stored.markBytes,
    start,
    end,
    found,
    badRecords: bad?.all ?? [],
  };
}

type Found<S> = Omit<Dialect, 'encoding' | 'compression'> & Pick<FileProfile, 'columns' | 'nameless' | 'start' | 'end' | 'found'> & {
  readonly scanned: S;
};

async function scanJson(
  file: UnmarkedFile, { typeHints, nullMarkers }: ReadingConfig, { sketches }: FileContext, bad?: BadRecords,
): Promise<Found<ScannedJson>> {
  const maps = hintedAs('map', hintsOf(typeHints));
  const scanner = new JsonScanner(file, { maps, nullMarkers, sketches });
  const recent = new RecentBytes(bad === undefined ? file.chunks : withoutBadLines(file.chunks, bad), file.start);
  let scanned: ScannedJson;
  try {
    await scanAll(recent, scanner, file, recent);
    scanned = scanner.end();
  } catch (error) {
    const isFirstByte = error instanceof FileFault && error.record === 1 && error.byteOffset === file.sourceOffset(file.start);
    throw isFirstByte ? withLook(error, await recent.from(file.start, LOOK_BYTES)) : error;
  } finally {
    await recent.close();
  }
  return { format: scanned.format, start: 0, end: placeAfterStart(file.markAt(), file), scanned };
}

/** So much of a file shows whether it is a table. */
const LOOK_BYTES = 64 * 1024;

/** The fault of a file that does not begin like JSON. */
function withLook(fault: FileFault, bytes: Buffer): FileFault {
  const look = tableLook(bytes.toString());
  return look === undefined ? fault : new FileFault(fault.reason, `the file ${look}, but its source is declared as JSON`, fault);
}

async function scanCsv(
  file: UnmarkedFile, { csv = {}, nullMarkers }: ReadingConfig, context: FileContext, bad?: BadRecords,
): Promise<Found<ScannedCsv>> {
  const reading = { ...csv, nullMarkers };
  const {
    form: { delimiter, decidedBy, preambleLines = 0 }, hasSeparatorLine, columns: { names, nameless, isRecord }, headerText,
    chunks, offset, end, footerLines,
  } = await openCsv(file, reading, (beginning) => formOf(beginning, csv, context), bad);
  const { sketches } = context;
  let asked = offset;
  const sourceOffset = (place: number) => file.sourceOffset(asked = place);
  const scanner = new CsvScanner({ names, nameless }, delimiter, { start: offset, sourceOffset }, { ...reading, headerText, sketches });
  const recent = new RecentBytes(chunks, offset);
  let scanned: ScannedCsv;
  try {
    await scanAll(recent, scanner, file, recent);
    scanned = scanner.end();
  } catch (error) {
    // The scanner has asked where the row begins.
    const table = { syntax: csvSyntax(delimiter, csv), width: names.length + (nameless ?? 0), footerLines };
    throw error instanceof FileFault && error.reason === 'ragged_row' ? withReason(error, await recent.from(asked, SEEN_BYTES), table) : error;
  } finally {
    await recent.close();
  }
  return {
    ...declaredReading(csv),
    format: 'csv',
    delimiter,
    decidedBy,
    ...hasSeparatorLine ? { separatorLine: true } : {},
    ...isRecord ? { columnNames: names } : {},
    ...csv.columnNames !== undefined && !isRecord ? { header: true } : {},
    columns: names,
    nameless,
    start: offset - file.start,
    end: placeAfterStart(end() ?? file.markAt(), file),
    found: { preambleLines, footerLines: footerLines() },
    scanned,
  };
}

function placeAfterStart(offset: number | undefined, { start }: UnmarkedFile): number | undefined {
  return offset === undefined ? undefined : offset - start;
}

/** Asks for the ACTIVE version only if its column names can make a difference. */
async function formOf(beginning: CsvBeginning, declared: CsvConfig, { filename, activeColumns }: FileContext): Promise<CsvForm> {
  const found = findForm(beginning, { declared, filename });
  if (!found.isOpen || activeColumns === undefined) {
    return found.form();
  }
  return findForm(beginning, { declared, filename, activeColumns: await activeColumns() }).form();
}

/** @param keepers keep what the scanner may still ask for. */
async function scanAll(
  chunks: AsyncIterable<Uint8Array>, scanner: JsonScanner | CsvScanner, ...keepers: readonly { forget(before: number): void }[]
): Promise<void> {
  for await (const chunk of chunks) {
    scanner.push(chunk);
    keepers.forEach((keeper) => keeper.forget(scanner.earliestOffset));
  }
}
