/** Profiles a file: finds how it is written and what its schema is. */

import type { CsvConfig, ReadingConfig } from '../../../src/source-config';
import { type BadRecord, BadRecords, isFaultOfRecord } from '../formats/bad-records';
import { CsvScanner, type ScannedCsv } from '../formats/csv/csv-scanner';
import { type CsvBeginning, findForm } from '../formats/csv/form';
import { openCsv } from '../formats/csv/open-csv';
import { type CsvForm, type Dialect, declaredReading, declaredShape } from '../formats/dialect';
import { FileFault } from '../formats/fault';
import { withoutBadLines } from '../formats/json/bad-lines';
import { JsonScanner, type ScannedJson } from '../formats/json/json-scanner';
import { type UnmarkedFile, withoutEndMark } from '../formats/stored/end-mark';
import { type ReshapedFile, openSurroundings, reshaped } from '../formats/json/reshape/reshaped-file';
import { shapeOf } from '../formats/json/reshape/shape';
import { type ShapeFacts, shapeFacts } from '../formats/json/shape-facts';
import { RecentBytes } from '../formats/stored/recent-bytes';
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
  /** JSON: signs that the records are somewhere else, unless the source declares where they are. */
  readonly shapeFacts?: ShapeFacts;
  /** Bytes of the byte order mark. */
  readonly markBytes: number;
  /** Where the first record begins: an offset in the file's UTF-8, without the byte order mark. */
  readonly start: number;
  /** Where the records end, counted in the same way; undefined if they end with the file. */
  readonly end?: number;
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
    return await profileFile(open, declared, context);
  } catch (error) {
    if (maxBadRecordRatio === 0 || !isFaultOfRecord(error)) {
      throw error;
    }
    const bad = new BadRecords(maxBadRecordRatio, error);
    const profile = await profileFile(open, declared, context, bad).catch((second: unknown) => {
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
 * @param open gives the bytes from the beginning. It is called again if values around the records are columns.
 * @param bad takes the bad records, if the source allows any.
 * @throws FileFault if the file cannot be used. An error while the bytes are fetched is passed on unchanged.
 */
export async function profileFile(
  open: () => Promise<AsyncIterable<Uint8Array>>, declared: ReadingConfig, context: FileContext = {}, bad?: BadRecords,
): Promise<FileProfile> {
  const { format, nullMarkers = [] } = declared;
  const openStored = async () => openFile(await open(), declared.csv?.encoding, context.storedBytes);
  const shape = shapeOf(declared);
  const surroundings = shape?.hasAround ? await openSurroundings(withoutEndMark(asUtf8(await openStored())), shape) : undefined;
  const stored = await openStored();
  const recent = new RecentBytes(stored.markBytes);
  const file = withoutEndMark(asUtf8({ ...stored, chunks: recent.kept(stored.chunks) }));
  const scanning: Promise<Found<FileProfile['scanned']>> = format === 'csv' ? scanCsv(file, declared, context, bad)
    : scanJson(file, declared, context, bad, shape && reshaped(file, shape, bad !== undefined, surroundings));
  const { scanned, columns, nameless, shapeFacts: facts, start, end, ...written } = await scanning.catch((error: unknown) => {
    if (error instanceof FileFault && error.reason === 'invalid_encoding') {
      error.sample = recent.around(error.byteOffset!);
    }
    throw error;
  });
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
    shapeFacts: facts,
    markBytes: stored.markBytes,
    start,
    end,
    badRecords: bad?.all ?? [],
  };
}

type Found<S> = Omit<Dialect, 'encoding' | 'compression'> & Pick<FileProfile, 'columns' | 'nameless' | 'shapeFacts' | 'start' | 'end'> & { readonly scanned: S };

/** @param rewritten the file's records, if its source declares its shape. */
async function scanJson(
  file: UnmarkedFile, declared: ReadingConfig, { sketches }: FileContext, bad?: BadRecords, rewritten?: ReshapedFile,
): Promise<Found<ScannedJson>> {
  const { typeHints, nullMarkers } = declared;
  const maps = hintedAs('map', hintsOf(typeHints));
  const text = rewritten ?? file;
  const scanner = new JsonScanner(text, { maps, nullMarkers, sketches, isTable: () => rewritten?.form() !== undefined });
  const chunks = bad === undefined ? text.chunks : withoutBadLines(text.chunks, bad, rewritten === undefined);
  const scanned = await (rewritten === undefined ? scanAll(chunks, scanner, text) : scanRewritten(chunks, scanner, rewritten));
  const facts = declared.recordsAt === undefined ? shapeFacts(scanned.schema) : undefined;
  const end = rewritten === undefined ? placeAfterStart(file.markAt(), file) : undefined;
  return { format: rewritten?.form() ?? scanned.format, ...declaredShape(declared), shapeFacts: facts, start: 0, end, scanned };
}

/** A fault that lies between the records is found ahead of the scanner, which may still hold back a fault in a record before it. */
async function scanRewritten(chunks: AsyncIterable<Uint8Array>, scanner: JsonScanner, file: ReshapedFile): Promise<ScannedJson> {
  try {
    return await scanAll(chunks, scanner, file);
  } catch (error) {
    if (error instanceof FileFault) {
      const earlier = scanner.isEnded ? undefined : faultAtEnd(scanner);
      throw file.explained(earlier !== undefined && earlier.byteOffset! < (error.byteOffset ?? Infinity) ? earlier : error);
    }
    throw error;
  }
}

function faultAtEnd(scanner: JsonScanner): FileFault | undefined {
  try {
    scanner.end();
    return undefined;
  } catch (error) {
    if (error instanceof FileFault) {
      return error;
    }
    throw error;
  }
}

async function scanCsv(
  file: UnmarkedFile, { csv = {}, nullMarkers }: ReadingConfig, context: FileContext, bad?: BadRecords,
): Promise<Found<ScannedCsv>> {
  const reading = { ...csv, nullMarkers };
  const { form: { delimiter, decidedBy }, hasSeparatorLine, columns, headerText, chunks, offset, end } = await openCsv(
    file, reading, (beginning) => formOf(beginning, csv, context), bad,
  );
  const { names, nameless, isRecord } = columns;
  const { sketches } = context;
  const options = { ...reading, headerText, sketches };
  const scanner = new CsvScanner(columns, delimiter, { start: offset, sourceOffset: file.sourceOffset }, options);
  const scanned = await scanAll(chunks, scanner, file);
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

async function scanAll<S>(
  chunks: AsyncIterable<Uint8Array>, scanner: Pick<JsonScanner, 'push' | 'earliestOffset'> & { end(): S }, file: Pick<UnmarkedFile, 'forget'>,
): Promise<S> {
  for await (const chunk of chunks) {
    scanner.push(chunk);
    file.forget(scanner.earliestOffset);
  }
  return scanner.end();
}
